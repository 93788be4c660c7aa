"""Subgraphs over HTTP, and their subscriptions over WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Final

from websockets.asyncio.client import ClientConnection

from router.errors import SubgraphError
from router.executor.aiohttp_transport import AiohttpTransport
from router.executor.decompress import decompress
from router.executor.graphql_request import encode_request
from router.executor.graphql_response import decode_json, read_response
from router.executor.http1_transport import Http1Transport, http1_target
from router.executor.http_transport import (
    COMPRESSED,
    HttpAnswer,
    HttpAnswerRefused,
    HttpClientSettings,
    HttpFailure,
    HttpTimedOut,
    HttpTransport,
)
from router.executor.multipart_request import multipart_request, new_boundary
from router.executor.request_files import SubgraphFiles
from router.executor.subgraph_client import (
    RawHeaders,
    SubgraphAnswerMalformed,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
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
    ) -> None:
        self._subgraph = subgraph
        self._url = url
        self._settings = settings or HttpClientSettings()
        self._transport = transport or choose_transport(url, self._settings)
        self._streaming: AiohttpTransport | None = None
        """For requests with files, made when there is one."""

        self._subscriptions: set[ClientConnection] = set()

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        try:
            answer = await self._post(request)
            if answer.encoding:
                answer.body = await self._decompressed(answer)
        except HttpTimedOut as failure:
            reason = failure.reason or f"no answer within {request.timeout:g} s"
            raise SubgraphTimedOut(reason, self._subgraph) from failure
        except HttpAnswerRefused as failure:
            raise SubgraphAnswerMalformed(failure.reason, self._subgraph) from failure
        except HttpFailure as failure:
            raise SubgraphUnreachable(failure.reason, self._subgraph) from failure
        return self._read_answer(answer, request)

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

    def _read_answer(self, answer: HttpAnswer, request: SubgraphRequest) -> SubgraphResponse:
        try:
            decoded = decode_json(answer.body, self._subgraph, request.has_custom_scalars)
            return read_response(decoded, self._subgraph, len(answer.body), answer.headers)
        except SubgraphError as error:
            if 200 <= answer.status < 300:
                raise
            reason = f"it answered with HTTP status {answer.status}"
            wait = retry_after(answer.headers)
            raise SubgraphUnreachable(reason, self._subgraph, answer.status, wait) from error

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        return subscribe_over_websocket(self._url, request, self._settings, self._subscriptions)

    async def aclose(self) -> None:
        await self._transport.aclose()
        if self._streaming is not None:
            await self._streaming.aclose()
        await asyncio.gather(*(connection.close() for connection in self._subscriptions))


def retry_after(headers: RawHeaders) -> float | None:
    """Seconds that the answer asks to wait. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3"""
    value = next((value.decode("latin-1").strip() for name, value in headers if name == b"retry-after"), None)
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def choose_transport(url: str, settings: HttpClientSettings) -> HttpTransport:
    target = http1_target(url, settings.accept_encoding)
    return Http1Transport(target, settings) if target is not None else AiohttpTransport(url, settings)
