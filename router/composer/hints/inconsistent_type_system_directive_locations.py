"""Subgraphs define a directive that the supergraph keeps on different locations; the newest definition is kept."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, by_subgraph, differ, hint_at
from router.composer.shared_directives import type_system_directives
from router.errors import CompositionHint

CODE = "INCONSISTENT_TYPE_SYSTEM_DIRECTIVE_LOCATIONS"
LEVEL: HintLevel = "DEBUG"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for shared in type_system_directives(composition):
        locations = [(s, " | ".join(sorted(loc.value for loc in node.locations))) for s, node in shared.places]
        if differ(text for _, text in locations):
            message = (
                f"Directive @{shared.name} is on {by_subgraph(locations)}; the supergraph has the newest definition of "
                "its spec. Define it alike everywhere."
            )
            yield hint_at(CODE, LEVEL, message, shared.places)
