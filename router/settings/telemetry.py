"""What the router tells its operators."""

from collections.abc import Mapping

from pydantic import Field, SecretStr, field_validator

from router.settings.resilience import Share
from router.settings.section import Count, Seconds, Section


class RequestIdSettings(Section):
    """The id by which a request is found in logs, errors and subgraphs."""

    header: str = "x-request-id"
    """Header with the id: of requests that bring one, of answers, and of requests to subgraphs. Subgraphs are sent
    `x-correlation-id` too: the client's, or the request's id where it sent none."""

    trusted: bool = True
    """Use the id that a request brings, where it is up to 128 letters, digits and `._:-`. Off, each request gets an id
    of its own: for a router that strangers can reach and whose ids must never repeat."""

    @field_validator("header")
    @classmethod
    def _lower(cls, name: str) -> str:
        return name.lower()


class MetricsSettings(Section):
    """Figures for Prometheus."""

    enabled: bool = False
    """Count and time requests, fetches and plans, and show it. Costs some microseconds a request."""

    path: str = "/metrics"
    """Where they are shown, on the router's own port."""

    port: int | None = Field(None, ge=1, le=65535)
    """A port of their own, in place of the router's, on `host`. With several workers one of them answers for all."""

    host: str = "127.0.0.1"
    """Address of that port."""


class TracingSettings(Section):
    """Traces by OpenTelemetry, an optional extra: `pip install kumiki[tracing]`."""

    enabled: bool = False
    """Make spans for requests, for planning and for fetches. Costs some tens of microseconds a request."""

    endpoint: str = "http://127.0.0.1:4318/v1/traces"
    """Where spans are sent, by OTLP over HTTP."""

    headers: Mapping[str, SecretStr] = Field(default_factory=dict)
    """Headers for the collector, such as its key."""

    service_name: str = "kumiki-router"
    """Under which the collector lists them."""

    sample_share: Share = 1.0
    """Share of requests that are traced, where no client has decided it. Too low misses what is rare; too high sends
    more than a collector can keep."""

    timeout_seconds: Seconds = 10.0
    """For the collector to answer. What it does not take is lost, never waited for."""

    max_queue: Count = 2048
    """Spans that wait to be sent; more are lost. Too low loses spans in a burst; too high holds memory while the
    collector is away."""


class TelemetrySettings(Section):
    """What the router tells its operators."""

    request_id: RequestIdSettings = RequestIdSettings()
    metrics: MetricsSettings = MetricsSettings()
    tracing: TracingSettings = TracingSettings()

    access_log: bool | None = None
    """A line in the log for each request: who, what, how long, with which errors; never variables, tokens or bodies.
    Unset, it is off in development and on in production."""
