import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from graphql import DocumentNode
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from router.query_plan import QueryPlan
from router.server.authentication import Caller
from router.settings import RouterSettings, WebSocketSettings
from router.supergraph.access import AccessConditions
from tests.router.server.conftest import StartRouter
from tests.router.server.example import BOOKS, Shelf
from tests.router.server.failing_books import BooksThatKeepUsWaiting

PROTOCOL = Subprotocol("graphql-transport-ws")
RENAMED = {"query": "subscription { renamed { title stars } }"}
RENAME = {"query": 'mutation { rename(id: "1", title: "Sanshiro") { title } }'}


class Client:
    """Speaks the protocol message by message."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def receive(self) -> Any:
        return json.loads(await asyncio.wait_for(self.socket.recv(), 5))

    async def subscribe(self, operation_id: str, payload: Any) -> None:
        await self.send(type="subscribe", id=operation_id, payload=payload)

    async def closing(self) -> tuple[int, str]:
        """The code and reason with which the router closes the socket, whatever it sends before."""
        async with asyncio.timeout(5):
            while True:
                try:
                    await self.socket.recv()
                except ConnectionClosed as closed:
                    assert closed.rcvd is not None
                    return closed.rcvd.code, closed.rcvd.reason


@asynccontextmanager
async def connected(port: int, **options: Any) -> AsyncIterator[Client]:
    async with connect(f"ws://127.0.0.1:{port}/graphql", **{"subprotocols": [PROTOCOL], **options}) as socket:
        yield Client(socket)


@asynccontextmanager
async def initialised(port: int, **options: Any) -> AsyncIterator[Client]:
    async with connected(port, **options) as client:
        await client.send(type="connection_init")
        assert await client.receive() == {"type": "connection_ack"}
        yield client


async def test_a_query_is_answered_and_completed(port: int) -> None:
    async with initialised(port) as client:
        await client.subscribe("q", {"query": '{ book(id: "1") { title stars } }'})
        data = {"book": {"title": "Kokoro", "stars": 5}}
        assert await client.receive() == {"type": "next", "id": "q", "payload": {"data": data}}
        assert await client.receive() == {"type": "complete", "id": "q"}


async def test_an_event_arrives_completed_from_the_other_subgraph(port: int, shelf: Shelf) -> None:
    async with initialised(port) as client:
        await client.subscribe("s", RENAMED)
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
        await client.subscribe("m", RENAME)
        messages = [await client.receive() for _ in range(3)]
    event = {"data": {"renamed": {"title": "Sanshiro", "stars": 5}}}
    assert {"type": "next", "id": "s", "payload": event} in messages
    assert {"type": "next", "id": "m", "payload": {"data": {"rename": {"title": "Sanshiro"}}}} in messages
    assert {"type": "complete", "id": "m"} in messages


async def test_a_subscription_that_its_subgraph_ends_is_completed(port: int, shelf: Shelf) -> None:
    async with initialised(port) as client:
        await client.subscribe("s", RENAMED)
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
        shelf.end_subscriptions()
        assert await client.receive() == {"type": "complete", "id": "s"}


async def test_complete_frees_the_subgraph_and_the_id(port: int, shelf: Shelf) -> None:
    async with initialised(port) as client:
        await client.subscribe("s", RENAMED)
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
        await client.send(type="complete", id="s")
        await asyncio.wait_for(shelf.unsubscribed.wait(), 5)
        await client.subscribe("s", {"query": "{ __typename }"})
        assert (await client.receive())["payload"] == {"data": {"__typename": "Query"}}


async def test_a_lost_socket_frees_the_subgraph(port: int, shelf: Shelf) -> None:
    async with initialised(port) as client:
        await client.subscribe("s", RENAMED)
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
        client.socket.transport.abort()
        await asyncio.wait_for(shelf.unsubscribed.wait(), 5)


@pytest.mark.parametrize("leave", ["complete", "close", "abort"])
async def test_a_subscription_that_is_being_set_up_is_freed_too(start_router: StartRouter, leave: str) -> None:
    books = BooksThatKeepUsWaiting()
    async with initialised(await start_router(clients={BOOKS: books})) as client:
        await client.subscribe("s", RENAMED)
        await asyncio.wait_for(books.asked.wait(), 5)
        match leave:
            case "complete":
                await client.send(type="complete", id="s")
            case "close":
                await client.socket.close()
            case _:
                client.socket.transport.abort()
        await asyncio.wait_for(books.left.wait(), 3)


async def test_complete_cancels_a_query_under_way(port: int, shelf: Shelf) -> None:
    async with initialised(port) as client:
        await client.subscribe("q", {"query": "{ hang }"})
        await asyncio.wait_for(shelf.hanging.wait(), 5)
        await client.send(type="complete", id="q")
        await asyncio.wait_for(shelf.cancelled.wait(), 5)


async def test_a_mutation_runs_to_its_end_though_it_is_completed(port: int, shelf: Shelf) -> None:
    async with initialised(port) as client:
        await client.subscribe("m", {"query": 'mutation { slowRename(id: "1", title: "Sanshiro") { id } }'})
        await asyncio.wait_for(shelf.hanging.wait(), 5)
        await client.send(type="complete", id="m")
        await client.send(type="ping")
        assert await client.receive() == {"type": "pong"}
        shelf.let_go.set()
        await asyncio.wait_for(shelf.renamed_slowly.wait(), 5)


async def test_completing_an_unknown_id_does_nothing(port: int) -> None:
    async with initialised(port) as client:
        await client.send(type="complete", id="nobody")
        await client.send(type="ping")
        assert await client.receive() == {"type": "pong"}


async def test_a_ping_is_answered_with_its_payload_also_before_the_handshake(port: int) -> None:
    async with connected(port) as client:
        await client.send(type="ping", payload={"at": 1})
        assert await client.receive() == {"type": "pong", "payload": {"at": 1}}


async def test_a_pong_is_taken_without_answer(port: int) -> None:
    async with connected(port) as client:
        await client.send(type="pong")
        await client.send(type="connection_init")
        assert await client.receive() == {"type": "connection_ack"}


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ film }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query ($id: ID!) { book(id: $id) { id } }"}, "BAD_USER_INPUT"),
        ({}, "BAD_REQUEST"),
        ({"query": 1}, "BAD_REQUEST"),
    ],
)
async def test_a_refused_operation_ends_in_an_error_and_the_socket_stays(port: int, payload: Any, code: str) -> None:
    async with initialised(port) as client:
        await client.subscribe("q", payload)
        message = await client.receive()
        assert (message["type"], message["id"]) == ("error", "q")
        assert [error["extensions"]["code"] for error in message["payload"]] == [code]
        await client.subscribe("q", {"query": "{ __typename }"})
        assert (await client.receive())["type"] == "next"


async def test_without_connection_init_the_socket_closes_in_time(start_router: StartRouter) -> None:
    port = await start_router(RouterSettings(websocket=WebSocketSettings(init_timeout_seconds=0.05)))
    async with connected(port) as client:
        assert await client.closing() == (4408, "Connection initialisation timeout")


async def test_after_connection_init_the_timeout_is_over(start_router: StartRouter) -> None:
    port = await start_router(RouterSettings(websocket=WebSocketSettings(init_timeout_seconds=0.3)))
    async with initialised(port) as client:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.socket.recv(), 0.5)


async def test_a_second_connection_init_closes_the_socket(port: int) -> None:
    async with initialised(port) as client:
        await client.send(type="connection_init")
        assert await client.closing() == (4429, "Too many initialisation requests")


async def test_subscribing_before_the_handshake_closes_the_socket(port: int) -> None:
    async with connected(port) as client:
        await client.subscribe("q", {"query": "{ __typename }"})
        assert await client.closing() == (4401, "Unauthorized")


async def test_a_second_subscriber_with_the_same_id_closes_the_socket(port: int, shelf: Shelf) -> None:
    async with initialised(port) as client:
        await client.subscribe("s", RENAMED)
        await client.subscribe("s", RENAMED)
        assert await client.closing() == (4409, "Subscriber for s already exists")
    await asyncio.wait_for(_until_free(shelf), 5)


async def _until_free(shelf: Shelf) -> None:
    """Nobody listens, whether the first subscriber had begun to or not."""
    if shelf.subscribed.is_set():
        await shelf.unsubscribed.wait()
    assert shelf.listeners == []


@pytest.mark.parametrize(
    "message",
    [
        "not JSON",
        "[]",
        '"ping"',
        "{}",
        '{"type": 1}',
        '{"type": "start"}',
        '{"type": "subscribe", "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": "", "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": 1, "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": "q"}',
        '{"type": "subscribe", "id": "q", "payload": []}',
        '{"type": "complete"}',
        '{"type": "ping", "payload": 1}',
        '{"type": "pong", "payload": NaN}',
        '{"type": "ping", "payload": ' + "[" * 5000,
    ],
)
async def test_an_invalid_message_closes_the_socket(port: int, message: str) -> None:
    async with initialised(port) as client:
        await client.socket.send(message)
        assert (await client.closing())[0] == 4400


async def test_a_binary_message_closes_the_socket(port: int) -> None:
    async with initialised(port) as client:
        await client.socket.send(b'{"type": "ping"}')
        assert (await client.closing())[0] == 4400


async def test_an_invalid_connection_init_payload_closes_the_socket(port: int) -> None:
    async with connected(port) as client:
        await client.send(type="connection_init", payload="secret")
        assert (await client.closing())[0] == 4400


async def test_a_message_over_the_limit_closes_the_socket(start_router: StartRouter) -> None:
    port = await start_router(RouterSettings(websocket=WebSocketSettings(message_bytes=200)))
    async with initialised(port) as client:
        await client.send(type="ping", payload={"text": "x" * 300})
        assert (await client.closing())[0] == 1009


async def test_operations_over_the_limit_are_refused_one_by_one(start_router: StartRouter, shelf: Shelf) -> None:
    port = await start_router(RouterSettings(websocket=WebSocketSettings(max_operations=1)))
    async with initialised(port) as client:
        await client.subscribe("s", RENAMED)
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
        await client.subscribe("t", RENAMED)
        message = await client.receive()
    assert message["id"] == "t"
    assert message["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"


async def test_another_subprotocol_is_refused(port: int) -> None:
    async with connected(port, subprotocols=[Subprotocol("graphql-ws")]) as client:
        assert await client.closing() == (4406, "Subprotocol not acceptable")


async def test_no_subprotocol_is_refused(port: int) -> None:
    async with connected(port, subprotocols=None) as client:
        assert await client.closing() == (4406, "Subprotocol not acceptable")


async def test_a_page_of_another_host_is_refused(port: int) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connected(port, origin=Origin("https://elsewhere.example")):
            pass
    assert refused.value.response.status_code == 403


async def test_a_page_of_the_same_host_may_connect(port: int) -> None:
    async with initialised(port, origin=Origin(f"http://127.0.0.1:{port}")) as client:
        await client.send(type="ping")
        assert await client.receive() == {"type": "pong"}


@pytest.mark.parametrize("allowed", ["https://app.example", "*"])
async def test_a_page_of_an_allowed_origin_may_connect(start_router: StartRouter, allowed: str) -> None:
    port = await start_router(RouterSettings(websocket=WebSocketSettings(allowed_origins=(allowed,))))
    async with initialised(port, origin=Origin("https://app.example")) as client:
        await client.send(type="ping")
        assert await client.receive() == {"type": "pong"}


async def test_another_path_takes_no_socket(port: int) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(f"ws://127.0.0.1:{port}/other", subprotocols=[PROTOCOL]):
            pass
    assert refused.value.response.status_code in (403, 404)


class BrokenAuthenticator:
    async def authenticate(self, headers: Mapping[str, str]) -> Caller | None:
        raise ZeroDivisionError("secret")


async def test_a_bug_in_the_handshake_closes_the_socket_without_its_text(start_router: StartRouter) -> None:
    port = await start_router(authenticator=BrokenAuthenticator())
    async with connected(port) as client:
        await client.send(type="connection_init")
        assert await client.closing() == (4500, "Internal server error")


async def test_a_bug_in_an_operation_ends_it_without_its_text(start_router: StartRouter) -> None:
    port = await start_router(planner=BrokenPlanner())
    async with initialised(port) as client:
        await client.subscribe("q", {"query": "{ __typename }"})
        message = await client.receive()
        assert (message["type"], message["id"]) == ("error", "q")
        assert message["payload"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
        assert "secret" not in json.dumps(message)


class BrokenPlanner:
    def plan(
        self,
        document: DocumentNode,
        operation_name: str | None = None,
        variables: Mapping[str, Any] | None = None,
        active_labels: frozenset[str] = frozenset(),
        unmet: AccessConditions = frozenset(),
        defers: bool = False,
    ) -> QueryPlan:
        raise ZeroDivisionError("secret")
