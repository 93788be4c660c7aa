"""How bytes travel to a subgraph and back: what `HttpSubgraphClient` asks of an HTTP library, or of our own code."""

import os
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

FIXED_HEADERS: Final[Mapping[str, str]] = {
    "content-type": "application/json",
    "accept": "application/graphql-response+json, application/json",
    "user-agent": "kumiki-router",
}
"""Sent with every request; they win over what is passed on."""


@dataclass(frozen=True, slots=True)
class HttpClientSettings:
    """How to speak to a subgraph."""

    connect_timeout: float = 5.0
    """Seconds until the connection stands. Too low, and a busy subgraph looks dead; too high, and a dead one looks
    slow."""

    max_response_bytes: int = 32 * 1024 * 1024
    """Too low, and large answers fail; too high, and one runaway answer takes the router's memory."""

    keep_alive: float = 4.0
    """Seconds that an idle connection is kept. Too low, and requests reconnect; at or above what the subgraph keeps
    (often 5), and a request now and then meets a connection that is just being closed."""

    encodings: tuple[str, ...] = ()
    """Compressions that answers may come in, the preferred first: `zstd`, `br`, `gzip`."""

    tls: ssl.SSLContext | None = None
    """For https and wss; None verifies by the system's authorities."""

    server_name: str | None = None
    """To ask for, and to find in the certificate, in place of the URL's host."""

    @property
    def accept_encoding(self) -> str:
        return ", ".join(self.encodings) or "identity"


@dataclass(slots=True)
class HttpAnswer:
    """The final answer to one request; its body is whole."""

    status: int
    body: bytes
    headers: Sequence[tuple[bytes, bytes]] = field(default=(), compare=False)
    """Lower-case names."""

    encoding: bytes = b""
    """Of the body, where it is compressed."""


class HttpTransport(Protocol):
    """Posts to one URL. It connects when first asked, and keeps its connections until `aclose`."""

    async def post(self, body: bytes, headers: Mapping[str, str], seconds: float, may_repeat: bool) -> HttpAnswer:
        """An answer within so many seconds, or `HttpFailure`. Cancelling it closes the connection, so that the
        subgraph can stop too.

        `may_repeat` says whether a request may be sent a second time that the subgraph may have read without
        answering it. One that was certainly not read may be sent again in any case.
        """
        ...

    async def aclose(self) -> None:
        """Calls under way end with `HttpFailure`."""
        ...


class HttpFailure(Exception):
    """No answer. The reason is for the client of the router, so it names neither host nor port."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class HttpTimedOut(HttpFailure):
    """Without a reason, the time of the request is over."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)


class HttpAnswerRefused(HttpFailure):
    """An answer that is too large, or in a form that we did not ask for."""


CLOSED_UNHEARD: Final = "it closed the connection without an answer"
CLOSED: Final = "the router has closed its connections"
INVALID_HEADER: Final = "a header for it is not valid"
COMPRESSED: Final = "its answer is compressed, against our request"


def too_large(max_response_bytes: int) -> str:
    return f"its answer has more than {max_response_bytes} bytes"


def no_connection(error: OSError) -> HttpFailure:
    """With the system's words for the cause; the exception's own may name the address."""
    if isinstance(error, socket.gaierror | ssl.SSLError):
        cause = error.strerror
    else:
        cause = os.strerror(error.errno) if error.errno else None
    return HttpFailure(f"no connection ({cause or 'unknown cause'})")
