"""One subgraph takes an argument from a context, another one requires it of clients, who do not see it."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, in_subgraphs
from router.composer.merged_arguments import partly_contextual_arguments
from router.errors import CompositionError

CODE = "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS"


def check(composition: Composition) -> Iterator[CompositionError]:
    for argument in partly_contextual_arguments(composition):
        required = [subgraph for subgraph, value in argument.plain if value.is_required]
        if required:
            message = (
                f'Argument "{argument.coordinate}" is taken from a context in '
                f"{in_subgraphs(subgraph for subgraph, _ in argument.contextual)}, so clients cannot give it, but "
                f"{in_subgraphs(required)} requires it. Make it optional there, or take it from a context too."
            )
            yield find(CODE, message, [*argument.contextual, *argument.plain])
