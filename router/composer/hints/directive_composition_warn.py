"""A composed directive has another name in a subgraph that does not compose it."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint_at
from router.composer.kept_directives import composed_directive_names
from router.errors import CompositionHint

CODE = "DIRECTIVE_COMPOSITION_WARN"
LEVEL: HintLevel = "WARN"


def check(composition: Composition) -> Iterator[CompositionHint]:
    composed = composed_directive_names(composition)
    for name in sorted({name for _, name in composed}):
        exporting = [subgraph for subgraph in composition.subgraphs if (subgraph.name, name) in composed]
        source = next(link for link in exporting[0].links if link.owns_directive(name))
        element = next((element for element, local in source.imports.items() if local == f"@{name}"), f"@{name}")
        for subgraph in composition.subgraphs:
            for link in subgraph.links:
                local = link.imports.get(element)
                if link.spec.identity != source.spec.identity or local in (None, f"@{name}") or link.node is None:
                    continue
                message = (
                    f'Composed directive @{name} is called {local} in subgraph "{subgraph.name}", which does not '
                    "compose it. To compose it there too, give it the same name."
                )
                yield hint_at(CODE, LEVEL, message, [(subgraph, link.node)])
