"""GraphQL over HTTP: methods, media types, status codes.

https://graphql.github.io/graphql-over-http/draft/

It speaks ASGI itself, because a request and a response object cost more than everything else here together. Whatever
happens, the answer is a GraphQL response in JSON. Where the client asked for `application/graphql-response+json`, the
status says whether the request was refused; in `application/json` a refused document is a 200, as old clients expect.
"""

import asyncio
from collections.abc import Mapping, MutableMapping
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import structlog
from starlette.types import Receive, Scope, Send

from router.errors import OperationError
from router.executor.execution_context import ExecutionResult
from router.executor.fetch_trace import FetchTrace
from router.query_plan import OperationKind
from router.server.authentication import Authenticator
from router.server.forwarded_headers import forwarded_headers, read_headers
from router.server.graphql_request import BadRequest, GraphQLRequest, read_json, request_from_json, write_json
from router.server.internal_failure import report_internal_failure
from router.server.media_types import JSON, RESPONSE_JSON, choose_media_type, is_json_content
from router.server.pipeline import Pipeline, PlannedOperation
from router.server.plan_report import PlanView, plan_extension, read_plan_view
from router.server.read_operation import format_errors
from router.settings import HeaderSettings, LimitsSettings, PlansSettings

log = structlog.get_logger()

METHODS = "GET, POST"


class MethodNotAllowed(OperationError):
    code: ClassVar[str] = "METHOD_NOT_ALLOWED"

    def __init__(self, message: str, allow: str) -> None:
        super().__init__(message)
        self.allow = allow


class UnsupportedMediaType(OperationError):
    code: ClassVar[str] = "UNSUPPORTED_MEDIA_TYPE"


class NotAcceptable(OperationError):
    code: ClassVar[str] = "NOT_ACCEPTABLE"


class BodyTooLarge(OperationError):
    code: ClassVar[str] = "PAYLOAD_TOO_LARGE"


class ClientGone(Exception):
    """The client closed the connection; nobody reads an answer."""


STATUS_BY_CODE = {
    "BAD_REQUEST": 400,
    "UNAUTHENTICATED": 401,
    "METHOD_NOT_ALLOWED": 405,
    "NOT_ACCEPTABLE": 406,
    "PLANS_NOT_EXPOSED": 403,
    "PAYLOAD_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "AUTHENTICATION_UNAVAILABLE": 503,
    "PLANNING_OVERLOADED": 503,
    "PLANNING_TIMEOUT": 503,
}
"""Refusals of the HTTP request itself, whose status does not depend on the media type."""


