import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from router.errors import SubgraphError
from router.executor.http_subgraph_client import HttpSubgraphClient
from router.executor.http_transport import HttpClientSettings
from router.executor.subgraph_client import (
    SubgraphAnswerMalformed,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.executor.subscription_way import SubscriptionWay
from router.language.names import SubgraphName
from router.query_plan import OperationKind
from tests.router.executor.raw_http_server import answering, hang, http_answer, raw_server

NAME = SubgraphName("a")
Script = Callable[["Peer"], Awaitable[None]]
Refuse = Callable[[ServerConnection, Request], Response | None]


@dataclass
class Peer:
    """The subgraph's end of one WebSocket."""

    socket: ServerConnection
    received: list[dict[str, Any]]

    async def send(self, *messages: dict[str, Any]) -> None:
        for message in messages:
            await self.socket.send(json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(await self.socket.recv())
        self.received.append(message)
        return message

    async def accept(self) -> None:
        assert await self.receive() == {"type": "connection_init"}
        await self.send({"type": "connection_ack"})
        assert (await self.receive())["type"] == "subscribe"

    async def listen(self) -> None:
        try:
            while True:
                await self.receive()
        except ConnectionClosed:
            return


@dataclass
class Subgraph:
    url: str
    received: list[dict[str, Any]] = field(default_factory=list)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    headers: dict[str, str] = field(default_factory=dict)
    problems: list[BaseException] = field(default_factory=list)


@asynccontextmanager
async def subgraph_that(
    script: Script, *, protocol: str = "graphql-transport-ws", refuse: Refuse | None = None
) -> AsyncIterator[Subgraph]:
    subgraph = Subgraph("")

    async def handle(socket: ServerConnection) -> None:
        subgraph.opened.set()
        if socket.request is not None:
            subgraph.headers = {name.lower(): value for name, value in socket.request.headers.raw_items()}
        try:
            await script(Peer(socket, subgraph.received))
        except ConnectionClosed:
            pass
        except AssertionError as error:
            subgraph.problems.append(error)
        await socket.wait_closed()
        subgraph.left.set()

    async with serve(
        handle, "127.0.0.1", 0, subprotocols=[Subprotocol(protocol)], process_request=refuse, close_timeout=0.1
    ) as server:
        subgraph.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/graphql"
        yield subgraph
    assert subgraph.problems == []


def next_with(data: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    return {"id": "1", "type": "next", "payload": {"data": data, **more}}


COMPLETE = {"id": "1", "type": "complete"}


def request_with(timeout: float = 5.0, **more: Any) -> SubgraphRequest:
    return SubgraphRequest(NAME, "subscription{x}", OperationKind.SUBSCRIPTION, timeout=timeout, **more)


async def events_of(
    url: str, request: SubgraphRequest | None = None, settings: HttpClientSettings | None = None
) -> list[SubgraphResponse]:
    client = HttpSubgraphClient(NAME, url, settings)
    try:
        return [response async for response in client.subscribe(request or request_with())]
    finally:
        await client.aclose()


async def failure_of(script: Script, settings: HttpClientSettings | None = None, **options: Any) -> SubgraphError:
    async with subgraph_that(script, **options) as subgraph:
        with pytest.raises(SubgraphError) as caught:
            await events_of(subgraph.url, settings=settings)
    assert "127.0.0.1" not in caught.value.message
    return caught.value


async def test_events_come_until_the_subgraph_completes() -> None:
    async def script(peer: Peer) -> None:
        await peer.accept()
        await peer.send(next_with({"x": 1}), next_with({"x": None}, errors=[{"message": "m"}]), COMPLETE)
        await peer.listen()

    async with subgraph_that(script) as subgraph:
        request = request_with(variables={"n": 1}, operation_name="S", headers={"kumiki-caller": "token"})
        events = await events_of(subgraph.url, request)
    assert events == [SubgraphResponse({"x": 1}), SubgraphResponse({"x": None}, ({"message": "m"},))]
    assert subgraph.headers["kumiki-caller"] == "token"
    assert subgraph.received == [
        {"type": "connection_init"},
        {
            "id": "1",
            "type": "subscribe",
            "payload": {"query": "subscription{x}", "variables": {"n": 1}, "operationName": "S"},
        },
    ]


async def test_an_error_message_is_a_last_response_without_data() -> None:
    async def script(peer: Peer) -> None:
        await peer.accept()
        await peer.send({"id": "1", "type": "error", "payload": [{"message": "no"}]})
        await peer.listen()

    async with subgraph_that(script) as subgraph:
        assert await events_of(subgraph.url) == [SubgraphResponse(None, ({"message": "no"},))]


async def test_pings_are_answered_before_and_after_the_acknowledgement() -> None:
    async def script(peer: Peer) -> None:
        await peer.receive()
        await peer.send({"type": "ping"})
        assert await peer.receive() == {"type": "pong"}
        await peer.send({"type": "connection_ack"})
        await peer.receive()
        await peer.send({"type": "ping", "payload": {}}, {"type": "pong"})
        assert await peer.receive() == {"type": "pong"}
        await peer.send({"id": "other", "type": "next", "payload": {}}, COMPLETE)
        await peer.listen()

    async with subgraph_that(script) as subgraph:
        assert await events_of(subgraph.url) == []


async def test_closing_the_iterator_tells_the_subgraph_at_once() -> None:
    async def script(peer: Peer) -> None:
        await peer.accept()
        await peer.send(next_with({"x": 1}))
        await peer.listen()

    async with subgraph_that(script) as subgraph:
        client = HttpSubgraphClient(NAME, subgraph.url)
        stream = client.subscribe(request_with())
        await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]
        await subgraph.left.wait()
        await client.aclose()
    assert subgraph.received[-1] == COMPLETE


async def test_cancelling_who_waits_for_an_event_frees_the_subgraph() -> None:
    async def script(peer: Peer) -> None:
        await peer.accept()
        await peer.listen()

    await assert_cancelling_frees(script)


async def test_cancelling_before_the_acknowledgement_frees_the_subgraph() -> None:
    async def script(peer: Peer) -> None:
        await peer.listen()

    await assert_cancelling_frees(script)


async def assert_cancelling_frees(script: Script) -> None:
    async with subgraph_that(script) as subgraph:
        task = asyncio.create_task(events_of(subgraph.url))
        await subgraph.opened.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await subgraph.left.wait()


async def test_cancelling_during_the_handshake_closes_the_connection() -> None:
    async with raw_server(hang) as server:
        task = asyncio.create_task(events_of(server.url))
        await server.connected.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.left.wait()


async def test_closing_the_client_ends_subscriptions_under_way() -> None:
    async def script(peer: Peer) -> None:
        await peer.accept()
        await peer.send(next_with({"x": 1}))
        await peer.listen()

    async with subgraph_that(script) as subgraph:
        client = HttpSubgraphClient(NAME, subgraph.url)
        stream = client.subscribe(request_with())
        await anext(stream)
        await client.aclose()
        with pytest.raises(SubgraphUnreachable):
            await anext(stream)
        await subgraph.left.wait()


async def test_a_subgraph_that_never_acknowledges_is_given_up() -> None:
    async def script(peer: Peer) -> None:
        await peer.listen()

    async with subgraph_that(script) as subgraph:
        with pytest.raises(SubgraphTimedOut, match=r"0\.1 s"):
            await events_of(subgraph.url, request_with(timeout=0.1))
        await subgraph.left.wait()


async def test_a_slow_event_is_no_timeout() -> None:
    async def script(peer: Peer) -> None:
        await peer.accept()
        await asyncio.sleep(0.2)
        await peer.send(next_with({"x": 1}), COMPLETE)
        await peer.listen()

    async with subgraph_that(script) as subgraph:
        assert await events_of(subgraph.url, request_with(timeout=0.1)) == [SubgraphResponse({"x": 1})]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_close_code_is_told(when: str) -> None:
    async def script(peer: Peer) -> None:
        if when == "after":
            await peer.accept()
        await peer.socket.close(4403, "Forbidden")

    error = await failure_of(script)
    assert isinstance(error, SubgraphUnreachable)
    assert "4403" in error.message


async def test_a_connection_that_breaks_off_is_an_http_error() -> None:
    async def script(peer: Peer) -> None:
        await peer.accept()
        peer.socket.transport.abort()

    assert isinstance(await failure_of(script), SubgraphUnreachable)


@pytest.mark.parametrize(
    "message",
    ["hello", "[]", '{"type":7}', '{"id":"1","type":"next","payload":7}', '{"id":"1","type":"error","payload":"x"}'],
)
async def test_messages_outside_the_protocol_are_malformed(message: str) -> None:
    async def script(peer: Peer) -> None:
        await peer.accept()
        await peer.socket.send(message)
        await peer.listen()

    assert isinstance(await failure_of(script), SubgraphAnswerMalformed)


async def test_an_event_over_the_limit_is_malformed() -> None:
    async def script(peer: Peer) -> None:
        await peer.accept()
        await peer.send(next_with({"x": "a" * 5000}))
        await peer.listen()

    error = await failure_of(script, HttpClientSettings(max_response_bytes=1000))
    assert isinstance(error, SubgraphAnswerMalformed)


async def test_a_subgraph_of_another_protocol_is_refused() -> None:
    async def script(peer: Peer) -> None:
        await peer.listen()

    error = await failure_of(script, protocol="graphql-ws")
    assert isinstance(error, SubgraphUnreachable)


async def test_a_refused_handshake_tells_the_status() -> None:
    async def script(peer: Peer) -> None:
        await peer.listen()

    def refuse(connection: ServerConnection, request: Request) -> Response:
        return connection.respond(401, "no")

    error = await failure_of(script, refuse=refuse)
    assert isinstance(error, SubgraphUnreachable)
    assert "401" in error.message


async def test_a_redirect_is_not_followed() -> None:
    async def script(peer: Peer) -> None:
        await peer.listen()

    async with subgraph_that(script) as elsewhere:
        location = elsewhere.url.replace("http:", "ws:")
        async with raw_server(
            answering(http_answer(b"", "307 Temporary Redirect", f"location: {location}\r\n"))
        ) as server:
            with pytest.raises(SubgraphUnreachable, match="307"):
                await events_of(server.url)
        assert not elsewhere.opened.is_set()


@pytest.mark.parametrize("url", ["", "not a url", "http://127.0.0.1:1/"])
async def test_a_url_where_nobody_listens_is_an_http_error(url: str) -> None:
    with pytest.raises(SubgraphUnreachable):
        await events_of(url)


async def test_chosen_headers_are_told_at_the_start_too() -> None:
    async def script(peer: Peer) -> None:
        init = {"type": "connection_init", "payload": {"authorization": "Bearer x"}}
        assert await peer.receive() == init
        await peer.send({"type": "connection_ack"})
        await peer.receive()
        await peer.send(COMPLETE)
        await peer.listen()

    async with subgraph_that(script) as subgraph:
        way = SubscriptionWay(init_headers=("authorization", "x-missing"))
        client = HttpSubgraphClient(NAME, subgraph.url, subscription_way=way)
        request = request_with(headers={"authorization": "Bearer x", "x-other": "1"})
        assert [event async for event in client.subscribe(request)] == []
        await client.aclose()


@pytest.mark.parametrize(("code", "status"), [(4401, 401), (4429, 429), (4500, 500), (1001, None)])
async def test_a_close_code_of_the_protocol_is_a_status(code: int, status: int | None) -> None:
    async def script(peer: Peer) -> None:
        await peer.accept()
        await peer.socket.close(code)

    failure = await failure_of(script)
    assert isinstance(failure, SubgraphUnreachable)
    assert failure.status == status
