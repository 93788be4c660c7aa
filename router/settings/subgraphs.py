"""How subgraphs are called."""

from collections.abc import Mapping

from pydantic import Field

from router.settings.compression import Encoding
from router.settings.headers import HeaderName
from router.settings.resilience import CircuitSettings, RetrySettings
from router.settings.section import Count, Seconds, Section
from router.settings.subgraph_subscriptions import SubgraphSubscriptionSettings
from router.settings.tls import SubgraphTlsSettings, TlsSettings


class SubgraphSettings(Section):
    """How one subgraph is called, where it differs from the rest."""

    routing_url: str | None = None
    """URL to use in place of the one that the supergraph names."""

    timeout_seconds: Seconds | None = None
    """As `subgraphs.timeout_seconds`, for this subgraph."""

    connect_timeout_seconds: Seconds | None = None
    """As `subgraphs.connect_timeout_seconds`, for this subgraph."""

    keep_alive_seconds: Seconds | None = None
    """As `subgraphs.keep_alive_seconds`, for this subgraph."""

    encodings: tuple[Encoding, ...] | None = None
    """In place of `subgraphs.encodings`."""

    tls: SubgraphTlsSettings | None = None
    """In place of `subgraphs.tls`."""

    subscriptions: SubgraphSubscriptionSettings | None = None
    """In place of `subgraphs.subscriptions`."""

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

    operation_timeout_seconds: Seconds = 60.0
    """Until all that an operation asks of subgraphs must be there, one request after the other; for a subscription,
    each event. What is not there by then is null with an error, the rest stays. Operations with files take their time,
    and no mutation that was sent is taken back. Too low cuts honest plans of many steps; too high keeps clients
    waiting."""

    deadline_header: HeaderName | None = None
    """A header by which subgraphs are told how many milliseconds they have for a request, such as `x-deadline-ms`."""

    connect_timeout_seconds: Seconds = 5.0
    """Until a connection stands. Too low takes a busy subgraph for dead; too high makes a dead one look slow."""

    keep_alive_seconds: Seconds = 4.0
    """How long an idle connection is kept. Too low connects anew all the time; at or above what the subgraph keeps
    (often 5), a request now and then meets a connection that is just being closed."""

    encodings: tuple[Encoding, ...] = ()
    """Compressions that subgraphs may answer in, the preferred first. Within one network none is best: it costs both
    sides more than the bytes do."""

    max_response_bytes: Count = 64 * 1_048_576
    """Bytes of one subgraph's answer, uncompressed. Too low fails large answers; too high lets one subgraph fill
    memory."""

    max_concurrent_requests: Count = 256
    """Requests to one subgraph at once, in each worker; more wait. Too low queues; too high overruns the subgraph."""

    max_representations: Count = 2_000
    """Entities that one request asks about; for more, several requests are sent beside one another. Too low makes many
    requests of a long list; too high sends requests that a subgraph refuses or answers late."""

    tls: TlsSettings = TlsSettings()
    subscriptions: SubgraphSubscriptionSettings = SubgraphSubscriptionSettings()
    retries: RetrySettings = RetrySettings()
    circuit: CircuitSettings = CircuitSettings()

    single_flight: bool = True
    """Send queries that are under way at once and equal (operation, variables, forwarded headers) as one request.
    Off, each is sent by itself; on, all of them share the fate of the first."""

    overrides: Mapping[str, SubgraphSettings] = Field(default_factory=dict)
    """By subgraph name."""
