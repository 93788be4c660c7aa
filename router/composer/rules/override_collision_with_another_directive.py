"""An overridden or overriding field carries a directive that an override cannot be combined with."""

from collections.abc import Iterator

from router.composer.composition import Composition
from router.composer.findings import find, in_subgraphs
from router.errors import CompositionError

CODE = "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE"


def check(composition: Composition) -> Iterator[CompositionError]:
    for (coordinate, source_name), override in composition.overrides.items():
        source = composition.subgraph_named(source_name)
        lost = source.field(*coordinate) if source else None
        taken = override.taker.field(*coordinate)
        if source is None or lost is None or taken is None:
            continue
        conflicts = [(override.taker, taken, "external")] if override.taker.is_external(*coordinate) else []
        conflicts += [(source, lost, name) for name in ("requires", "provides") if lost.has(name)]
        for subgraph, field, name in conflicts:
            message = (
                f'Field "{".".join(coordinate)}" cannot be overridden in {in_subgraphs([override.taker])} from '
                f"{in_subgraphs([source])}: in {in_subgraphs([subgraph])} it is marked @{name}. Remove one of the two."
            )
            yield find(CODE, message, [(subgraph, field)])
