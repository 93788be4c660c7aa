"""An argument is required in one subgraph and unknown to another, which could then never be asked."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, in_subgraphs
from router.composer.merged_arguments import arguments_of
from router.errors import CompositionError

CODE = "REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH"


def check(composition: Composition) -> Iterator[CompositionError]:
    for argument in arguments_of(composition):
        required = [subgraph for subgraph, value in argument.places if value.is_required]
        if argument.lacking and required:
            message = (
                f'Argument "{argument.coordinate}" is required in {in_subgraphs(required)}, and '
                f"{in_subgraphs(argument.lacking)} does not have it. Add it there, or make it optional."
            )
            yield find(CODE, message, argument.places)
