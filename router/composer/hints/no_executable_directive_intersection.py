"""All subgraphs define a directive for operations, and no location of it is common to them."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, by_subgraph, hint_at
from router.composer.shared_directives import executable_directives, executable_locations
from router.errors import CompositionHint

CODE = "NO_EXECUTABLE_DIRECTIVE_INTERSECTION"
LEVEL: HintLevel = "WARN"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for shared in executable_directives(composition):
        if not shared.common_executable_locations:
            locations = by_subgraph((s, " | ".join(sorted(executable_locations(node)))) for s, node in shared.places)
            message = (
                f"Directive @{shared.name} is left out of the supergraph: no location is common to all subgraphs. It "
                f"is on {locations}. Give it a common location."
            )
            yield hint_at(CODE, LEVEL, message, shared.places)
