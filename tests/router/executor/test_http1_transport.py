import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import pytest

from router.executor.http1_transport import Http1Transport, http1_target
from router.executor.http_transport import HttpAnswer, HttpAnswerRefused, HttpClientSettings, HttpFailure, HttpTimedOut
from tests.router.executor.raw_http_server import (
    Connection,
    Respond,
    answering,
    hang,
    http_answer,
    raw_server,
)

GOOD = http_answer(b'{"data":{"x":1}}')
ANSWER = HttpAnswer(200, b'{"data":{"x":1}}')
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"


@asynccontextmanager
async def transport_to(url: str, **settings: float) -> AsyncIterator[Http1Transport]:
    target = http1_target(url)
    assert target is not None
    transport = Http1Transport(target, HttpClientSettings(**settings))  # type: ignore[arg-type]
    try:
        yield transport
    finally:
        await transport.aclose()


async def post(
    transport: Http1Transport, headers: Mapping[str, str] | None = None, seconds: float = 5.0, may_repeat: bool = True
) -> HttpAnswer:
    return await transport.post(b"{}", headers or {}, seconds, may_repeat)


async def answer_to(respond: Respond, **settings: float) -> HttpAnswer:
    async with raw_server(respond) as server, transport_to(server.url, **settings) as transport:
        return await post(transport)


def saying(*pieces: bytes) -> Respond:
    """Each piece by itself, then the end of the connection."""

    async def respond(connection: Connection, head: bytes, body: bytes) -> None:
        for piece in pieces:
            await connection.send(piece)
            await asyncio.sleep(0)
        connection.close()

    return respond


def first(respond: Respond, others: Respond) -> Respond:
    """One way for the first request, another for all later ones."""
    rest: list[Respond] = [respond]

    async def choose(connection: Connection, head: bytes, body: bytes) -> None:
        await (rest.pop() if rest else others)(connection, head, body)

    return choose


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110 - it is the state of many connections
            await asyncio.sleep(0.005)


@contextmanager
def full_listener() -> Iterator[int]:
    """A port whose queue is full: the system answers no further connection, so connecting to it hangs."""
    with socket.socket() as listener, socket.socket() as first_in_line, socket.socket() as second_in_line:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for waiting in (first_in_line, second_in_line):
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        port: int = listener.getsockname()[1]
        yield port


async def test_interim_answers_are_passed_over() -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\ncontent-encoding: br\r\n\r\n"
    assert await answer_to(answering(interim + GOOD)) == ANSWER


async def test_a_switch_of_protocols_is_no_answer() -> None:
    with pytest.raises(HttpFailure, match="not HTTP"):
        await answer_to(answering(b"HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\nx"))


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
async def test_an_answer_without_a_length_lasts_until_the_connection_ends(version: bytes) -> None:
    head = b"HTTP/" + version + b" 200 OK\r\ncontent-type: application/json\r\n\r\n"
    assert await answer_to(saying(head, b'{"data":', b'{"x":1}}')) == ANSWER


async def test_a_chunked_answer_that_breaks_off_is_no_answer() -> None:
    with pytest.raises(HttpFailure, match="broke off"):
        await answer_to(saying(CHUNKED, b'8\r\n{"data":\r\n'))


async def test_an_answer_without_a_body_is_an_answer() -> None:
    assert await answer_to(answering(b"HTTP/1.1 204 No Content\r\n\r\n")) == HttpAnswer(204, b"")


async def test_trailers_are_passed_over() -> None:
    trailers = b"content-encoding: gzip\r\nx: y\r\n\r\n"
    assert await answer_to(answering(CHUNKED + b'10\r\n{"data":{"x":1}}\r\n0\r\n' + trailers)) == ANSWER


@pytest.mark.parametrize(
    "lengths", ["content-length: 3\r\ncontent-length: 5\r\n", "content-length: 3\r\ntransfer-encoding: chunked\r\n"]
)
async def test_two_lengths_are_not_http(lengths: str) -> None:
    with pytest.raises(HttpFailure, match="not HTTP"):
        await answer_to(answering(b"HTTP/1.1 200 OK\r\n" + lengths.encode() + b"\r\n{}"))


async def test_a_compressed_answer_is_refused_by_name() -> None:
    with pytest.raises(HttpAnswerRefused, match="compressed"):
        await answer_to(answering(http_answer(b"\x1f\x8b", headers="content-encoding: gzip\r\n")))


async def test_a_slow_answer_is_awaited() -> None:
    assert await answer_to(saying(*(GOOD[index : index + 1] for index in range(len(GOOD))))) == ANSWER


