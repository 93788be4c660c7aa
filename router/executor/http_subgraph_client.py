"""Subgraphs over HTTP, and their subscriptions over WebSocket or as server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Final

from websockets.asyncio.client import ClientConnection

from router.executor.aiohttp_transport import AiohttpTransport
from router.executor.decompress import decompress
from router.executor.graphql_request import encode_request
from router.executor.http1_transport import Http1Transport, http1_target
from router.executor.http_answer import read_answer, subgraph_error
from router.executor.http_transport import (
    CLOSED,
    COMPRESSED,
    HttpAnswer,
    HttpAnswerRefused,
    HttpClientSettings,
    HttpFailure,
    HttpTransport,
)
from router.executor.multipart_request import multipart_request, new_boundary
from router.executor.request_files import SubgraphFiles
from router.executor.sse_subscription import subscribe_over_sse
from router.executor.subgraph_client import (
    SubgraphClientClosed,
    SubgraphRequest,
    SubgraphResponse,
)
from router.executor.subscription_way import SubscriptionWay
from router.executor.websocket_subscription import subscribe_over_websocket
from router.language.names import SubgraphName
from router.query_plan import OperationKind

PREFLIGHT: Final = {"apollo-require-preflight": "true"}
"""Servers that guard against requests which any page could make want one of a few headers beside a form."""

FEW_BYTES: Final = 16_384
"""Of a compressed answer: as many are expanded at once, more of them beside the event loop."""


class HttpSubgraphClient:
    """One subgraph at one URL. It connects when first asked, and keeps its connections until `aclose`."""

    def __init__(
        self,
        subgraph: SubgraphName,
        url: str,
        settings: HttpClientSettings | None = None,
        transport: HttpTransport | None = None,
        subscription_way: SubscriptionWay | None = None,
    ) -> None:
        self._subgraph = subgraph
        self._url = url
        self._settings = settings or HttpClientSettings()
        self._transport = transport or choose_transport(url, self._settings)
        self._streaming: AiohttpTransport | None = None
        """For requests with files, made when there is one."""

        self._subscription_way = subscription_way or SubscriptionWay()
        self._listening: AiohttpTransport | None = None
        """For subscriptions over server-sent events, made when there is one."""

        self._is_closed = False
        self._subscriptions: set[ClientConnection] = set()

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        try:
            answer = await self._post(request)
            if answer.encoding:
                answer.body = await self._decompressed(answer)
        except HttpFailure as failure:
            raise subgraph_error(failure, request, "answer") from failure
        return read_answer(answer, request)

    async def _post(self, request: SubgraphRequest) -> HttpAnswer:
        if request.files is not None:
            return await self._post_files(request, request.files)
        may_repeat = request.operation_kind is OperationKind.QUERY
        return await self._transport.post(encode_request(request), request.headers, request.timeout, may_repeat)

    async def _post_files(self, request: SubgraphRequest, files: SubgraphFiles) -> HttpAnswer:
        if self._streaming is None:
            self._streaming = AiohttpTransport(self._url, self._settings)
        boundary = new_boundary()
        body = multipart_request(request, files, boundary)
        own_headers = {"content-type": f'multipart/form-data; boundary="{boundary}"', **PREFLIGHT}
        return await self._streaming.post_stream(body, request.headers, own_headers, request.timeout)

    async def _decompressed(self, answer: HttpAnswer) -> bytes:
        if answer.encoding.decode("latin-1") not in self._settings.encodings:
            raise HttpAnswerRefused(COMPRESSED)
        work = partial(decompress, answer.body, answer.encoding, self._settings.max_response_bytes)
        return work() if len(answer.body) <= FEW_BYTES else await asyncio.to_thread(work)

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        if self._is_closed:
            raise SubgraphClientClosed(CLOSED, self._subgraph)
        url = self._subscription_way.url_for(self._url)
        if self._subscription_way.protocol == "sse":
            if self._listening is None:
                self._listening = AiohttpTransport(url, self._settings)
            return subscribe_over_sse(self._listening, request, self._settings.max_response_bytes)
        init_payload = self._subscription_way.init_payload(request)
        return subscribe_over_websocket(url, request, self._settings, self._subscriptions, init_payload)

    async def aclose(self) -> None:
        self._is_closed = True
        for transport in (self._transport, self._streaming, self._listening):
            if transport is not None:
                await transport.aclose()
        await asyncio.gather(*(connection.close() for connection in self._subscriptions))


def choose_transport(url: str, settings: HttpClientSettings) -> HttpTransport:
    target = http1_target(url, settings.accept_encoding)
    return Http1Transport(target, settings) if target is not None else AiohttpTransport(url, settings)
