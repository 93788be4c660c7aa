"""Operations over WebSocket, by the protocol `graphql-transport-ws`.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md

One task reads the socket; every operation runs in a task of its own and ends by `complete` from either side, by an
error, or with the socket. However it ends, the subgraph's side of it is freed before the operation is forgotten.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.types import Receive, Scope, Send

from router.errors import OperationError
from router.server.allowed_origins import NOBODY_ELSE, AllowedOrigins
from router.server.authentication import Authenticator, Caller, seconds_left
from router.server.client import Client
from router.server.connections import WRITE_TEXT_NOW
from router.server.event import Event
from router.server.forwarded_headers import read_headers
from router.server.graphql_request import (
    BadRequest,
    check_size,
    read_any_json,
    request_from_json,
    write_bounded_json,
    write_json,
)
from router.server.incremental_format import Response, response_json
from router.server.internal_failure import report_internal_failure
from router.server.operations import Operations
from router.server.read_operation import format_errors
from router.settings import LimitsSettings, WebSocketSettings

log = structlog.get_logger()

SUBPROTOCOL = "graphql-transport-ws"


class CloseConnection(Exception):
    """The protocol says to close the socket, with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class SocketGone(Exception):
    """The client closed the socket, or it broke."""


class TooManyOperations(OperationError):
    code = "TOO_MANY_OPERATIONS"