async def test_an_endless_head_is_refused() -> None:
    async def endless(connection: Connection, head: bytes, body: bytes) -> None:
        await connection.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            await connection.send(b"x: " + b"a" * 1000 + b"\r\n")

    with pytest.raises(HttpAnswerRefused, match="surrounds"):
        await answer_to(endless)


async def test_endless_interim_answers_are_refused() -> None:
    async def endless(connection: Connection, head: bytes, body: bytes) -> None:
        while True:
            await connection.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)

    with pytest.raises(HttpAnswerRefused, match="surrounds"):
        await answer_to(endless)


async def test_endless_trailers_are_refused() -> None:
    async def endless(connection: Connection, head: bytes, body: bytes) -> None:
        await connection.send(CHUNKED + b"0\r\n")
        while True:
            await connection.send(b"x: " + b"a" * 1000 + b"\r\n")

    with pytest.raises(HttpAnswerRefused, match="surrounds"):
        await answer_to(endless, max_response_bytes=1000)


@pytest.mark.parametrize("closing", ["connection: close\r\n", "Connection: Close\r\n"])
async def test_a_connection_that_the_subgraph_will_close_is_not_used_again(closing: str) -> None:
    async with (
        raw_server(answering(http_answer(b"{}", headers=closing))) as server,
        transport_to(server.url) as transport,
    ):
        for _ in range(3):
            await post(transport)
    assert server.connections == 3


async def test_a_second_answer_in_one_piece_is_given_to_nobody() -> None:
    stray = http_answer(b'{"data":"of another"}')
    async with (
        raw_server(first(answering(GOOD + stray), answering(GOOD))) as server,
        transport_to(server.url) as transport,
    ):
        assert [await post(transport), await post(transport)] == [ANSWER, ANSWER]
    assert server.connections == 2


async def test_garbage_behind_an_answer_ends_the_connection_and_not_the_answer() -> None:
    async with (
        raw_server(first(answering(GOOD + b"garbage"), answering(GOOD))) as server,
        transport_to(server.url) as transport,
    ):
        assert [await post(transport), await post(transport)] == [ANSWER, ANSWER]
    assert server.connections == 2


async def test_what_comes_to_an_idle_connection_is_given_to_nobody() -> None:
    told = asyncio.Event()

    async def answer_and_go_on(connection: Connection, head: bytes, body: bytes) -> None:
        await connection.send(GOOD)
        await told.wait()
        await connection.send(http_answer(b'{"data":"of another"}'))

    async with (
        raw_server(first(answer_and_go_on, answering(GOOD))) as server,
        transport_to(server.url) as transport,
    ):
        await post(transport)
        told.set()
        await server.left.wait()
        assert await post(transport) == ANSWER
    assert server.connections == 2


async def test_an_answer_before_the_request_was_read_counts_and_ends_the_connection() -> None:
    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(10)
            connection.sendall(http_answer(b"{}", "413 Content Too Large"))
            while connection.recv(65536):
                pass

    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        serving = asyncio.get_running_loop().run_in_executor(None, serve, listener)
        async with transport_to(f"http://127.0.0.1:{listener.getsockname()[1]}/") as transport:
            answer = await transport.post(b"x" * 20_000_000, {}, 5.0, True)
            assert answer == HttpAnswer(413, b"{}")
            await serving  # ends when the connection does


async def test_requests_at_once_have_connections_of_their_own_and_later_ones_use_them_again() -> None:
    gate = asyncio.Event()

    async def wait(connection: Connection, head: bytes, body: bytes) -> None:
        await gate.wait()
        await connection.send(GOOD)

    async with raw_server(wait) as server, transport_to(server.url) as transport:
        asking = [asyncio.create_task(post(transport)) for _ in range(5)]
        await until(lambda: len(server.requests) == 5)
        gate.set()
        assert await asyncio.gather(*asking) == [ANSWER] * 5
        for _ in range(10):
            await post(transport)
    assert server.connections == 5


async def test_answers_at_once_are_never_mixed_up() -> None:
    async def echo(connection: Connection, head: bytes, body: bytes) -> None:
        await asyncio.sleep(0.001 * (json.loads(body) % 3))
        await connection.send(http_answer(body))

    async with raw_server(echo) as server, transport_to(server.url) as transport:

        async def ask(number: int) -> bytes:
            for _ in range(5):
                answer = await transport.post(b"%d" % number, {}, 5.0, True)
            return answer.body

        assert await asyncio.gather(*map(ask, range(20))) == [b"%d" % number for number in range(20)]


async def test_idle_connections_are_closed_in_time() -> None:
    async with raw_server(answering(GOOD)) as server, transport_to(server.url, keep_alive=0.05) as transport:
        await asyncio.gather(post(transport), post(transport))
        await server.left.wait()
        await until(lambda: server.open_connections == 0)
        await post(transport)
    assert server.connections == 3


