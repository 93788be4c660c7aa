"""What a router does with connections on which no whole request comes, or whose client does not read."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest
from websockets.asyncio.client import connect
from websockets.client import ClientProtocol
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from router.server.connections import ReadersPace
from router.settings import LimitsSettings, RouterSettings, ServerSettings, WebSocketSettings
from tests.router.server.conftest import StartRouter
from tests.router.server.raw_http import Answer, post, read_answer, request_bytes

WIDE = "query Q($v: Anything) {" + " ".join(f"a{n}: echo(value: $v)" for n in range(40)) + "}"
"""An answer of forty times what its variable holds: more than the system's own buffers take."""

ONE_SLOW_READER = RouterSettings(limits=LimitsSettings(write_seconds=0.05), server=ServerSettings(max_connections=1))

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def connection(port: int) -> AsyncIterator[Stream]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def said(port: int, content: bytes) -> Answer:
    """What the router answers to these bytes, the connection staying open on our side."""
    async with connection(port) as (reader, writer), asyncio.timeout(10):
        writer.write(content)
        answer = await read_answer(reader)
        assert await reader.read() == b""
        return answer


def limits(**chosen: float) -> RouterSettings:
    return RouterSettings(limits=LimitsSettings.model_validate(chosen))


@pytest.mark.parametrize(
    "content",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: -5\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\nhello",
        b"POST /graphql HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nnot hexadecimal\r\n",
        b"GET /\xff HTTP/1.1\r\nhost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: a\r\nbad header\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_refused_in_json(port: int, content: bytes) -> None:
    answer = await said(port, content)
    assert answer.status in (400, 404, 415)
    assert answer.codes[0] in ("BAD_REQUEST", "NOT_FOUND", "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * 3_000,
        b"GET / HTTP/1.1\r\nhost: a\r\nx-long: " + b"a" * 3_000,
        b"GET / HTTP/1.1\r\nhost: a\r\nx-long: " + b"a" * 3_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: a\r\n" + b"x: y\r\n" * 600,
        b"GET / HTTP/1.1\r\nhost: a\r\n" + b"xx: yyyy\r\n" * 600 + b"\r\n",
    ],
    ids=["a target without end", "a header without end", "a long header", "headers without end", "many headers"],
)
async def test_a_head_that_is_too_large_is_refused(start_router: StartRouter, head: bytes) -> None:
    answer = await said(await start_router(limits(header_bytes=2_000)), head)
    assert (answer.status, answer.codes) == (431, ["REQUEST_HEADER_FIELDS_TOO_LARGE"])


async def test_the_bytes_of_a_body_are_not_those_of_a_head(start_router: StartRouter) -> None:
    port = await start_router(limits(header_bytes=2_000))
    answer = await post(port, {"query": "{ __typename }", "padding": "a" * 10_000})
    assert answer.json == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "begun",
    [
        b"POST /graph",
        b"POST /graphql HTTP/1.1\r\nhost: a\r\n",
        b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
    ],
    ids=["a part of the target", "a part of the head", "a head", "a part of the body"],
)
async def test_a_request_that_does_not_arrive_in_time_is_refused(start_router: StartRouter, begun: bytes) -> None:
    answer = await said(await start_router(limits(request_seconds=0.05)), begun)
    assert (answer.status, answer.codes) == (408, ["REQUEST_TIMEOUT"])


async def test_a_connection_that_asks_nothing_is_closed_without_a_word(start_router: StartRouter) -> None:
    async with connection(await start_router(limits(request_seconds=0.05))) as (reader, _), asyncio.timeout(5):
        assert await reader.read() == b""


async def test_a_request_in_pieces_that_comes_in_time_is_answered(start_router: StartRouter) -> None:
    port = await start_router(limits(request_seconds=5))
    body = b'{"query": "{ __typename }"}'
    whole = request_bytes("POST", "/graphql", {"content-type": "application/json"}, body)
    async with connection(port) as (reader, writer):
        for position in range(0, len(whole), 7):
            writer.write(whole[position : position + 7])
            await writer.drain()
        assert (await read_answer(reader)).json == {"data": {"__typename": "Query"}}


async def test_a_request_that_waits_for_its_answer_is_not_late(start_router: StartRouter) -> None:
    port = await start_router(limits(request_seconds=0.05))
    body = b'{"query": "{ hang }"}'
    async with connection(port) as (reader, writer):
        writer.write(request_bytes("POST", "/graphql", {"content-type": "application/json"}, body))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.3)


