"""The way to each subgraph: clients that were given, and HTTP ones for the rest."""

from collections.abc import Iterator, Mapping
from typing import Any

from router.executor.execution_context import RequestSlots
from router.executor.http_subgraph_client import HttpSubgraphClient
from router.executor.http_transport import HttpClientSettings
from router.executor.subgraph_client import SubgraphClient
from router.language.names import SubgraphName
from router.server.pipeline import SubgraphAccess
from router.settings import SubgraphSettings, SubgraphsSettings
from router.supergraph.model import Supergraph


class SubgraphClients(Mapping[SubgraphName, SubgraphClient]):
    """Makes an HTTP client when its subgraph is first called, because it belongs to the event loop that uses it."""

    def __init__(
        self,
        supergraph: Supergraph,
        settings: SubgraphsSettings,
        given: Mapping[SubgraphName, SubgraphClient],
    ) -> None:
        self._urls = {
            name: _override(settings, name).routing_url or endpoint.routing_url
            for name, endpoint in supergraph.endpoints.items()
        }
        self._http_settings = HttpClientSettings(max_response_bytes=settings.max_response_bytes)
        self._given = given
        self._made: dict[SubgraphName, HttpSubgraphClient] = {}

    def __getitem__(self, subgraph: SubgraphName) -> SubgraphClient:
        client = self._given.get(subgraph) or self._made.get(subgraph)
        if client is None:
            client = self._made[subgraph] = HttpSubgraphClient(subgraph, self._urls[subgraph], self._http_settings)
        return client

    def __iter__(self) -> Iterator[SubgraphName]:
        return iter(self._urls)

    def __len__(self) -> int:
        return len(self._urls)

    async def aclose(self) -> None:
        """Close the clients that were made here; given ones belong to their giver."""
        made = tuple(self._made.values())
        self._made.clear()
        for client in made:
            await client.aclose()


def subgraph_access(clients: Mapping[SubgraphName, SubgraphClient], settings: SubgraphsSettings) -> SubgraphAccess:
    overrides: dict[str, Any] = {name: override.timeout_seconds for name, override in settings.overrides.items()}
    return SubgraphAccess(
        clients=clients,
        timeout=settings.timeout_seconds,
        timeouts={SubgraphName(name): timeout for name, timeout in overrides.items() if timeout is not None},
        slots=RequestSlots(settings.max_concurrent_requests),
        max_representations=settings.max_representations,
    )


def _override(settings: SubgraphsSettings, subgraph: SubgraphName) -> SubgraphSettings:
    return settings.overrides.get(subgraph, SubgraphSettings())
