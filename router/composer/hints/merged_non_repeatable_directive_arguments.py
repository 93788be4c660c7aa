"""Subgraphs apply a directive to one element with different arguments, which the supergraph combines."""

from collections.abc import Iterator

from router.composer.applied_differently import applied_differently
from router.composer.composition import Composition
from router.composer.findings import HintLevel, by_subgraph, hint_at
from router.errors import CompositionHint

CODE = "MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS"
LEVEL: HintLevel = "INFO"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for found in applied_differently(composition):
        if found.is_merged:
            message = (
                f'"{found.coordinate}" has {by_subgraph(found.texts())}; the supergraph combines the arguments, '
                "so that the strictest holds."
            )
            yield hint_at(CODE, LEVEL, message, found.places)
