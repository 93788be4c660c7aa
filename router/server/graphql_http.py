"""GraphQL over HTTP: methods, media types, status codes.

https://graphql.github.io/graphql-over-http/draft/

It speaks ASGI itself, because a request and a response object cost more than everything else here together. Whatever
happens, the answer is a GraphQL response in JSON. Where the client asked for `application/graphql-response+json`, the
status says whether the request was refused; in `application/json` a refused document is a 200, as old clients expect.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import structlog
from starlette.types import Receive, Scope, Send

from router.errors import OperationError
from router.executor.execution_context import ExecutionResult
from router.executor.fetch_trace import FetchTrace
from router.query_plan import OperationKind
from router.server.authentication import Authenticator
from router.server.batch import answer_batch, check_batch
from router.server.client import Client
from router.server.client_connection import ClientGone, while_connected
from router.server.deferred_answer import send_in_parts
from router.server.event_stream import EventStream
from router.server.find_document import PersistedQueryNotFound
from router.server.form_data import FormData
from router.server.forwarded_headers import read_headers
from router.server.graphql_request import BadRequest, GraphQLRequest, read_any_json, read_json, request_from_json
from router.server.http_answer import HttpAnswers
from router.server.http_stream import StreamWriter, stream_refusal, stream_results
from router.server.internal_failure import report_internal_failure
from router.server.media_types import (
    EVENT_STREAM,
    JSON,
    MULTIPART,
    RESPONSE_JSON,
    AcceptedForms,
    AcceptedParts,
    StreamForm,
    is_json_content,
    read_accept,
)
from router.server.multipart_subscription import MultipartSubscription
from router.server.operations import Operations
from router.server.pipeline import PlannedOperation
from router.server.plan_report import PlanView, plan_extension, read_plan_view
from router.server.read_operation import format_errors
from router.server.request_body import BodyReader, BodyTooLarge, UnsupportedEncoding, body_chunks
from router.server.uploads import read_upload_request
from router.settings import RouterSettings

log = structlog.get_logger()

FORM = "multipart/form-data"
METHODS = "GET, HEAD, POST, OPTIONS"


class MethodNotAllowed(OperationError):
    code: ClassVar[str] = "METHOD_NOT_ALLOWED"

    def __init__(self, message: str, allow: str) -> None:
        super().__init__(message)
        self.allow = allow


class UnsupportedMediaType(OperationError):
    code: ClassVar[str] = "UNSUPPORTED_MEDIA_TYPE"


class NotAcceptable(OperationError):
    code: ClassVar[str] = "NOT_ACCEPTABLE"


STATUS_BY_CODE = {
    "BAD_REQUEST": 400,
    "BATCHING_NOT_ENABLED": 400,
    "BATCH_LIMIT_EXCEEDED": 400,
    "FILE_UPLOADS_INVALID_MULTIPART_REQUEST": 400,
    "FILE_UPLOADS_LIMITS_MAX_FILES_EXCEEDED": 413,
    "FILE_UPLOADS_OPERATION_CANNOT_STREAM": 422,
    "UNAUTHENTICATED": 401,
    "CSRF_PREVENTED": 403,
    "METHOD_NOT_ALLOWED": 405,
    "NOT_ACCEPTABLE": 406,
    "CANNOT_SEND_PQ_ID_AND_BODY": 400,
    "PERSISTED_QUERY_ID_REQUIRED": 400,
    "PERSISTED_QUERY_NOT_FOUND": 200,
    "PERSISTED_QUERY_NOT_IN_LIST": 400,
    "PERSISTED_QUERY_NOT_SUPPORTED": 200,
    "PLANS_NOT_EXPOSED": 403,
    "QUERY_NOT_IN_SAFELIST": 400,
    "PAYLOAD_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "AUTHENTICATION_UNAVAILABLE": 503,
    "PLANNING_OVERLOADED": 503,
    "RATE_LIMITED": 429,
    "RATE_LIMIT_UNAVAILABLE": 503,
    "PLANNING_TIMEOUT": 503,
}
"""Refusals of the HTTP request itself, whose status does not depend on the media type."""


class GraphQLOverHttp:
    """Answers HTTP requests to the GraphQL endpoint."""

    def __init__(self, operations: Operations, authenticator: Authenticator, settings: RouterSettings) -> None:
        self._operations = operations
        self._authenticator = authenticator
        self._bodies = BodyReader(settings.limits.body_bytes, settings.compression.requests)
        self._answers = HttpAnswers(settings.compression, settings.limits.response_bytes)
        self._max_response_bytes = settings.limits.response_bytes
        self._batching = settings.batching
        self._uploads = settings.uploads
        self._max_body = settings.limits.body_bytes
        self._exposes_plans = settings.plans.exposed is True
        self._heartbeat_seconds = settings.subscriptions.heartbeat_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = read_headers(scope)
        accepted = read_accept(headers.get("accept"))
        media_type = accepted.single or JSON
        try:
            if scope["method"] == "OPTIONS":
                await _send_options(send)
                return
            response = await self._answer(scope, receive, send, headers, accepted)
            if response is not None:
                await self._answers.send(send, headers, 200, media_type, response)
        except ClientGone:
            return
        except OperationError as error:
            if accepted.single is None and accepted.stream is not None and error.code not in STATUS_BY_CODE:
                log.info("request.refused", code=error.code)
                await stream_refusal(STREAM_WRITERS[accepted.stream](send), format_errors(error))
            else:
                log.info("request.refused", code=error.code)
                status, refusal_headers = _describe_refusal(error, media_type)
                response = {"errors": format_errors(error)}
                await self._answers.send(send, headers, status, media_type, response, refusal_headers)
        except Exception as error:
            # The request boundary: a bug of ours must reach the log with its traceback, and the client without it.
            response = {"errors": [report_internal_failure(error)]}
            await self._answers.send(send, headers, 500, media_type, response)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, headers: Mapping[str, str], accepted: AcceptedForms
    ) -> Any:
        """The response, or those of a batch; None where it was streamed."""
        if accepted.single is None and accepted.stream is None and accepted.parts is None:
            raise NotAcceptable(f"The answer can be {RESPONSE_JSON} or {JSON}, and the client accepts neither.")
        client = Client(headers, await self._authenticator.authenticate(headers))
        view = read_plan_view(headers, self._exposes_plans)
        request = await self._read(scope, receive, headers)
        if isinstance(request, list):
            _refuse_with_batch(view, accepted)
            return await while_connected(receive, answer_batch(request, self._operations, client))
        # What a plan view shows is the whole answer.
        in_parts = accepted.parts is not None and view is not PlanView.INCLUDE
        operation = await self._operations.plan(request, client, in_parts)
        if view is PlanView.ONLY:
            return {"data": None, "extensions": plan_extension(operation.plan.plan)}
        _check_kind(operation, scope["method"])
        if operation.plan.deferred and accepted.parts is not None:
            await self._answer_in_parts(operation, client, receive, send, accepted.parts)
            return None
        form = _stream_form(operation, accepted)
        if form is not None and operation.request.files is not None:
            raise NotAcceptable(f"An operation with files is answered in {RESPONSE_JSON} or {JSON}, not as a stream.")
        if form is not None:
            await self._stream(operation, client, receive, STREAM_WRITERS[form](send))
            return None
        trace = None if view is None else FetchTrace()
        response = (await self._execute(operation, client, receive, trace)).to_response()
        if trace is not None:
            response["extensions"] = response.get("extensions", {}) | plan_extension(operation.plan.plan, trace)
        return response

    async def _read(self, scope: Scope, receive: Receive, headers: Mapping[str, str]) -> GraphQLRequest | list[Any]:
        match scope["method"]:
            case "POST":
                content_type = headers.get("content-type", "")
                if not is_json_content(content_type):
                    if content_type.lower().startswith(FORM) and self._uploads.enabled:
                        return await self._read_form(receive, headers)
                    raise UnsupportedMediaType(f"The body must be {JSON} in UTF-8.")
                content = await read_any_json(await self._bodies.read(receive, headers))
                if isinstance(content, list):
                    check_batch(content, self._batching)
                    return content
                return request_from_json(content)
            case "GET" | "HEAD":
                return request_from_query_string(scope["query_string"])
            case method:
                raise MethodNotAllowed(f"GraphQL is asked by GET or POST, not by {method[:20]}.", METHODS)

    async def _read_form(self, receive: Receive, headers: Mapping[str, str]) -> GraphQLRequest:
        if "content-encoding" in headers:
            raise UnsupportedEncoding("A form must not be compressed.", "identity")
        form = FormData(headers["content-type"], body_chunks(receive))
        return await read_upload_request(form, self._uploads, self._max_body)

    async def _execute(
        self, operation: PlannedOperation, client: Client, receive: Receive, trace: FetchTrace | None
    ) -> ExecutionResult:
        execution = self._operations.execute(operation, client, trace)
        if operation.kind is OperationKind.MUTATION or operation.request.files is not None:
            # A mutation runs to its end though nobody waits: half of one is worse than an unread answer. Where files
            # come in, who reads them hears of a client that leaves.
            return await execution
        return await while_connected(receive, execution)

    async def _answer_in_parts(
        self, operation: PlannedOperation, client: Client, receive: Receive, send: Send, form: AcceptedParts
    ) -> None:
        if form.stream is StreamForm.EVENT_STREAM:
            relay = partial(self._operations.relay, operation, client, written_in=form.written_in)
            await while_connected(receive, stream_results(EventStream(send), relay, self._heartbeat_seconds))
        else:
            written_in = self._operations.format_of_parts(form.written_in)
            parts = self._operations.parts(operation, client, written_in)
            await while_connected(receive, send_in_parts(send, parts, written_in, self._max_response_bytes))

    async def _stream(
        self, operation: PlannedOperation, client: Client, receive: Receive, writer: StreamWriter
    ) -> None:
        relay = partial(self._operations.relay, operation, client)
        await while_connected(receive, stream_results(writer, relay, self._heartbeat_seconds))


STREAM_WRITERS: Mapping[StreamForm, Callable[[Send], StreamWriter]] = {
    StreamForm.EVENT_STREAM: EventStream,
    StreamForm.MULTIPART: MultipartSubscription,
}


def _check_kind(operation: PlannedOperation, method: str) -> None:
    if operation.kind is OperationKind.MUTATION and method != "POST":
        raise MethodNotAllowed("A mutation must be sent by POST.", "POST")
    if operation.kind is OperationKind.SUBSCRIPTION and method == "HEAD":
        raise MethodNotAllowed("A subscription has no head of its own; ask by GET or POST.", "GET, POST")


def _refuse_with_batch(view: PlanView | None, accepted: AcceptedForms) -> None:
    if view is not None:
        raise BadRequest("The plans of a list of operations are not shown; send one at a time.")
    if accepted.single is None:
        raise NotAcceptable(f"A list of operations is answered in {RESPONSE_JSON} or {JSON}, not as a stream.")


def _stream_form(operation: PlannedOperation, accepted: AcceptedForms) -> StreamForm | None:
    """How the results are to be streamed; None where the answer comes in one piece."""
    if operation.kind is OperationKind.SUBSCRIPTION:
        if accepted.stream is None:
            raise NotAcceptable(
                f"A subscription is answered as {EVENT_STREAM} or as {MULTIPART};subscriptionSpec=1.0, which the "
                "header Accept must name, or over WebSocket by the protocol graphql-transport-ws."
            )
        return accepted.stream
    return accepted.stream if accepted.prefers_stream else None


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


async def _send_options(send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": [(b"allow", METHODS.encode())]})
    await send({"type": "http.response.body", "body": b""})


def _describe_refusal(error: OperationError, media_type: str) -> tuple[int, list[tuple[bytes, bytes]]]:
    """The status, and the headers that belong to it."""
    status = STATUS_BY_CODE.get(error.code) or (400 if media_type == RESPONSE_JSON else 200)
    headers: list[tuple[bytes, bytes]] = []
    match error:
        case MethodNotAllowed(allow=allow):
            headers.append((b"allow", allow.encode()))
        case UnsupportedEncoding(accepted=accepted):
            headers.append((b"accept-encoding", accepted.encode()))
        case PersistedQueryNotFound():
            # With status 200; a cache between must not keep it until the document is there.
            headers.append((b"cache-control", b"no-store"))
        case BodyTooLarge():
            # What is left of the body is not worth reading.
            headers.append((b"connection", b"close"))
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer error="invalid_token"'))
    return status, headers
