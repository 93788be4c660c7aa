"""Connections, before any request is whole: what comes too slowly, is too large or is no HTTP, and who does not read.

uvicorn speaks HTTP and WebSocket well, but waits for ever: for a request's next byte, and for a client that does not
read its answer. It also answers in plain text what it refuses. A timer runs only while a request is incomplete or a
client is behind, so a request that comes in one piece and is read at once starts none.
"""

import asyncio
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

from uvicorn._types import ASGIReceiveEvent
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.http11 import Request

from router.server.waiting import Gate, Inbox
from router.settings import LimitsSettings, RouterSettings

SLOWEST_BYTES_PER_SECOND = 10_000
"""A client that sends and reads at this rate is never cut off."""

GRACE_SECONDS = 0.25
"""Between the end of a request's time and its refusal."""

WRITE_TEXT_NOW = "kumiki.write_text_now"
"""The extension of a WebSocket's ASGI scope that holds a function from a message's bytes to whether it was sent."""


@dataclass(slots=True)
class ConnectionLimits:
    """What every connection of a process goes by, and how many of them are WebSockets."""

    limits: LimitsSettings
    max_connections: int
    max_websockets: int
    websockets: int = 0

    @classmethod
    def from_settings(cls, settings: RouterSettings) -> "ConnectionLimits":
        return cls(settings.limits, settings.server.max_connections, settings.websocket.max_connections)


class ReadersPace:
    """Cuts off a client that leaves too much unread for too long."""

    def __init__(self, transport: asyncio.Transport, seconds: float) -> None:
        self._transport = transport
        self._seconds = seconds
        self._unread = 0
        self._timer: asyncio.TimerHandle | None = None

    def falls_behind(self) -> None:
        if self._timer is None:
            self._watch()

    def catches_up(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _watch(self) -> None:
        self._unread = self._transport.get_write_buffer_size()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._check)

    def _check(self) -> None:
        read = self._unread - self._transport.get_write_buffer_size()
        if read < SLOWEST_BYTES_PER_SECOND * self._seconds:
            self._timer = None
            self._transport.abort()
        else:
            self._watch()


class PacedConnection(asyncio.Protocol):
    """What watches a client's pace, once the connection is made."""

    _pace: ReadersPace | None = None

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._pace is not None:
            self._pace.falls_behind()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._pace is not None:
            self._pace.catches_up()


