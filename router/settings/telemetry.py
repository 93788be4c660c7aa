"""What the router tells its operators."""

from pydantic import Field, field_validator

from router.settings.section import Section


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


class TelemetrySettings(Section):
    """What the router tells its operators."""

    request_id: RequestIdSettings = RequestIdSettings()
    metrics: MetricsSettings = MetricsSettings()

    access_log: bool | None = None
    """A line in the log for each request: who, what, how long, with which errors; never variables, tokens or bodies.
    Unset, it is off in development and on in production."""
