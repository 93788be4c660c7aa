from collections.abc import Iterator

from router.errors import CompositionError
from router.supergraph.model import Supergraph


def check_satisfiability(supergraph: Supergraph) -> Iterator[CompositionError]:
    yield from ()
