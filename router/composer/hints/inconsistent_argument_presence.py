"""An optional argument is not in every subgraph, so it is left out."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint, in_subgraphs
from router.composer.merged_arguments import arguments_of
from router.errors import CompositionHint

CODE = "INCONSISTENT_ARGUMENT_PRESENCE"
LEVEL: HintLevel = "WARN"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for argument in arguments_of(composition):
        if argument.lacking:
            message = (
                f'Argument "{argument.coordinate}" is left out of the supergraph: it is in '
                f"{in_subgraphs(subgraph for subgraph, _ in argument.places)} and not in "
                f"{in_subgraphs(argument.lacking)}. Add it there to offer it to clients."
            )
            yield hint(CODE, LEVEL, message, argument.places)
