"""HTTP/1.1 without TLS, for subgraphs within one network: a tenth of the CPU that a general client takes.

It does what a POST to a subgraph needs and no more. `http1_target` says which URLs it is for; the others go to
`aiohttp_transport`.
"""

import asyncio
import re
from collections import deque
from collections.abc import Mapping
from typing import Final, NamedTuple

from router.executor.http1_connection import Http1Connection, NotHeard
from router.executor.http_transport import (
    CLOSED,
    FIXED_HEADERS,
    INVALID_HEADER,
    HttpAnswer,
    HttpClientSettings,
    HttpFailure,
    HttpTimedOut,
    no_connection,
)

URL: Final = re.compile(
    r"http://(?P<authority>(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?)"
    r"(?P<path>/[!$-~]*)?",  # printable ASCII, without what a fragment begins with and a quotation mark
)
HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE: Final = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")

OF_OUR_OWN: Final = frozenset(
    (*FIXED_HEADERS, "accept-encoding", "connection", "content-length", "host", "transfer-encoding")
)
"""Headers that describe the request to this subgraph, whatever is passed on."""


class Http1Target(NamedTuple):
    host: str
    port: int
    head: bytes
    """What all requests begin with, up to the value of `content-length`."""


def http1_target(url: str, accept_encoding: str = "identity") -> Http1Target | None:
    """None where the URL asks for more than this transport does: TLS, credentials, characters to be quoted."""
    match = URL.fullmatch(url)
    if match is None:
        return None
    port = int(match["port"] or 80)
    if not 0 < port < 65536:
        return None
    headers = {"host": match["authority"], **FIXED_HEADERS, "accept-encoding": accept_encoding}
    lines = [f"POST {match['path'] or '/'} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return Http1Target(match["host"].strip("[]"), port, "\r\n".join([*lines, "content-length: "]).encode("ascii"))


class Http1Transport:
    """Posts to one target. Connections are kept for each other's requests; the last one used is taken first, so that
    what a burst has opened falls idle and is closed."""

    def __init__(self, target: Http1Target, settings: HttpClientSettings) -> None:
        self._target = target
        self._settings = settings
        self._idle: deque[Http1Connection] = deque()
        self._busy: set[Http1Connection] = set()
        self._sweep: asyncio.TimerHandle | None = None
        self._is_closed = False

    async def post(self, body: bytes, headers: Mapping[str, str], seconds: float, may_repeat: bool) -> HttpAnswer:
        message = b"".join((self._target.head, b"%d\r\n" % len(body), _header_lines(headers), b"\r\n", body))
        deadline = asyncio.get_running_loop().time() + seconds
        if not may_repeat:
            # The event loop hears now which idle connections were closed, before one of them is taken.
            await asyncio.sleep(0)
        connection = self._take_idle() or await self._connect(deadline)
        try:
            return await self._ask(connection, message, deadline)
        except NotHeard:
            if not may_repeat:
                raise
        return await self._ask(await self._connect(deadline), message, deadline)

    async def _ask(self, connection: Http1Connection, message: bytes, deadline: float) -> HttpAnswer:
        self._busy.add(connection)
        loop = asyncio.get_running_loop()
        try:
            return await connection.ask(message, deadline - loop.time())
        finally:
            self._busy.discard(connection)
            if connection.is_open:
                self._keep(connection, loop)

    def _keep(self, connection: Http1Connection, loop: asyncio.AbstractEventLoop) -> None:
        connection.idle_since = loop.time()
        self._idle.append(connection)
        if self._sweep is None:
            self._sweep = loop.call_later(self._settings.keep_alive, self._close_expired, loop)

    def _take_idle(self) -> Http1Connection | None:
        self._refuse_if_closed()
        oldest = asyncio.get_running_loop().time() - self._settings.keep_alive
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open and connection.idle_since > oldest:
                return connection
            connection.close()
        return None

    def _close_expired(self, loop: asyncio.AbstractEventLoop) -> None:
        oldest = loop.time() - self._settings.keep_alive
        while self._idle and (not self._idle[0].is_open or self._idle[0].idle_since <= oldest):
            self._idle.popleft().close()
        rest = self._idle[0].idle_since - oldest if self._idle else None
        self._sweep = loop.call_later(rest, self._close_expired, loop) if rest is not None else None

    async def _connect(self, deadline: float) -> Http1Connection:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._settings.connect_timeout
        try:
            async with asyncio.timeout_at(min(until, deadline)):
                _, connection = await loop.create_connection(self._new_connection, self._target.host, self._target.port)
        except TimeoutError as error:
            if until > deadline:
                raise HttpTimedOut from error
            raise HttpTimedOut(f"no connection within {self._settings.connect_timeout:g} s") from error
        except OSError as error:
            raise no_connection(error) from error
        if self._is_closed:
            connection.close()
        self._refuse_if_closed()
        return connection

    def _new_connection(self) -> Http1Connection:
        return Http1Connection(self._settings.max_response_bytes, bool(self._settings.encodings))

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise HttpFailure(CLOSED)

    async def aclose(self) -> None:
        self._is_closed = True
        if self._sweep is not None:
            self._sweep.cancel()
        for connection in (*self._idle, *self._busy):
            connection.fail(HttpFailure(CLOSED))
        self._idle.clear()


def _header_lines(headers: Mapping[str, str]) -> bytes:
    """Raises `HttpFailure` for what would end a line, and so begin another header or request."""
    lines: list[str] = []
    for name, value in headers.items():
        if HEADER_NAME.fullmatch(name) is None or HEADER_VALUE.fullmatch(value) is None:
            raise HttpFailure(INVALID_HEADER)
        if name.lower() not in OF_OUR_OWN:
            lines.append(f"{name}: {value}\r\n")
    try:
        return "".join(lines).encode("latin-1")
    except UnicodeEncodeError as error:
        raise HttpFailure(INVALID_HEADER) from error
