"""What composition takes and gives."""

from dataclasses import dataclass

from router.errors import CompositionError, CompositionHint
from router.language.names import SubgraphName
from router.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class SubgraphSource:
    """A subgraph as its authors hand it over."""

    name: SubgraphName
    url: str
    sdl: str


@dataclass(frozen=True, slots=True)
class CompositionResult:
    """A supergraph, or every reason why there is none. Exactly one of the two."""

    supergraph_sdl: str | None = None
    supergraph: Supergraph | None = None
    errors: tuple[CompositionError, ...] = ()
    hints: tuple[CompositionHint, ...] = ()
