"""An argument is left out because one subgraph takes it from a context; the others will never be given it."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint, in_subgraphs
from router.composer.merged_arguments import partly_contextual_arguments
from router.errors import CompositionHint

CODE = "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS"
LEVEL: HintLevel = "WARN"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for argument in partly_contextual_arguments(composition):
        message = (
            f'Argument "{argument.coordinate}" is left out of the supergraph: '
            f"{in_subgraphs(subgraph for subgraph, _ in argument.contextual)} takes it from a context, and "
            f"{in_subgraphs(subgraph for subgraph, _ in argument.plain)} will never be given it. Take it from a "
            "context there too, or remove it."
        )
        yield hint(CODE, LEVEL, message, [*argument.contextual, *argument.plain])
