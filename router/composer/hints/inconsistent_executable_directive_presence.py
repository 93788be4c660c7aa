"""A directive for operations is not in every subgraph, so it is left out."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint_at, in_subgraphs
from router.composer.kept_directives import is_executable
from router.errors import CompositionHint

CODE = "INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE"
LEVEL: HintLevel = "WARN"


def check(composition: Composition) -> Iterator[CompositionHint]:
    names = dict.fromkeys(name for subgraph in composition.subgraphs for name in subgraph.directive_definitions)
    for name in names:
        having = [subgraph for subgraph in composition.subgraphs if name in subgraph.directive_definitions]
        lacking = [subgraph for subgraph in composition.subgraphs if name not in subgraph.directive_definitions]
        definitions = [subgraph.directive_definitions[name] for subgraph in having]
        if lacking and any(is_executable(definition) for definition in definitions):
            message = (
                f"Directive @{name} is left out of the supergraph: {in_subgraphs(lacking)} does not define it. "
                "Define it in every subgraph to offer it to clients."
            )
            yield hint_at(CODE, LEVEL, message, zip(having, definitions, strict=True))