async def test_a_client_that_does_not_read_its_answer_is_cut_off(start_router: StartRouter) -> None:
    port = await start_router(ONE_SLOW_READER)
    body = json.dumps({"query": WIDE, "variables": {"v": "x" * 900_000}}).encode()
    head = {"content-type": "application/json", "accept-encoding": "identity"}
    with socket.socket() as unread:
        unread.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        unread.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(unread, ("127.0.0.1", port))
        await loop.sock_sendall(unread, request_bytes("POST", "/graphql", head, body))
        await until_there_is_room(port)


async def until_there_is_room(port: int) -> None:
    """Until the only connection that the router takes is gone."""
    async with asyncio.timeout(10):
        while (await post(port, {"query": "{ __typename }"})).status == 503:
            pass


async def test_connections_beyond_the_limit_are_refused(start_router: StartRouter) -> None:
    port = await start_router(RouterSettings(server=ServerSettings(max_connections=1)))
    async with connection(port) as (reader, writer):
        writer.write(b"GET /health HTTP/1.1\r\nhost: a\r\n\r\n")
        assert (await read_answer(reader)).status == 200
        refused = await said(port, b"")
        assert (refused.status, refused.codes) == (503, ["TOO_MANY_CONNECTIONS"])


async def test_websockets_beyond_the_limit_are_refused(start_router: StartRouter) -> None:
    port = await start_router(RouterSettings(websocket=WebSocketSettings(max_connections=1)))
    address, protocols = f"ws://127.0.0.1:{port}/graphql", [Subprotocol("graphql-transport-ws")]
    async with connect(address, subprotocols=protocols):
        with pytest.raises(InvalidStatus) as refused:
            await connect(address, subprotocols=protocols)
        assert refused.value.response.status_code == 503
        assert (await post(port, {"query": "{ __typename }"})).status == 200


async def test_a_websocket_whose_client_does_not_read_is_cut_off(start_router: StartRouter) -> None:
    port = await start_router(ONE_SLOW_READER)
    protocol = ClientProtocol(
        parse_uri(f"ws://127.0.0.1:{port}/graphql"), subprotocols=[Subprotocol("graphql-transport-ws")]
    )
    protocol.send_request(protocol.connect())
    payload = {"query": WIDE, "variables": {"v": "x" * 900_000}}
    with socket.socket() as unread:
        unread.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        unread.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(unread, ("127.0.0.1", port))
        await loop.sock_sendall(unread, b"".join(protocol.data_to_send()))
        protocol.receive_data(await loop.sock_recv(unread, 4_096))
        for message in ({"type": "connection_init"}, {"type": "subscribe", "id": "1", "payload": payload}):
            protocol.send_text(json.dumps(message).encode())
            await loop.sock_sendall(unread, b"".join(protocol.data_to_send()))
        await until_there_is_room(port)


async def test_an_answer_that_is_too_large_is_refused(start_router: StartRouter) -> None:
    port = await start_router(limits(response_bytes=5_000))
    query = "query Q($v: Anything) { echo(value: $v) }"
    assert (await post(port, {"query": query, "variables": {"v": "x" * 4_000}})).status == 200
    refused = await post(port, {"query": query, "variables": {"v": "x" * 6_000}})
    assert refused.codes == ["RESPONSE_TOO_LARGE"]
    assert "data" not in refused.json


class Draining:
    """A transport whose client reads a little at a time."""

    def __init__(self, *sizes: int) -> None:
        self._sizes = iter(sizes)
        self.end = asyncio.Event()
        self.is_aborted = False

    def get_write_buffer_size(self) -> int:
        size = next(self._sizes, None)
        if size is None:
            self.end.set()
        return size or 0

    def abort(self) -> None:
        self.is_aborted = True
        self.end.set()


@pytest.mark.parametrize(
    ("sizes", "is_aborted"), [((9_000, 8_000, 7_000, 6_000, 5_000), False), ((9_000, 8_000, 8_000, 7_999, 7_999), True)]
)
async def test_a_client_that_reads_on_is_not_cut_off(sizes: tuple[int, ...], is_aborted: bool) -> None:
    transport = Draining(*sizes)
    pace = ReadersPace(cast(asyncio.Transport, transport), 0.01)
    pace.falls_behind()
    async with asyncio.timeout(5):
        await transport.end.wait()
    pace.catches_up()
    assert transport.is_aborted is is_aborted
