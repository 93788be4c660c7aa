"""How subgraphs are called."""

from collections.abc import Mapping

from pydantic import Field

from router.settings.resilience import CircuitSettings, RetrySettings
from router.settings.section import Count, Seconds, Section


class SubgraphSettings(Section):
    """How one subgraph is called, where it differs from the rest."""

    routing_url: str | None = None
    """URL to use in place of the one that the supergraph names."""

    timeout_seconds: Seconds | None = None
    """As `subgraphs.timeout_seconds`, for this subgraph."""

    retries: RetrySettings | None = None
    """In place of `subgraphs.retries`."""

    circuit: CircuitSettings | None = None
    """In place of `subgraphs.circuit`."""

    single_flight: bool | None = None
    """In place of `subgraphs.single_flight`."""


class SubgraphsSettings(Section):
    """How subgraphs are called."""

    timeout_seconds: Seconds = 30.0
    """Until a subgraph must have answered, or a subscription to it stands. Too low fails slow but honest answers; too
    high keeps clients waiting for a subgraph that hangs."""

    max_response_bytes: Count = 64 * 1_048_576
    """Bytes of one subgraph's answer. Too low fails large answers; too high lets one subgraph fill memory."""

    max_concurrent_requests: Count = 256
    """Requests to one subgraph at once, in each worker; more wait. Too low queues; too high overruns the subgraph."""

    max_representations: Count = 2_000
    """Entities that one request asks about; for more, several requests are sent beside one another. Too low makes many
    requests of a long list; too high sends requests that a subgraph refuses or answers late."""

    retries: RetrySettings = RetrySettings()
    circuit: CircuitSettings = CircuitSettings()

    single_flight: bool = True
    """Send queries that are under way at once and equal (operation, variables, forwarded headers) as one request.
    Off, each is sent by itself; on, all of them share the fate of the first."""

    overrides: Mapping[str, SubgraphSettings] = Field(default_factory=dict)
    """By subgraph name."""
