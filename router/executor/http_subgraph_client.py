"""Subgraphs over HTTP, and their subscriptions over WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import (
    ClientClosedError,
    ConnectError,
    DetailedPyreqwestError,
    PyreqwestError,
    RequestTimeoutError,
)
from pyreqwest.request import StreamRequest
from pyreqwest.response import Response
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

FIXED_HEADERS = {
    "content-type": "application/json",
    "accept": "application/graphql-response+json, application/json",
}


@dataclass(frozen=True, slots=True)
class HttpClientSettings:
    """How to speak to a subgraph."""

    connect_timeout: float = 5.0
    """Seconds until the connection stands. Too low, and a busy subgraph looks dead; too high, and a dead one looks
    slow."""

    max_response_bytes: int = 32 * 1024 * 1024
    """Too low, and large answers fail; too high, and one runaway answer takes the router's memory."""

    idle_connections: int = 64
    """Connections kept open per subgraph. Too low, and bursts reconnect; too high, and subgraphs hold idle sockets."""


class HttpSubgraphClient:
    """One subgraph at one URL. Make it inside the event loop that uses it; it keeps its connections until `aclose`."""

    def __init__(self, subgraph: SubgraphName, url: str, settings: HttpClientSettings | None = None) -> None:
        self._subgraph = subgraph
        self._url = url
        self._settings = settings or HttpClientSettings()
        self._client = _build_client(self._settings)
        self._connections: set[ClientConnection] = set()

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        started = asyncio.get_running_loop().time()
        try:
            async with self._build_request(request) as response:
                body = await self._read_body(response)
                return self._read_answer(body, response.status)
        except RequestTimeoutError as error:
            waited = asyncio.get_running_loop().time() - started
            raise SubgraphTimedOut(self._timeout_reason(waited, request.timeout), self._subgraph) from error
        except PyreqwestError as error:
            raise SubgraphUnreachable(_reason(error), self._subgraph) from error

    def _build_request(self, request: SubgraphRequest) -> StreamRequest:
        try:
            return (
                self._client.post(self._url)
                .headers({**request.headers, **FIXED_HEADERS})
                .timeout(timedelta(seconds=request.timeout))
                .body_bytes(encode_json(request_payload(request)))
                .build_streamed()
            )
        except ValueError as error:  # a routing URL that is none, or a header value that HTTP cannot carry
            raise SubgraphUnreachable("its URL or a header for it is not valid", self._subgraph) from error

    async def _read_body(self, response: Response) -> memoryview | bytearray:
        limit = self._settings.max_response_bytes
        announced = response.get_header("content-length")
        if announced is not None and announced.isdecimal():
            if int(announced) > limit:
                raise self._too_large()
            return memoryview(await response.bytes())
        body = bytearray()
        while (chunk := await response.body_reader.read_chunk()) is not None:
            body += chunk
            if len(body) > limit:
                raise self._too_large()
        return body

    def _too_large(self) -> SubgraphAnswerMalformed:
        limit = self._settings.max_response_bytes
        return SubgraphAnswerMalformed(f"its answer has more than {limit} bytes", self._subgraph)

    def _read_answer(self, body: memoryview | bytearray, status: int) -> SubgraphResponse:
        try:
            return read_response(decode_json(body, self._subgraph), self._subgraph)
        except SubgraphError as error:
            if 200 <= status < 300:
                raise
            raise SubgraphUnreachable(f"it answered with HTTP status {status}", self._subgraph) from error

    def _timeout_reason(self, waited: float, timeout: float) -> str:
        # The client reports both of its limits as one error.
        if waited < timeout and self._settings.connect_timeout < timeout:
            return f"no connection within {self._settings.connect_timeout:g} s"
        return f"no answer within {timeout:g} s"

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        return subscribe_over_websocket(self._url, request, self._settings.max_response_bytes, self._connections)

    async def aclose(self) -> None:
        await self._client.close()
        for connection in tuple(self._connections):
            await connection.close()


def _build_client(settings: HttpClientSettings) -> Client:
    return (
        ClientBuilder()
        .no_proxy()
        .follow_redirects(False)
        .referer(False)
        .user_agent("kumiki-router")
        .connect_timeout(timedelta(seconds=settings.connect_timeout))
        .pool_max_idle_per_host(settings.idle_connections)
        # Compressing costs both sides more than the bytes do within one network.
        .gzip(False)
        .brotli(False)
        .zstd(False)
        .deflate(False)
        .build()
    )


def _reason(error: PyreqwestError) -> str:
    """Without the URL, which is none of the client's business."""
    if isinstance(error, ClientClosedError):
        return "the router has closed its connections"
    if isinstance(error, ConnectError):
        return f"no answer ({_innermost_cause(error)})"
    return "the connection broke off"


def _innermost_cause(error: DetailedPyreqwestError) -> str:
    causes = error.details["causes"] or []
    cause = causes[-1]["message"] if causes else ""
    return cause if cause and "://" not in cause else "unknown cause"
