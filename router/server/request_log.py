"""Gives each request its id, and each answer a line in the log. The outermost layer of the application."""

import time
from typing import TYPE_CHECKING

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from router.server.metrics import Metrics
from router.server.request_record import CURRENT, RequestRecord, new_record
from router.server.tracing import Tracing
from router.settings import TelemetrySettings

if TYPE_CHECKING:
    from opentelemetry.trace import Span

log = structlog.get_logger()

QUIET_PATHS = ("/health", "/ready")
"""Asked every few seconds by whoever watches over the process: only their failures are worth a line."""


class RequestLog:
    """`access_log` of the settings must be decided, see `apply_mode`."""

    def __init__(
        self,
        app: ASGIApp,
        settings: TelemetrySettings,
        tells_clients: bool = False,
        metrics: Metrics | None = None,
        tracing: Tracing | None = None,
    ) -> None:
        self._app = app
        self._header = settings.request_id.header.encode("latin-1")
        self._is_trusted = settings.request_id.trusted
        self._logs = settings.access_log is True
        self._tells_clients = tells_clients
        self._metrics = metrics
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        record = new_record(scope["headers"], self._header, self._is_trusted, self._tells_clients)
        header = (self._header, record.request_id.encode("latin-1"))
        status, sent = 0, 0

        async def send_with_id(message: Message) -> None:
            nonlocal status, sent
            match message["type"]:
                case "http.response.start":
                    status = message["status"]
                    message["headers"] = [*message["headers"], header]
                case "http.response.body":
                    sent += len(message.get("body", b""))
                case "websocket.accept":
                    status = 101
                    if self._metrics is not None:
                        self._metrics.websocket_opened()
                    message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        token = CURRENT.set(record)
        try:
            if self._tracing is None or scope["path"] in QUIET_PATHS:
                await self._app(scope, receive, send_with_id)
            else:
                with self._tracing.request(scope) as span:
                    await self._app(scope, receive, send_with_id)
                    _describe(span, record, status)
        finally:
            if self._metrics is not None:
                _count(self._metrics, scope, record, status)
            if self._logs and not (scope["path"] in QUIET_PATHS and status == 200):
                _write(scope, record, status, sent)
            CURRENT.reset(token)


def _describe(span: "Span", record: RequestRecord, status: int) -> None:
    span.set_attribute("http.response.status_code", status)
    span.set_attribute("kumiki.request_id", record.request_id)
    if record.operation_name is not None:
        span.set_attribute("graphql.operation.name", record.operation_name)
    if record.error_codes:
        span.set_attribute("error.type", ",".join(sorted(record.error_codes)))


def _count(metrics: Metrics, scope: Scope, record: RequestRecord, status: int) -> None:
    if scope["type"] == "http":
        metrics.request_ended(status, time.perf_counter() - record.started, record.error_codes)
    elif status == 101:
        metrics.websocket_closed()


def _write(scope: Scope, record: RequestRecord, status: int, sent: int) -> None:
    described = {
        "operation": record.operation_name,
        "document": record.document_hash(),
        "caller": record.caller,
        "actor": record.actor,
        "codes": sorted(record.error_codes) or None,
        "client": scope["client"][0] if scope.get("client") else None,
    }
    log.info(
        "request.answered",
        method=scope.get("method", "WEBSOCKET"),
        path=scope["path"],
        status=status,
        ms=round((time.perf_counter() - record.started) * 1000, 2),
        bytes=sent,
        **{name: value for name, value in described.items() if value is not None},
    )