async def test_an_idle_connection_past_its_time_is_not_used_though_nobody_closed_it_yet() -> None:
    async with raw_server(answering(GOOD)) as server, transport_to(server.url, keep_alive=0.0) as transport:
        for _ in range(3):
            await post(transport)
    assert server.connections == 3


async def test_a_request_that_nobody_heard_is_sent_again_once_over_a_fresh_connection() -> None:
    async with raw_server(first(saying(), answering(GOOD))) as server, transport_to(server.url) as transport:
        assert await post(transport) == ANSWER
    assert server.connections == 2


async def test_half_an_answer_is_not_asked_for_again() -> None:
    async with raw_server(saying(GOOD[:10])) as server, transport_to(server.url) as transport:
        with pytest.raises(HttpFailure, match="broke off"):
            await post(transport)
    assert len(server.requests) == 1


async def test_the_second_attempt_has_what_is_left_of_the_time() -> None:
    async def close_late(connection: Connection, head: bytes, body: bytes) -> None:
        await asyncio.sleep(0.1)
        connection.close()

    loop = asyncio.get_running_loop()
    async with raw_server(first(close_late, hang)) as server, transport_to(server.url) as transport:
        began = loop.time()
        with pytest.raises(HttpTimedOut):
            await post(transport, seconds=0.2)
    assert loop.time() - began < 0.29


async def test_a_request_that_must_not_be_repeated_is_sent_over_a_living_connection() -> None:
    async def answer_once(connection: Connection, head: bytes, body: bytes) -> None:
        await connection.send(GOOD)
        connection.close()

    async with raw_server(answer_once) as server, transport_to(server.url) as transport:
        for _ in range(50):
            assert await post(transport, may_repeat=False) == ANSWER
    assert len(server.requests) == 50


async def test_our_own_headers_win_over_what_is_passed_on() -> None:
    passed_on = {
        "host": "elsewhere",
        "Content-Length": "0",
        "transfer-encoding": "chunked",
        "x-request-id": "7",
        "x": "é",
    }
    async with raw_server(answering(GOOD)) as server, transport_to(server.url) as transport:
        assert await post(transport, passed_on) == ANSWER
    (head, body), *_ = server.requests
    lines = head.decode("latin-1").split("\r\n")
    assert body == b"{}"
    assert f"host: {server.url.split('/')[2]}" in lines
    assert "accept-encoding: identity" in lines
    assert "x-request-id: 7" in lines
    assert "x: é" in lines
    assert [line for line in lines if line.lower().startswith(("content-length", "transfer", "host: else"))] == [
        "content-length: 2"
    ]


@pytest.mark.parametrize(
    "headers", [{"x": "a\nb"}, {"x": "a\rb"}, {"x": "a\0b"}, {"x": "猫"}, {"x y": "a"}, {"": "a"}, {"x:": "a"}]
)
async def test_a_header_that_http_cannot_carry_is_refused_before_anything_is_sent(headers: dict[str, str]) -> None:
    async with raw_server(answering(GOOD)) as server, transport_to(server.url) as transport:
        with pytest.raises(HttpFailure, match="header"):
            await post(transport, headers)
    assert server.connections == 0


async def test_connecting_has_a_time_of_its_own() -> None:
    with full_listener() as port:
        async with transport_to(f"http://127.0.0.1:{port}/", connect_timeout=0.05) as transport:
            with pytest.raises(HttpTimedOut, match=r"no connection within 0\.05 s"):
                await post(transport)


async def test_connecting_ends_with_the_time_of_the_request() -> None:
    with full_listener() as port:
        async with transport_to(f"http://127.0.0.1:{port}/") as transport:
            with pytest.raises(HttpTimedOut) as caught:
                await post(transport, seconds=0.05)
    assert caught.value.reason == ""


async def test_a_transport_that_is_closed_while_it_connects_asks_nothing() -> None:
    async with raw_server(answering(GOOD)) as server, transport_to(server.url) as transport:
        asking = asyncio.create_task(post(transport))
        await asyncio.sleep(0)
        await transport.aclose()
        with pytest.raises(HttpFailure, match="closed"):
            await asking
    assert server.requests == []


async def test_closing_ends_what_is_under_way_and_what_is_idle() -> None:
    async with raw_server(first(answering(GOOD), hang)) as server, transport_to(server.url) as transport:
        await post(transport)
        asking = asyncio.create_task(post(transport))
        await until(lambda: len(server.requests) == 2)
        await transport.aclose()
        with pytest.raises(HttpFailure, match="closed"):
            await asking
        await until(lambda: server.open_connections == 0)
