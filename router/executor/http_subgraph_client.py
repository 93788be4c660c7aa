"""Subgraphs over HTTP, and their subscriptions over WebSocket.

The HTTP client is aiohttp, because a request that we cancel must end at the subgraph too; with pyreqwest, which takes
less CPU, it ran on until its deadline (docs/decisions/0004).
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO

from aiohttp import (
    ClientConnectionResetError,
    ClientConnectorError,
    ClientError,
    ClientOSError,
    ClientPayloadError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    InvalidURL,
    ServerDisconnectedError,
    TCPConnector,
)
from websockets.asyncio.client import ClientConnection

from router.errors import SubgraphError
from router.executor.graphql_request import encode_json, request_payload
from router.executor.graphql_response import decode_json, read_response
from router.executor.subgraph_client import (
    SubgraphAnswerMalformed,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.executor.websocket_subscription import subscribe_over_websocket
from router.language.names import SubgraphName
from router.query_plan import OperationKind

FIXED_HEADERS = {
    "content-type": "application/json",
    "accept": "application/graphql-response+json, application/json",
    "user-agent": "kumiki-router",
}

LARGE_BODY = 2**20


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


class HttpSubgraphClient:
    """One subgraph at one URL. It connects when first asked, and keeps its connections until `aclose`."""

    def __init__(self, subgraph: SubgraphName, url: str, settings: HttpClientSettings | None = None) -> None:
        self._subgraph = subgraph
        self._url = url
        self._settings = settings or HttpClientSettings()
        self._session: ClientSession | None = None
        self._is_closed = False
        self._subscriptions: set[ClientConnection] = set()

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        try:
            async with asyncio.timeout(request.timeout):
                return await self._send_again_if_unheard(request)
        except TimeoutError as error:
            raise SubgraphTimedOut(self._timeout_reason(error, request.timeout), self._subgraph) from error
        except InvalidURL as error:
            raise SubgraphUnreachable("its URL is not valid", self._subgraph) from error
        except (ClientError, OSError) as error:
            raise SubgraphUnreachable(_reason(error), self._subgraph) from error

    async def _send_again_if_unheard(self, request: SubgraphRequest) -> SubgraphResponse:
        try:
            return await self._send(request)
        except (ServerDisconnectedError, ClientOSError) as error:
            if not _may_be_sent_again(error, request):
                raise
            return await self._send(request)

    async def _send(self, request: SubgraphRequest) -> SubgraphResponse:
        try:
            posting = self._open_session().post(
                self._url,
                data=_as_payload(encode_json(request_payload(request))),
                headers={**request.headers, **FIXED_HEADERS},
                allow_redirects=False,
            )
            async with posting as response:
                return self._read_answer(await self._read_body(response), response.status, request)
        except ClientError:
            raise
        except ValueError as error:  # a line break in a header, for one
            raise SubgraphUnreachable("a header for it is not valid", self._subgraph) from error

    def _open_session(self) -> ClientSession:
        if self._is_closed:
            raise SubgraphUnreachable("the router has closed its connections", self._subgraph)
        if self._session is None:
            self._session = ClientSession(
                # How many requests run at once is for the executor to say.
                connector=TCPConnector(limit=0, keepalive_timeout=self._settings.keep_alive),
                timeout=ClientTimeout(total=None, sock_connect=self._settings.connect_timeout),
                cookie_jar=DummyCookieJar(),
                # Compressing costs both sides more than the bytes do within one network.
                skip_auto_headers=("accept-encoding",),
            )
        return self._session

    async def _read_body(self, response: ClientResponse) -> bytes:
        limit = self._settings.max_response_bytes
        size = response.content_length or 0
        chunks: list[bytes] = []
        if size <= limit:
            size = 0
            async for chunk in response.content.iter_any():
                chunks.append(chunk)
                size += len(chunk)
                if size > limit:
                    break
        if size > limit:
            raise SubgraphAnswerMalformed(f"its answer has more than {limit} bytes", self._subgraph)
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def _read_answer(self, body: bytes, status: int, request: SubgraphRequest) -> SubgraphResponse:
        try:
            answer = decode_json(body, self._subgraph, request.has_custom_scalars)
            return read_response(answer, self._subgraph)
        except SubgraphError as error:
            if 200 <= status < 300:
                raise
            raise SubgraphUnreachable(f"it answered with HTTP status {status}", self._subgraph) from error

    def _timeout_reason(self, error: TimeoutError, timeout: float) -> str:
        if isinstance(error, ClientError):  # of connecting; the total limit is a bare TimeoutError
            return f"no connection within {self._settings.connect_timeout:g} s"
        return f"no answer within {timeout:g} s"

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        return subscribe_over_websocket(self._url, request, self._settings.max_response_bytes, self._subscriptions)

    async def aclose(self) -> None:
        self._is_closed = True
        if self._session is not None:
            await self._session.close()
        await asyncio.gather(*(connection.close() for connection in self._subscriptions))


def _as_payload(body: bytes) -> bytes | BytesIO:
    # aiohttp warns of large bytes, which it would write in one piece; a file it writes in several.
    return body if len(body) <= LARGE_BODY else BytesIO(body)


def _may_be_sent_again(error: ClientError, request: SubgraphRequest) -> bool:
    """Idle connections are closed by the subgraph at any moment, also in the one in which we take them."""
    if isinstance(error, ClientConnectorError):
        return False
    if isinstance(error.__cause__, ClientConnectionResetError):
        return True  # noticed before all of it was written, so nothing can have come of it
    return request.operation_kind is OperationKind.QUERY


def _reason(error: ClientError | OSError) -> str:
    """Without host and port, which are none of the client's business."""
    match error:
        case ClientConnectorError():
            return f"no connection ({error.strerror or 'unknown cause'})"
        case ServerDisconnectedError():
            return "it closed the connection without an answer"
        case ClientPayloadError() | OSError():
            return "the connection broke off"
        case _:
            return "its answer is not HTTP"
