"""Traces: a span for each request, for reading and planning an operation, and for each request to a subgraph.

Spans go to a collector over OTLP/HTTP; the W3C header `traceparent` ties them to those of clients and subgraphs.
https://opentelemetry.io/docs/specs/otel/ https://www.w3.org/TR/trace-context/

OpenTelemetry is an optional extra, imported only where tracing is on.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.types import Scope

from router.errors import SettingsError, SubgraphError
from router.executor.subgraph_client import SubgraphClient, SubgraphRequest, SubgraphResponse
from router.settings import TracingSettings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span


class Tracing:
    """The spans of one process."""

    def __init__(self, provider: "TracerProvider") -> None:
        from opentelemetry import context, propagate, trace

        self._provider = provider
        self._tracer = provider.get_tracer("kumiki-router")
        self._trace = trace
        self._context = context
        self._propagate = propagate

    @contextmanager
    def request(self, scope: Scope) -> "Iterator[Span]":
        """A span for one HTTP request or WebSocket connection, below the one that its headers name."""
        carrier = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        method = scope.get("method", "WEBSOCKET")
        attributes = {"http.request.method": method, "url.path": scope["path"]}
        with self._tracer.start_as_current_span(
            f"{method} {scope['path']}",
            context=self._propagate.extract(carrier),
            kind=self._trace.SpanKind.SERVER,
            attributes=attributes,
        ) as span:
            yield span

    def step(self, name: str, **attributes: str) -> "AbstractContextManager[Span]":
        """A span for something that the router does."""
        return self._tracer.start_as_current_span(name, attributes=attributes)

    @contextmanager
    def fetch(self, request: SubgraphRequest) -> Iterator[SubgraphRequest]:
        """A span for a request to a subgraph; gives the request with the headers that tie its spans to ours."""
        attributes = {"graphql.operation.type": request.operation_kind.value, "kumiki.subgraph": request.subgraph}
        with self._tracer.start_as_current_span(
            f"subgraph {request.subgraph}", kind=self._trace.SpanKind.CLIENT, attributes=attributes
        ) as span:
            carrier: dict[str, str] = {}
            self._propagate.inject(carrier)
            try:
                yield replace(request, headers={**request.headers, **carrier})
            except SubgraphError as error:
                span.set_attribute("error.type", error.code)
                raise

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def start_tracing(settings: TracingSettings) -> Tracing:
    """Raises `SettingsError` where OpenTelemetry is not installed."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
    except ImportError as error:
        raise SettingsError(
            "telemetry.tracing needs OpenTelemetry: install kumiki[tracing], or set telemetry.tracing.enabled to false."
        ) from error
    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(settings.sample_share)),
        resource=Resource.create({"service.name": settings.service_name}),
    )
    headers = {name: value.get_secret_value() for name, value in settings.headers.items()}
    exporter = OTLPSpanExporter(settings.endpoint, headers=headers, timeout=settings.timeout_seconds)
    provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=settings.max_queue))
    return Tracing(provider)


def step(tracing: Tracing | None, name: str, **attributes: str) -> "AbstractContextManager[Any]":
    """A span where tracing is on, and nothing elsewhere."""
    return nullcontext() if tracing is None else tracing.step(name, **attributes)


class TracedClient:
    """A subgraph's client with a span for each request."""

    def __init__(self, client: SubgraphClient, tracing: Tracing) -> None:
        self._client = client
        self._tracing = tracing

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        with self._tracing.fetch(request) as traced:
            return await self._client.execute(traced)

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        return self._client.subscribe(request)

    async def aclose(self) -> None:
        await self._client.aclose()
