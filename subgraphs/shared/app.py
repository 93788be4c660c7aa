"""A subgraph behind HTTP and WebSocket, for a process of its own."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from subgraphs.shared.caller_logs import mark_logs_of
from subgraphs.shared.errors import Unauthenticated
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.multipart_request import InvalidForm, has_files, read_multipart_request
from subgraphs.shared.subgraph import Subgraph, run_subgraphs
from subgraphs.shared.uploads import UploadTooLarge

AnySubgraph = Subgraph[Any, Any, Any]


def create_subgraph_app(subgraph: AnySubgraph, messaging: Messaging) -> Starlette:
    """POST and WebSocket on /graphql, /health, and the domain's own routes. Its lifespan runs the subgraph."""
    endpoint = _GraphQLEndpoint(subgraph)
    routes = [
        Route("/graphql", endpoint.answer, methods=["POST"]),
        WebSocketRoute("/graphql", endpoint.converse),
        Route("/health", _health_of(subgraph)),
        *subgraph.definition.make_routes(subgraph.services, subgraph.transactions),
    ]
    return Starlette(routes=routes, lifespan=_lifespan_of(subgraph, messaging))


class _RequestRefused(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.response = _json({"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}, status)


class _GraphQLEndpoint:
    def __init__(self, subgraph: AnySubgraph) -> None:
        self._subgraph = subgraph
        self._limit = subgraph.settings.max_body_bytes
        self._socket = _SubscriptionSocket(subgraph)

    async def answer(self, request: Request) -> Response:
        try:
            if has_files(request):
                return await self._answer_with_files(request)
            return await self._execute(_read_json(await _read_body(request, self._limit)), request)
        except _RequestRefused as refused:
            return refused.response

    async def _answer_with_files(self, request: Request) -> Response:
        settings = self._subgraph.settings
        reading = read_multipart_request(
            request,
            max_files=settings.max_upload_files,
            max_text_bytes=settings.max_body_bytes,
            max_bytes=settings.max_upload_bytes,
        )
        try:
            async with reading as content:
                return await self._execute(content, request)
        except InvalidForm as error:
            raise _RequestRefused(400, str(error)) from error
        except UploadTooLarge as error:
            raise _RequestRefused(413, str(error)) from error

    async def _execute(self, content: Any, request: Request) -> Response:
        body = _checked(content)
        return _json(
            await self._subgraph.execute(
                body["query"], body.get("variables"), body.get("operationName"), _headers_of(request)
            )
        )

    async def converse(self, websocket: WebSocket) -> None:
        await self._socket.run(websocket)


class _SubscriptionSocket(GraphQL[Any, None]):
    """graphql-transport-ws and no other protocol."""

    def __init__(self, subgraph: AnySubgraph) -> None:
        super().__init__(
            subgraph.definition.schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=10),
            max_subscriptions_per_connection=None,
        )
        self._subgraph = subgraph

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Any:
        try:
            context = self._subgraph.make_context(_headers_of(request), is_long_lived=True)
        except Unauthenticated:
            return None
        mark_logs_of(context.caller)
        return context

    async def on_ws_connect(self, context: Any) -> Any:
        if context is None:
            raise ConnectionRejectionError
        return await super().on_ws_connect(context)

    def encode_json(self, data: object) -> str:
        return orjson.dumps(data).decode()


def _lifespan_of(
    subgraph: AnySubgraph, messaging: Messaging
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with run_subgraphs([subgraph], messaging):
            yield

    return lifespan


def _health_of(subgraph: AnySubgraph) -> Callable[[Request], Any]:
    async def health(_request: Request) -> Response:
        async with subgraph.database.read() as session:
            await session.connection()
        return _json({"status": "ok"})

    return health


async def _read_body(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise _RequestRefused(413, f"The body is longer than {limit} bytes.")
    return bytes(body)


def _read_json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _RequestRefused(400, "The body is not JSON.") from error


def _checked(request: Any) -> Mapping[str, Any]:
    if not isinstance(request, dict) or not isinstance(request.get("query"), str):
        raise _RequestRefused(400, 'The body is not an object with a "query".')
    if not isinstance(request.get("variables"), dict | None):
        raise _RequestRefused(400, '"variables" is not an object.')
    if not isinstance(request.get("operationName"), str | None):
        raise _RequestRefused(400, '"operationName" is not a text.')
    return request


def _headers_of(request: Request | WebSocket) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _json(value: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status_code=status, media_type="application/json")
