"""One HTTP/1.1 connection to a subgraph, over httptools: a request at a time, its answer whole or not at all.

What makes a connection unfit for another request is decided here: the subgraph closes it or says that it will, it
sends more than was asked for, it answers before it has read the request, or we give the answer up.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Final, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from router.executor.http_transport import (
    CLOSED_UNHEARD,
    COMPRESSED,
    HttpAnswer,
    HttpAnswerRefused,
    HttpFailure,
    HttpTimedOut,
    too_large,
)

MAX_HEAD_BYTES: Final = 65_536
"""Of an answer's head, with the interim answers (1xx) before it."""


class NotHeard(HttpFailure):
    """The connection ended before the first byte of an answer; the request may have met one that was being closed."""


@dataclass(slots=True)
class _Exchange:
    """A request that waits for its answer: what the parser has found so far."""

    waiting: "asyncio.Future[HttpAnswer]"
    status: int = 0
    """0 until the head of the final answer is complete."""

    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)
    received: int = 0
    body_size: int = 0
    announced: int = 0
    has_length: bool = False
    encoding: bytes = b""
    is_complete: bool = False
    can_be_kept: bool = False
    has_more: bool = False
    """Something came behind the complete answer."""

    def answer(self) -> HttpAnswer:
        body = self.chunks[0] if len(self.chunks) == 1 else b"".join(self.chunks)
        return HttpAnswer(self.status, body, self.headers, self.encoding)


class Http1Connection(asyncio.Protocol):
    """What begins with `on_` is called by the parser from within `data_received`."""

    def __init__(self, max_response_bytes: int, takes_compressed: bool = False) -> None:
        self.is_open = False
        self.idle_since = 0.0
        self._max_bytes = max_response_bytes
        self._takes_compressed = takes_compressed
        self._loop = asyncio.get_running_loop()
        self._parser = HttpResponseParser(self)
        self._exchange: _Exchange | None = None

    async def ask(self, request: bytes, seconds: float) -> HttpAnswer:
        """Raises `HttpFailure`; cancelling it closes the connection."""
        if not self.is_open:
            raise NotHeard(CLOSED_UNHEARD)
        waiting: asyncio.Future[HttpAnswer] = self._loop.create_future()
        timer = self._loop.call_later(seconds, self._expire)
        self._exchange = _Exchange(waiting)
        self._transport.write(request)
        try:
            return await waiting
        except asyncio.CancelledError:
            self.close()
            raise
        finally:
            timer.cancel()
            self._exchange = None

    def fail(self, failure: HttpFailure) -> None:
        """End the connection, and the request under way."""
        exchange = self._exchange
        if exchange is not None and not exchange.waiting.done():
            exchange.waiting.set_exception(failure)
        self.close()

    def close(self) -> None:
        self.is_open = False
        self._transport.abort()

    def _expire(self) -> None:
        self.fail(HttpTimedOut())

    # Called by the event loop.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        exchange = self._exchange
        if exchange is None or exchange.waiting.done():
            self.close()  # nobody asked
            return
        exchange.received += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            if not exchange.is_complete:
                self.fail(HttpFailure("its answer is not HTTP"))
                return
            exchange.has_more = True
        refusal = self._refusal(exchange)
        if refusal is not None:
            self.fail(HttpAnswerRefused(refusal))
        elif exchange.is_complete:
            self._deliver(exchange)

    def eof_received(self) -> None:
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()

    def _end(self) -> None:
        exchange = self._exchange
        if exchange is None or exchange.waiting.done():
            self.close()
        elif exchange.received == 0:
            self.fail(NotHeard(CLOSED_UNHEARD))
        elif exchange.status and not exchange.has_length:
            # https://www.rfc-editor.org/rfc/rfc9112#section-6.3: its end is the end of the connection.
            self._deliver(exchange)
        else:
            self.fail(HttpFailure("the connection broke off"))

    def _refusal(self, exchange: _Exchange) -> str | None:
        if max(exchange.body_size, exchange.announced) > self._max_bytes:
            return too_large(self._max_bytes)
        if exchange.encoding and not self._takes_compressed:
            return COMPRESSED
        # Chunks may be small, so what surrounds them may be as large as they are, but not endless.
        allowed = MAX_HEAD_BYTES + (self._max_bytes if exchange.status else 0)
        return "what surrounds its answer is too large" if exchange.received - exchange.body_size > allowed else None

    def _deliver(self, exchange: _Exchange) -> None:
        exchange.waiting.set_result(exchange.answer())
        is_sent = self._transport.get_write_buffer_size() == 0
        if exchange.has_more or not exchange.can_be_kept or not is_sent:
            self.close()

    # Called by the parser; after a complete answer for whatever else came with it.

    def on_message_begin(self) -> None:
        if self._exchange is not None and self._exchange.is_complete:
            self._exchange.has_more = True

    def on_header(self, name: bytes, value: bytes) -> None:
        exchange = self._exchange
        if exchange is None or exchange.status:  # a trailer
            return
        name = name.lower()
        exchange.headers.append((name, value))
        match name:
            case b"content-length":
                exchange.has_length = True
                exchange.announced = int(value)  # the parser has refused all but digits
            case b"transfer-encoding":
                exchange.has_length = value.lower().endswith(b"chunked")
            case b"content-encoding":
                exchange.encoding = b"" if value.lower() == b"identity" else value.lower()

    def on_headers_complete(self) -> None:
        exchange = self._exchange
        status = self._parser.get_status_code()
        if exchange is None or exchange.status:
            return
        if status >= 200:
            exchange.status = status
        else:  # an interim answer, whose headers say nothing of the final one
            exchange.announced, exchange.has_length, exchange.encoding = 0, False, b""
            exchange.headers.clear()

    def on_body(self, body: bytes) -> None:
        exchange = self._exchange
        if exchange is not None and not exchange.is_complete:
            exchange.body_size += len(body)
            if exchange.body_size <= self._max_bytes:
                exchange.chunks.append(body)

    def on_message_complete(self) -> None:
        exchange = self._exchange
        if exchange is not None and exchange.status and not exchange.is_complete:
            exchange.is_complete = True
            exchange.can_be_kept = self._parser.should_keep_alive()
