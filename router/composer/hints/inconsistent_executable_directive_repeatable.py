"""A directive for operations is repeatable in some subgraphs only, so it is not in the supergraph."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint_at, in_subgraphs
from router.composer.shared_directives import executable_directives
from router.errors import CompositionHint

CODE = "INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE"
LEVEL: HintLevel = "WARN"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for shared in executable_directives(composition):
        having, lacking = shared.split_by_repeatable()
        if having and lacking and shared.common_executable_locations:
            message = (
                f"Directive @{shared.name} is not repeatable in the supergraph: it is in {in_subgraphs(having)} and "
                f"not in {in_subgraphs(lacking)}. Define it alike everywhere."
            )
            yield hint_at(CODE, LEVEL, message, shared.places)
