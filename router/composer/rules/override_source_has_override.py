"""A field is overridden from a subgraph that itself overrides it."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, in_subgraphs
from router.errors import CompositionError

CODE = "OVERRIDE_SOURCE_HAS_OVERRIDE"


def check(composition: Composition) -> Iterator[CompositionError]:
    for (coordinate, source_name), override in composition.overrides.items():
        source = composition.subgraph_named(source_name)
        lost = source.field(*coordinate) if source else None
        taken = override.taker.field(*coordinate)
        if source is None or lost is None or taken is None or not lost.has("override"):
            continue
        message = (
            f'Field "{".".join(coordinate)}" is overridden in {in_subgraphs([override.taker])} from '
            f"{in_subgraphs([source])}, which overrides it too. Name the subgraph that resolves it now, and remove "
            "the other @override."
        )
        yield find(CODE, message, [(override.taker, taken), (source, lost)])
