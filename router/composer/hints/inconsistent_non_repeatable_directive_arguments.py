"""Subgraphs apply a directive that may stand once to one element with different arguments."""

from collections.abc import Iterator

from router.composer.applied_differently import applied_differently
from router.composer.composition import Composition
from router.composer.findings import HintLevel, by_subgraph, hint_at
from router.errors import CompositionHint

CODE = "INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS"
LEVEL: HintLevel = "WARN"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for found in applied_differently(composition):
        if not found.is_merged:
            message = (
                f'"{found.coordinate}" has {by_subgraph(found.texts())}, and the supergraph can have '
                f"@{found.directive} only once. It takes the arguments that most subgraphs give. Write "
                "the same everywhere."
            )
            yield hint_at(CODE, LEVEL, message, found.places)
