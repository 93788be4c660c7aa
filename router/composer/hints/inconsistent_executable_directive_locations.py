"""Subgraphs define a directive for operations on different locations; the common ones are kept."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, by_subgraph, differ, hint_at
from router.composer.shared_directives import executable_directives, executable_locations
from router.errors import CompositionHint

CODE = "INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS"
LEVEL: HintLevel = "WARN"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for shared in executable_directives(composition):
        locations = [(s, " | ".join(sorted(executable_locations(node)))) for s, node in shared.places]
        if shared.common_executable_locations and differ(text for _, text in locations):
            message = (
                f"Directive @{shared.name} is on {by_subgraph(locations)}; the supergraph keeps "
                f"{' | '.join(sorted(shared.common_executable_locations))}. Define it alike everywhere."
            )
            yield hint_at(CODE, LEVEL, message, shared.places)