class GraphQLOverHttp:
    """Answers HTTP requests to the GraphQL endpoint."""

    def __init__(
        self,
        pipeline: Pipeline,
        authenticator: Authenticator,
        limits: LimitsSettings,
        headers: HeaderSettings,
        plans: PlansSettings,
    ) -> None:
        self._pipeline = pipeline
        self._authenticator = authenticator
        self._max_body = limits.body_bytes
        self._propagate = tuple(name.lower() for name in headers.propagate)
        self._exposes_plans = plans.exposed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = read_headers(scope)
        media_type = choose_media_type(headers.get("accept"))
        try:
            if media_type is None:
                raise NotAcceptable(f"The answer can be {RESPONSE_JSON} or {JSON}, and the client accepts neither.")
            response = await self._answer(scope, receive, headers)
            await _send(send, 200, media_type, response)
        except ClientGone:
            return
        except OperationError as error:
            await _refuse(send, media_type or JSON, error)
        except Exception as error:
            # The request boundary: a bug of ours must reach the log with its traceback, and the client without it.
            await _send(send, 500, media_type or JSON, {"errors": [report_internal_failure(error)]})

    async def _answer(self, scope: Scope, receive: Receive, headers: Mapping[str, str]) -> dict[str, Any]:
        caller = await self._authenticator.authenticate(headers)
        view = read_plan_view(headers, self._exposes_plans)
        request = await self._read(scope, receive, headers)
        operation = await self._pipeline.plan(request)
        if view is PlanView.ONLY:
            return {"data": None, "extensions": plan_extension(operation.plan.plan)}
        _check_kind(operation, scope["method"])
        forwarded = forwarded_headers(headers, self._propagate, caller)
        if view is None:
            return (await self._execute(operation, forwarded, receive)).to_response()
        trace = FetchTrace()
        response = (await self._execute(operation, forwarded, receive, trace)).to_response()
        response["extensions"] = response.get("extensions", {}) | plan_extension(operation.plan.plan, trace)
        return response

    async def _read(self, scope: Scope, receive: Receive, headers: Mapping[str, str]) -> GraphQLRequest:
        match scope["method"]:
            case "POST":
                if not is_json_content(headers.get("content-type")) or "content-encoding" in headers:
                    raise UnsupportedMediaType(f"The body must be {JSON} in UTF-8, not compressed.")
                return request_from_json(read_json(await self._read_body(receive, headers)))
            case "GET":
                return request_from_query_string(scope["query_string"])
            case method:
                raise MethodNotAllowed(f"GraphQL is asked by GET or POST, not by {method}.", METHODS)

    async def _read_body(self, receive: Receive, headers: Mapping[str, str]) -> bytes:
        announced = headers.get("content-length", "")
        if announced.isdecimal() and len(announced) < 20 and int(announced) > self._max_body:
            raise self._too_large()
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self._max_body:
                raise self._too_large()
            chunks.append(chunk)
            if not message.get("more_body", False):
                return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def _too_large(self) -> BodyTooLarge:
        return BodyTooLarge(f"The body is larger than {self._max_body} bytes.")

    async def _execute(
        self,
        operation: PlannedOperation,
        forwarded: Mapping[str, str],
        receive: Receive,
        trace: FetchTrace | None = None,
    ) -> ExecutionResult:
        execution = self._pipeline.execute(operation, forwarded, trace)
        if operation.kind is OperationKind.MUTATION:
            # A mutation runs to its end though nobody waits: half of one is worse than an unread answer.
            return await execution
        running = asyncio.ensure_future(execution)
        watcher = asyncio.ensure_future(_cancel_when_gone(receive, running))
        try:
            return await running
        except asyncio.CancelledError:
            if watcher.done():
                raise ClientGone from None
            running.cancel()
            raise
        finally:
            watcher.cancel()


def _check_kind(operation: PlannedOperation, method: str) -> None:
    if operation.kind is OperationKind.SUBSCRIPTION:
        raise NotAcceptable("Subscriptions are answered over WebSocket, by the protocol graphql-transport-ws.")
    if operation.kind is OperationKind.MUTATION and method == "GET":
        raise MethodNotAllowed("A mutation must be sent by POST.", "POST")


async def _cancel_when_gone(receive: Receive, running: "asyncio.Future[Any]") -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    running.cancel()


def request_from_query_string(query_string: bytes) -> GraphQLRequest:
    """https://graphql.github.io/graphql-over-http/draft/#sec-GET"""
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise BadRequest("The query string is not URL-encoded UTF-8.") from error
    parameters: dict[str, Any] = {}
    for name, value in pairs:
        if name in parameters:
            raise BadRequest("The query string names a parameter twice.")
        parameters[name] = value
    for name in ("variables", "extensions"):
        if parameters.get(name):
            parameters[name] = read_json(parameters[name].encode())
        else:
            parameters.pop(name, None)
    return request_from_json(parameters)


async def _refuse(send: Send, media_type: str, error: OperationError) -> None:
    log.info("request.refused", code=error.code)
    status = STATUS_BY_CODE.get(error.code) or (400 if media_type == RESPONSE_JSON else 200)
    headers: list[tuple[bytes, bytes]] = []
    match error:
        case MethodNotAllowed(allow=allow):
            headers.append((b"allow", allow.encode()))
        case BodyTooLarge():
            # What is left of the body is not worth reading.
            headers.append((b"connection", b"close"))
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer error="invalid_token"'))
    await _send(send, status, media_type, {"errors": format_errors(error)}, headers)


async def _send(
    send: Send,
    status: int,
    media_type: str,
    response: MutableMapping[str, Any],
    headers: list[tuple[bytes, bytes]] | None = None,
) -> None:
    body = write_json(response)
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", CONTENT_TYPES[media_type]),
                (b"content-length", str(len(body)).encode()),
                (b"vary", b"accept"),
                *(headers or ()),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})


CONTENT_TYPES = {
    JSON: b"application/json; charset=utf-8",
    RESPONSE_JSON: b"application/graphql-response+json; charset=utf-8",
}
