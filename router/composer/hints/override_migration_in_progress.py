"""A field is being moved step by step."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import HintLevel, hint, in_subgraphs
from router.errors import CompositionHint

CODE = "OVERRIDE_MIGRATION_IN_PROGRESS"
LEVEL: HintLevel = "INFO"


def check(composition: Composition) -> Iterator[CompositionHint]:
    for (coordinate, source_name), override in composition.overrides.items():
        field = override.taker.field(*coordinate)
        if override.label is not None and field is not None:
            message = (
                f'Field "{".".join(coordinate)}" is moving from subgraph "{source_name}" to '
                f'{in_subgraphs([override.taker])} under the label "{override.label}". Remove the label when done.'
            )
            yield hint(CODE, LEVEL, message, [(override.taker, field)])
