"""Subgraphs over HTTP, and their subscriptions over WebSocket."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse
from router.language.names import SubgraphName


@dataclass(frozen=True, slots=True)
class HttpClientSettings:
    """How to speak to a subgraph."""

    connect_timeout: float = 5.0
    """Seconds until the connection stands. Too low, and a busy subgraph looks dead; too high, and a dead one looks
    slow."""

    max_response_bytes: int = 32 * 1024 * 1024
    """Too low, and large answers fail; too high, and one runaway answer takes the router's memory."""

    idle_connections: int = 64
    """Connections kept open per subgraph. Too low, and bursts reconnect; too high, and subgraphs hold idle sockets."""


class HttpSubgraphClient:
    """One subgraph at one URL. Make it inside the event loop that uses it; it keeps its connections until `aclose`."""

    def __init__(self, subgraph: SubgraphName, url: str, settings: HttpClientSettings | None = None) -> None:
        self._subgraph = subgraph
        self._url = url
        self._settings = settings or HttpClientSettings()

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        raise NotImplementedError

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        raise NotImplementedError

    async def aclose(self) -> None:
        raise NotImplementedError