class HttpConnection(PacedConnection, HttpToolsProtocol):
    """One connection, and the requests that come over it one after another."""

    def __init__(self, connection_limits: ConnectionLimits, *, config: Config, **rest: Any) -> None:
        super().__init__(config, **rest)
        self._shared = connection_limits
        self._limits = connection_limits.limits
        self._deadline: asyncio.TimerHandle | None = None
        self._began = 0.0
        self._received = 0
        """Bytes since the last whole request."""
        self._is_overdue = False
        self._is_whole = False
        self._has_head = False
        self._has_cycle = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._pace = ReadersPace(transport, self._limits.write_seconds)
        if len(self.connections) > self._shared.max_connections:
            self._refuse(503, "TOO_MANY_CONNECTIONS", "The router has too many connections. Try again in some seconds.")
        else:
            self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timers()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        super().data_received(data)
        if self._is_whole:
            self._received = 0
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None
        elif not self.transport.is_closing():
            self._wait_for_rest()

    def _wait_for_rest(self) -> None:
        if not self._has_head and self._received > self._limits.header_bytes:
            self._refuse_head()
        elif self._deadline is None:
            self._expect_request()

    def _expect_request(self) -> None:
        self._is_overdue = False
        self._began = self.loop.time()
        self._deadline = self.loop.call_later(self._limits.request_seconds, self._check_deadline)

    def _check_deadline(self) -> None:
        allowed = self._limits.request_seconds + self._received / SLOWEST_BYTES_PER_SECOND
        left = allowed - (self.loop.time() - self._began)
        if self.flow.read_paused:
            left = self._limits.request_seconds  # It is the application that does not read.
        self._deadline = None
        if left > 0:
            self._deadline = self.loop.call_later(left, self._check_deadline)
        elif not self._is_overdue:
            # It may have arrived, and it was us who had no time to look.
            self._is_overdue = True
            self._deadline = self.loop.call_later(GRACE_SECONDS, self._check_deadline)
        elif not self._received:
            self.transport.close()
        else:
            self._refuse(408, "REQUEST_TIMEOUT", "The request did not arrive in time.")

    def on_message_begin(self) -> None:
        self._is_whole = self._has_head = self._has_cycle = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._has_head = True
        if self._received > self._limits.header_bytes and self._head_bytes() > self._limits.header_bytes:
            self._refuse_head()
            return
        super().on_headers_complete()
        self._has_cycle = True

    def _head_bytes(self) -> int:
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def on_body(self, body: bytes) -> None:
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._is_whole = True
        if not self.transport.is_closing():
            super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._stop_timers()
        if self._shared.websockets >= self._shared.max_websockets:
            self._refuse(503, "TOO_MANY_CONNECTIONS", "The router has too many WebSockets. Try again in some seconds.")
        else:
            super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, "BAD_REQUEST", "What came is not HTTP.")

    def _refuse_head(self) -> None:
        text = f"The request's target and headers are larger than {self._limits.header_bytes} bytes."
        self._refuse(431, "REQUEST_HEADER_FIELDS_TOO_LARGE", text)

    def _refuse(self, status: int, code: str, message: str) -> None:
        """Answer and close, unless an answer is under way already; whoever reads the request finds its client gone."""
        if self.transport.is_closing():
            return
        self._stop_timers()
        cycle = self.cycle
        if cycle is None or cycle.response_complete or self._is_next_to_answer():
            self.transport.write(refusal(status, code, message))
            self.transport.close()
        else:
            self.transport.abort()
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()

    def _is_next_to_answer(self) -> bool:
        return self._has_cycle and not self.pipeline and not self.cycle.response_started

    def _stop_timers(self) -> None:
        if self._pace is not None:
            self._pace.catches_up()
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class WebSocketConnection(PacedConnection, WebSocketsSansIOProtocol):
    """A connection that has become a WebSocket."""

    def __init__(
        self,
        connection_limits: ConnectionLimits,
        *,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
    ) -> None:
        super().__init__(config, server_state, app_state)
        self._shared = connection_limits
        self._extensions: dict[str, object] = {}
        self.queue = cast("asyncio.Queue[ASGIReceiveEvent]", Inbox())
        self.writable = cast(asyncio.Event, Gate())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._shared.websockets += 1
        self._pace = ReadersPace(self.transport, self._shared.limits.write_seconds)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            self._extensions = cast(dict[str, object], self.scope["extensions"])
            self._extensions[WRITE_TEXT_NOW] = self.write_text_now

    def start_keepalive(self) -> None:
        """Once the connection is accepted, which may be hours before its end."""
        super().start_keepalive()
        self.request.headers.clear()  # The parser holds on to the request.
        del self.request, self.response

    def write_text_now(self, text: bytes) -> bool:
        """Send a message without waiting. False, and nothing is sent, where the client is behind or leaving."""
        if self.close_sent or not self.handshake_complete or not self.writable.is_set() or self.transport.is_closing():
            return False
        self.transport.write(text_frame(text))
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self._shared.websockets -= 1
        self._extensions.clear()
        if self._pace is not None:
            self._pace.catches_up()
        super().connection_lost(exc)


def text_frame(text: bytes) -> bytes:
    """A whole text message of a server. https://www.rfc-editor.org/rfc/rfc6455#section-5.2"""
    length = len(text)
    if length < 126:
        return b"\x81%c%b" % (length, text)
    if length < 65_536:
        return b"\x81\x7e%b%b" % (length.to_bytes(2, "big"), text)
    return b"\x81\x7f%b%b" % (length.to_bytes(8, "big"), text)


def refusal(status: int, code: str, message: str) -> bytes:
    """A whole HTTP response that refuses, and ends the connection."""
    body = json.dumps({"errors": [{"message": message, "extensions": {"code": code}}]}).encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "content-type: application/json; charset=utf-8",
        f"content-length: {len(body)}",
        "connection: close",
        "",
        "",
    )
    return "\r\n".join(head).encode() + body
