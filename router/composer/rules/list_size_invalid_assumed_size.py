"""The assumed size of a list is negative."""

from collections.abc import Iterator

from router.composer.list_size import list_size_uses
from router.composer.subgraph import Subgraph
from router.errors import CompositionError

CODE = "LIST_SIZE_INVALID_ASSUMED_SIZE"


def check(subgraph: Subgraph) -> Iterator[CompositionError]:
    for use in list_size_uses(subgraph):
        if use.assumed_size is not None and use.assumed_size < 0:
            yield use.error(CODE, f"no list has {use.assumed_size} items. Give an assumedSize of 0 or more.")
