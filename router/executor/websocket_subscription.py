"""A subscription to a subgraph over WebSocket, in the protocol graphql-transport-ws. One connection each."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from typing import Any, Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI
from websockets.typing import Subprotocol

from router.executor.graphql_request import encode_json, request_payload
from router.executor.graphql_response import decode_json, read_errors, read_response
from router.executor.http_transport import HttpClientSettings
from router.executor.subgraph_client import (
    SubgraphAnswerMalformed,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.language.names import SubgraphName

PROTOCOL: Final = Subprotocol("graphql-transport-ws")
OPERATION_ID: Final = "1"
CLOSE_TIMEOUT: Final = 1.0
"""Seconds that a subgraph has to say goodbye; the connection is cut after that."""

MESSAGE_TOO_BIG: Final = 1009
NOTHING: Final[Mapping[str, str]] = {}


class _Connect(connect):
    """Refuses redirects: the caller header must not travel to wherever an answer points."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


async def subscribe_over_websocket(
    url: str,
    request: SubgraphRequest,
    settings: HttpClientSettings,
    connections: set[ClientConnection],
    init_payload: Mapping[str, str] = NOTHING,
) -> AsyncGenerator[SubgraphResponse, None]:
    """The time limit of the request is for getting the subscription established; events may take as long as they do.

    While it lasts, its connection is in `connections`, for whoever must close them all.
    """
    connection = await _establish(_to_websocket_url(url), request, settings, init_payload)
    connections.add(connection)
    try:
        async with aclosing(_read_events(connection, request.subgraph)) as responses:
            async for response in responses:
                yield response
    finally:
        connections.discard(connection)
        await _leave(connection)


def _to_websocket_url(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    return {"http": "ws", "https": "wss"}.get(scheme.lower(), scheme) + separator + rest


async def _establish(
    url: str, request: SubgraphRequest, settings: HttpClientSettings, init_payload: Mapping[str, str]
) -> ClientConnection:
    subgraph = request.subgraph
    try:
        async with asyncio.timeout(request.timeout):
            connection = await _open(url, request, settings)
            await _initialise(connection, request, init_payload)
            return connection
    except TimeoutError as error:
        raise SubgraphTimedOut(f"no subscription within {request.timeout:g} s", subgraph) from error
    except ConnectionClosed as error:
        raise _broken_off(error, subgraph) from error
    except InvalidStatus as error:
        status = error.response.status_code
        raise SubgraphUnreachable(f"it refused the WebSocket with HTTP status {status}", subgraph, status) from error
    except (InvalidHandshake, InvalidURI, OSError) as error:
        raise SubgraphUnreachable("no WebSocket connection", subgraph) from error


async def _open(url: str, request: SubgraphRequest, settings: HttpClientSettings) -> ClientConnection:
    return await _Connect(
        url,
        subprotocols=[PROTOCOL],
        additional_headers=dict(request.headers),
        user_agent_header="kumiki-router",
        proxy=None,
        compression=None,
        open_timeout=None,
        close_timeout=CLOSE_TIMEOUT,
        max_size=settings.max_response_bytes,
        **_tls_options(url, settings),
    )


def _tls_options(url: str, settings: HttpClientSettings) -> dict[str, Any]:
    if not url.startswith("wss:"):
        return {}
    options = {"ssl": settings.tls, "server_hostname": settings.server_name}
    return {name: value for name, value in options.items() if value is not None}


async def _initialise(connection: ClientConnection, request: SubgraphRequest, init_payload: Mapping[str, str]) -> None:
    try:
        if connection.subprotocol != PROTOCOL:
            raise SubgraphUnreachable("it does not speak graphql-transport-ws", request.subgraph)
        init: dict[str, Any] = {"type": "connection_init"}
        await _send(connection, {**init, "payload": dict(init_payload)} if init_payload else init)
        while (message := await _receive(connection, request.subgraph))["type"] != "connection_ack":
            await _answer_ping(connection, message)
        payload = request_payload(request)
        await _send(connection, {"id": OPERATION_ID, "type": "subscribe", "payload": payload})
    except BaseException:
        # Also when the subscriber leaves while we wait for the acknowledgement.
        await _leave(connection)
        raise


async def _read_events(connection: ClientConnection, subgraph: SubgraphName) -> AsyncGenerator[SubgraphResponse, None]:
    while True:
        try:
            message = await _receive(connection, subgraph)
        except ConnectionClosed as error:
            raise _broken_off(error, subgraph) from error
        match message:
            case {"type": "next", "id": "1", "payload": payload}:
                yield read_response(payload, subgraph)
            case {"type": "error", "id": "1", "payload": payload}:
                yield SubgraphResponse(None, read_errors(payload, subgraph))
                await connection.close()
                return
            case {"type": "complete", "id": "1"}:
                await connection.close()
                return
            case _:
                with suppress(ConnectionClosed):  # the next turn reports it
                    await _answer_ping(connection, message)


async def _answer_ping(connection: ClientConnection, message: dict[str, Any]) -> None:
    if message["type"] == "ping":
        await _send(connection, {"type": "pong"})


async def _send(connection: ClientConnection, message: dict[str, Any]) -> None:
    await connection.send(encode_json(message), text=True)


async def _receive(connection: ClientConnection, subgraph: SubgraphName) -> dict[str, Any]:
    message = decode_json(await connection.recv(decode=False), subgraph, has_custom_scalars=True)
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise SubgraphAnswerMalformed("its WebSocket message is not of graphql-transport-ws", subgraph)
    return message


async def _leave(connection: ClientConnection) -> None:
    with suppress(ConnectionClosed):
        await _send(connection, {"id": OPERATION_ID, "type": "complete"})
    await connection.close()


def _broken_off(error: ConnectionClosed, subgraph: SubgraphName) -> SubgraphUnreachable | SubgraphAnswerMalformed:
    if error.sent is not None and error.sent.code == MESSAGE_TOO_BIG and error.rcvd_then_sent is not True:
        return SubgraphAnswerMalformed("its event is too large", subgraph)
    if error.rcvd is not None:
        code = error.rcvd.code
        # The protocol's codes are the HTTP statuses of the same meaning, and 4000.
        status = code - 4000 if 4400 <= code < 4600 else None
        return SubgraphUnreachable(f"it closed the subscription with code {code}", subgraph, status)
    return SubgraphUnreachable("the connection broke off", subgraph)