@dataclass(frozen=True, slots=True)
class WebSocketFace:
    """Answers WebSocket connections to the GraphQL endpoint."""

    operations: Operations
    authenticator: Authenticator
    limits: LimitsSettings
    settings: WebSocketSettings
    credential_headers: frozenset[str] = frozenset(("authorization",))
    pages: AllowedOrigins = NOBODY_ELSE
    """Those that may call from other hosts."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (await receive())["type"] != "websocket.connect":
            return
        headers = read_headers(scope)
        scope["headers"] = ()  # Read, and not kept for as long as the connection lasts.
        if not (headers.get("origin") in self.pages or is_origin_allowed(headers, self.settings.allowed_origins)):
            # Closing before accepting is how ASGI says 403.
            await send({"type": "websocket.close", "code": 1008})
            return
        if SUBPROTOCOL not in scope.get("subprotocols", ()):
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": 4406, "reason": "Subprotocol not acceptable"})
            return
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        write_now = scope.get("extensions", {}).get(WRITE_TEXT_NOW)
        await Connection(self, headers, receive, send, write_now).run()


def is_origin_allowed(headers: Mapping[str, str], allowed: tuple[str, ...]) -> bool:
    """Whether the page that connects may. Browsers always send an Origin, and pages cannot forge it; without one it is
    no page."""
    origin = headers.get("origin")
    if origin is None or "*" in allowed or origin in allowed:
        return True
    try:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    except ValueError:
        return False


class Connection:
    """One socket, from its acceptance to its end."""

    def __init__(
        self,
        face: WebSocketFace,
        headers: Mapping[str, str],
        receive: Receive,
        send: Send,
        write_now: Callable[[bytes], bool] | None = None,
    ) -> None:
        self._face = face
        self._headers = headers
        self._receive = receive
        self._send = send
        self._write_now = write_now
        self._initialised = False
        self._acknowledged = False
        self._caller: Caller | None = None
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._ending: set[asyncio.Future[Any]] = set()
        """What still runs though nobody hears it: operations that free their subgraphs, mutations."""

    async def run(self) -> None:
        try:
            await self._serve()
        except CloseConnection as close:
            await self._close(close.code, close.reason)
        except SocketGone:
            pass
        except Exception as error:
            # The boundary of a connection: an authenticator of the embedder's, say, that fails.
            report_internal_failure(error)
            await self._close(4500, "Internal server error")
        finally:
            await self._end_operations()

    async def _close(self, code: int, reason: str) -> None:
        with suppress(OSError, RuntimeError):
            # The client may be gone already, and then there is nobody to tell.
            await self._send({"type": "websocket.close", "code": code, "reason": reason})

    async def _serve(self) -> None:
        try:
            async with asyncio.timeout(self._face.settings.init_timeout_seconds):
                while not self._acknowledged:
                    await self._handle(await self._read())
        except TimeoutError as error:
            raise CloseConnection(4408, "Connection initialisation timeout") from error
        try:
            async with asyncio.timeout(seconds_left(self._caller)) as validity:
                while True:
                    await self._handle(await self._read())
        except TimeoutError as error:
            if not validity.expired():
                raise
            # A code after which clients connect again, with the token that they have by then.
            raise CloseConnection(4403, "The credentials have expired") from error

    async def _read(self) -> dict[str, Any]:
        event = await self._receive()
        if event["type"] == "websocket.disconnect":
            raise SocketGone
        text = event.get("text")
        if text is None:
            raise CloseConnection(4400, "Messages must be text")
        content = text.encode(errors="surrogatepass")
        if len(content) > self._face.settings.message_bytes:
            raise CloseConnection(1009, "Message too big")
        try:
            message = await read_any_json(content)
        except BadRequest as error:
            raise CloseConnection(4400, "Messages must be JSON") from error
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise CloseConnection(4400, 'Messages must be objects with a "type"')
        return message

    async def _handle(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "connection_init":
                await self._initialise(_payload(message))
            case "ping":
                await self._write(_with_payload({"type": "pong"}, _payload(message)))
            case "pong":
                _payload(message)
            case "subscribe":
                await self._start(_operation_id(message), message.get("payload"))
            case "complete":
                self._stop(_operation_id(message))
            case unknown:
                raise CloseConnection(4400, f'Unknown message type "{unknown[:40]}"')

    async def _initialise(self, parameters: Mapping[str, Any] | None) -> None:
        if self._initialised:
            raise CloseConnection(4429, "Too many initialisation requests")
        self._initialised = True
        self._headers = with_connection_parameters(self._headers, parameters or {}, self._face.credential_headers)
        try:
            self._caller = await self._face.authenticator.authenticate(self._headers)
        except OperationError as error:
            log.info("websocket.refused", code=error.code)
            raise CloseConnection(4403, "Forbidden") from error
        self._acknowledged = True
        await self._write({"type": "connection_ack"})

    async def _start(self, operation_id: str, payload: object) -> None:
        if not self._acknowledged:
            raise CloseConnection(4401, "Unauthorized")
        if operation_id in self._operations:
            raise CloseConnection(4409, f"Subscriber for {operation_id[:60]} already exists")
        if not isinstance(payload, dict):
            raise CloseConnection(4400, 'A subscribe message needs a "payload"')
        self._operations[operation_id] = asyncio.create_task(self._run(operation_id, payload))

    def _stop(self, operation_id: str) -> None:
        # Both sides may complete at once, so an id that is unknown by now is no mistake.
        task = self._operations.pop(operation_id, None)
        if task is not None:
            task.cancel()
            self._keep_until_done(task)

    async def _end_operations(self) -> None:
        for operation_id in tuple(self._operations):
            self._stop(operation_id)
        await asyncio.gather(*self._ending, return_exceptions=True)

    def _keep_until_done(self, future: "asyncio.Future[Any]") -> None:
        self._ending.add(future)
        future.add_done_callback(self._ending.discard)

    async def _run(self, operation_id: str, payload: dict[str, Any]) -> None:
        end: dict[str, Any] | None
        try:
            end = await self._answer(operation_id, payload)
        except OperationError as error:
            log.info("request.refused", code=error.code)
            end = {"type": "error", "id": operation_id, "payload": format_errors(error)}
        except SocketGone:
            return
        except Exception as error:
            # The request boundary, as over HTTP.
            end = {"type": "error", "id": operation_id, "payload": [report_internal_failure(error)]}
        if self._operations.get(operation_id) is not asyncio.current_task():
            return
        # The id is free again before the client can know, so that it may use it at once.
        del self._operations[operation_id]
        with suppress(SocketGone):
            await self._write(end)

    async def _answer(self, operation_id: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Send what the operation yields, and return the message that ends it."""
        if len(self._operations) > self._face.settings.max_operations:
            raise TooManyOperations(
                f"One connection runs at most {self._face.settings.max_operations} operations at once."
            )
        operations = self._face.operations
        client = Client(self._headers, self._caller)
        operation = await operations.plan(request_from_json(payload), client, in_parts=True)
        write_now = partial(self._next_now, operation_id) if self._write_now is not None else None
        await operations.relay(operation, client, partial(self._next, operation_id), write_now=write_now)
        return {"type": "complete", "id": operation_id}

    async def _next(self, operation_id: str, result: Response) -> None:
        message = next_message(operation_id, result)
        check_size(message, self._face.limits.response_bytes)
        await self._send_text(message)

    def _next_now(self, operation_id: str, event: Event) -> bool:
        message = next_message(operation_id, event)
        return (
            self._write_now is not None
            and len(message) <= self._face.limits.response_bytes
            and self._write_now(message)
        )

    async def _write(self, message: dict[str, Any]) -> None:
        await self._send_text(write_bounded_json(message, self._face.limits.response_bytes))

    async def _send_text(self, message: bytes) -> None:
        try:
            await self._send({"type": "websocket.send", "text": message.decode()})
        except (OSError, RuntimeError) as error:
            # Starlette's and uvicorn's ways to say that the socket closed meanwhile.
            raise SocketGone from error


def next_message(operation_id: str, result: Response) -> bytes:
    return b'{"type":"next","id":%b,"payload":%b}' % (write_json(operation_id), response_json(result))


def with_connection_parameters(
    headers: Mapping[str, str], parameters: Mapping[str, Any], credential_headers: frozenset[str]
) -> Mapping[str, str]:
    """Credentials in connection parameters count as the headers, which browsers cannot set on a WebSocket."""
    if not parameters:
        return headers
    given = {name.lower(): value for name, value in parameters.items() if isinstance(value, str) and value}
    return {**headers, **{name: value for name, value in given.items() if name in credential_headers}}


def _payload(message: Mapping[str, Any]) -> Mapping[str, Any] | None:
    payload = message.get("payload")
    if payload is not None and not isinstance(payload, dict):
        raise CloseConnection(4400, f'The "payload" of {message["type"]} must be an object')
    return payload


def _with_payload(message: dict[str, Any], payload: Mapping[str, Any] | None) -> dict[str, Any]:
    return message if payload is None else {**message, "payload": payload}


def _operation_id(message: Mapping[str, Any]) -> str:
    operation_id = message.get("id")
    if not isinstance(operation_id, str) or not operation_id:
        raise CloseConnection(4400, f'A {message["type"]} message needs an "id"')
    return operation_id
