"""The way to each subgraph: clients that were given, and HTTP ones for the rest."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from router.executor.circuit_breaker import Circuit, CircuitBreakingClient, CircuitPolicy, CircuitState, OnChange
from router.executor.execution_context import RequestSlots
from router.executor.http_subgraph_client import HttpSubgraphClient
from router.executor.http_transport import HttpClientSettings
from router.executor.node_lookup import NodeAccess, NodeLookup
from router.executor.reconnecting_client import ReconnectingClient, ReconnectPolicy
from router.executor.retrying_client import RetryingClient, RetryPolicy
from router.executor.single_flight import OF_ONE_REQUEST, SingleFlightClient
from router.executor.subgraph_client import SubgraphClient
from router.executor.subscription_way import SubscriptionWay
from router.language.names import SubgraphName
from router.server.header_rules import HeaderRulesClient, rules_for
from router.server.pipeline import SubgraphAccess
from router.server.subgraph_tls import tls_context
from router.settings import (
    CircuitSettings,
    HeaderSettings,
    NodeSettings,
    ReconnectSettings,
    RetrySettings,
    SubgraphSettings,
    SubgraphsSettings,
    SubgraphTlsSettings,
)
from router.supergraph.model import Supergraph
from router.supergraph.node_fields import NODE_LOOKUP, find_node_sources


class SubgraphClients(Mapping[SubgraphName, SubgraphClient]):
    """Makes an HTTP client when its subgraph is first called, because it belongs to the event loop that uses it."""

    def __init__(
        self,
        supergraph: Supergraph,
        settings: SubgraphsSettings,
        given: Mapping[SubgraphName, SubgraphClient],
        wrap: Callable[[SubgraphClient], SubgraphClient] | None = None,
        on_change: OnChange | None = None,
        headers: HeaderSettings | None = None,
    ) -> None:
        self._urls = {
            name: _override(settings, name).routing_url or endpoint.routing_url
            for name, endpoint in supergraph.endpoints.items()
        }
        self._http_settings = {name: _http_settings(settings, name) for name in supergraph.endpoints}
        self._given = given
        self._settings = settings
        self._wrap = wrap
        self._headers = headers or HeaderSettings()
        self._of_one_request = OF_ONE_REQUEST | {settings.deadline_header or ""}
        self._circuits = {
            name: Circuit(name, _circuit_policy(circuit), on_change)
            for name in supergraph.endpoints
            for circuit in (_override(settings, name).circuit or settings.circuit,)
            if circuit.enabled
        }
        self._made: dict[SubgraphName, HttpSubgraphClient] = {}
        self._used: dict[SubgraphName, SubgraphClient] = {}

    def __getitem__(self, subgraph: SubgraphName) -> SubgraphClient:
        client = self._used.get(subgraph)
        if client is None:
            client = self._with_care(subgraph, self._given.get(subgraph) or self._make(subgraph))
            self._used[subgraph] = client
        return client

    def _with_care(self, subgraph: SubgraphName, client: SubgraphClient) -> SubgraphClient:
        """From the inside out: what each attempt takes is measured, attempts are repeated, their failures together open
        the circuit, and whoever asks the same waits for one answer. What is the same, the header rules decide."""
        override = _override(self._settings, subgraph)
        retries = override.retries or self._settings.retries
        circuit = self._circuits.get(subgraph)
        shares = self._settings.single_flight if override.single_flight is None else override.single_flight
        subscriptions = override.subscriptions or self._settings.subscriptions
        client = self._wrap(client) if self._wrap is not None else client
        if subscriptions.reconnect.enabled:
            client = ReconnectingClient(client, _reconnect_policy(subscriptions.reconnect))
        client = RetryingClient(client, _retry_policy(retries)) if retries.enabled else client
        client = CircuitBreakingClient(client, circuit) if circuit is not None else client
        client = SingleFlightClient(client, self._of_one_request) if shares else client
        rules = rules_for(self._headers, subgraph)
        return HeaderRulesClient(client, rules) if rules is not None else client

    def circuit_states(self) -> Mapping[SubgraphName, CircuitState]:
        """Of the subgraphs that have a circuit."""
        return {name: circuit.state for name, circuit in self._circuits.items()}

    def _make(self, subgraph: SubgraphName) -> SubgraphClient:
        url, way = self._urls[subgraph], _subscription_way(self._settings, subgraph)
        client = HttpSubgraphClient(subgraph, url, self._http_settings[subgraph], subscription_way=way)
        self._made[subgraph] = client
        return client

    def way_to(self, subgraph: SubgraphName) -> object:
        """What tells two ways to a subgraph apart."""
        override = _override(self._settings, subgraph)
        tls, subscriptions = override.tls or self._settings.tls, override.subscriptions or self._settings.subscriptions
        return self._given.get(subgraph) or (self._urls[subgraph], tls, subscriptions)

    def __iter__(self) -> Iterator[SubgraphName]:
        return iter(self._urls)

    def __len__(self) -> int:
        return len(self._urls)

    async def aclose(self) -> None:
        """Close the clients that were made here; given ones belong to their giver."""
        made = tuple(self._made.values())
        self._made.clear()
        self._used.clear()
        for client in made:
            await client.aclose()


class _OneMore(Mapping[SubgraphName, SubgraphClient]):
    """Clients that are made when they are first called, and one that is there."""

    def __init__(
        self, name: SubgraphName, client: SubgraphClient, others: Mapping[SubgraphName, SubgraphClient]
    ) -> None:
        self._name = name
        self._client = client
        self._others = others

    def __getitem__(self, subgraph: SubgraphName) -> SubgraphClient:
        return self._client if subgraph == self._name else self._others[subgraph]

    def __iter__(self) -> Iterator[SubgraphName]:
        yield self._name
        yield from self._others

    def __len__(self) -> int:
        return 1 + len(self._others)


def subgraph_access(clients: SubgraphClients, settings: SubgraphsSettings) -> SubgraphAccess:
    overrides: dict[str, Any] = {name: override.timeout_seconds for name, override in settings.overrides.items()}
    return SubgraphAccess(
        clients=clients,
        timeout=settings.timeout_seconds,
        timeouts={SubgraphName(name): timeout for name, timeout in overrides.items() if timeout is not None},
        slots=RequestSlots(settings.max_concurrent_requests),
        operation_timeout=settings.operation_timeout_seconds,
        deadline_header=settings.deadline_header,
        max_representations=settings.max_representations,
        ways={name: clients.way_to(name) for name in clients},
    )


def with_node_lookup(access: SubgraphAccess, supergraph: Supergraph, settings: NodeSettings) -> SubgraphAccess:
    """The same with a client for the fields `node` and `nodes`."""
    nodes = NodeAccess(
        clients=access.clients,
        slots=access.slots,
        timeout=access.timeout,
        timeouts=access.timeouts,
        max_representations=access.max_representations,
        max_ids=settings.max_ids,
    )
    lookup: SubgraphClient = NodeLookup(find_node_sources(supergraph), nodes)
    return replace(access, clients=_OneMore(NODE_LOOKUP, lookup, access.clients))


def _http_settings(settings: SubgraphsSettings, subgraph: SubgraphName) -> HttpClientSettings:
    override = _override(settings, subgraph)
    tls = override.tls or settings.tls
    return HttpClientSettings(
        connect_timeout=override.connect_timeout_seconds or settings.connect_timeout_seconds,
        max_response_bytes=settings.max_response_bytes,
        keep_alive=override.keep_alive_seconds or settings.keep_alive_seconds,
        encodings=settings.encodings if override.encodings is None else override.encodings,
        tls=tls_context(tls),
        server_name=tls.server_name if isinstance(tls, SubgraphTlsSettings) else None,
    )


def _subscription_way(settings: SubgraphsSettings, subgraph: SubgraphName) -> SubscriptionWay:
    subscriptions = _override(settings, subgraph).subscriptions or settings.subscriptions
    return SubscriptionWay(subscriptions.protocol, subscriptions.url, subscriptions.init_headers)


def _reconnect_policy(settings: ReconnectSettings) -> ReconnectPolicy:
    return ReconnectPolicy(
        attempts=settings.attempts,
        first_wait=settings.first_wait_seconds,
        longest_wait=settings.longest_wait_seconds,
    )


def _retry_policy(settings: RetrySettings) -> RetryPolicy:
    return RetryPolicy(
        attempts=settings.attempts,
        first_wait=settings.first_wait_seconds,
        longest_wait=settings.longest_wait_seconds,
        attempt_timeout=settings.attempt_timeout_seconds,
        budget=settings.budget,
        repeats_mutations=settings.mutations,
    )


def _circuit_policy(settings: CircuitSettings) -> CircuitPolicy:
    return CircuitPolicy(
        failure_share=settings.failure_share,
        min_requests=settings.min_requests,
        window=settings.window_seconds,
        open_seconds=settings.open_seconds,
        trials=settings.trials,
    )


def _override(settings: SubgraphsSettings, subgraph: SubgraphName) -> SubgraphSettings:
    return settings.overrides.get(subgraph, SubgraphSettings())
