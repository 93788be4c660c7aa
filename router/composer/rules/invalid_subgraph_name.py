"""A subgraph has no name, a reserved one, or that of another."""

from collections import Counter
from collections.abc import Iterator, Sequence

from router.composer.result import SubgraphSource
from router.errors import CompositionError

CODE = "INVALID_SUBGRAPH_NAME"


_RESERVED = frozenset({"_", "__root__"})


def check(sources: Sequence[SubgraphSource]) -> Iterator[CompositionError]:
    counts = Counter(source.name for source in sources)
    for name, count in counts.items():
        if count > 1:
            message = f'{count} subgraphs are called "{name}". Give each a name of its own.'
            yield CompositionError(CODE, message, (name,))
        if not name.strip() or name in _RESERVED:
            message = f'"{name}" cannot be the name of a subgraph. Choose another.'
            yield CompositionError(CODE, message, (name,))
