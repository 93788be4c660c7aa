"""However a client leaves, the subgraph's side of its subscription is free within three seconds."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from tests.drills.processes import Platform, platform
from tests.router.server.raw_http import request_bytes
from tests.router.server.test_websocket import RENAMED, Client, connected

ALLOWED_SECONDS = 3
EVENT = {"type": "next", "id": "s", "payload": {"data": {"renamed": {"title": "Sanshiro", "stars": 5}}}}
RENAME = 'mutation { rename(id: "1", title: "Sanshiro") { title } }'


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["ws", "sse"])
async def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Platform]:
    """Subscriptions to subgraphs over one protocol, and then over the other."""
    folder: Path = tmp_path_factory.mktemp("freed")
    settings = {"server": {"log_level": "error"}, "subgraphs": {"subscriptions": {"protocol": request.param}}}
    async with platform(folder, settings) as processes:
        yield processes


pytestmark = pytest.mark.asyncio(loop_scope="module")

Leave = Callable[[], Awaitable[None]]
Listen = Callable[[Platform], Awaitable[Leave]]


async def over_websocket(running: Platform, leaves: Callable[[Client], Awaitable[None]]) -> Leave:
    connection = connected(running.router.port)
    client = await connection.__aenter__()
    await client.send(type="connection_init")
    await client.receive()
    await client.subscribe("s", RENAMED)

    async def leave() -> None:
        await leaves(client)
        await running.books.until_open(0, ALLOWED_SECONDS)
        await connection.__aexit__(None, None, None)

    return leave


async def completing(running: Platform) -> Leave:
    return await over_websocket(running, lambda client: client.send(type="complete", id="s"))


async def closing_the_socket(running: Platform) -> Leave:
    return await over_websocket(running, lambda client: client.socket.close())


async def losing_the_socket(running: Platform) -> Leave:
    async def abort(client: Client) -> None:
        client.socket.transport.abort()

    return await over_websocket(running, abort)


async def over_http(running: Platform, accept: str) -> Leave:
    _, writer = await asyncio.open_connection("127.0.0.1", running.router.port)
    headers = {"accept": accept, "content-type": "application/json"}
    writer.write(request_bytes("POST", "/graphql", headers, json.dumps(RENAMED).encode()))

    async def leave() -> None:
        writer.transport.abort()
        await running.books.until_open(0, ALLOWED_SECONDS)

    return leave


async def aborting_server_sent_events(running: Platform) -> Leave:
    return await over_http(running, "text/event-stream")


async def aborting_multipart(running: Platform) -> Leave:
    return await over_http(running, "multipart/mixed;subscriptionSpec=1.0")


every_way_to_leave = pytest.mark.parametrize(
    "listen", [completing, closing_the_socket, losing_the_socket, aborting_server_sent_events, aborting_multipart]
)


@every_way_to_leave
async def test_a_subscription_is_freed(running: Platform, listen: Listen) -> None:
    leave = await listen(running)
    await running.books.until_open(1)
    await leave()


@every_way_to_leave
async def test_a_subscription_is_freed_while_it_is_being_set_up(running: Platform, listen: Listen) -> None:
    await running.books.behave("never set up")
    leave = await listen(running)
    await running.books.until_open(1)
    await leave()
    await running.books.behave("good")


@asynccontextmanager
async def listening(running: Platform) -> AsyncIterator[Client]:
    async with connected(running.router.port) as client:
        await client.send(type="connection_init")
        await client.receive()
        await client.subscribe("s", RENAMED)
        await running.books.until_listened_to()
        # What one connection asks is begun in order, so with this answer the subscription has begun too.
        await client.subscribe("q", {"query": '{ book(id: "2") { title } }'})
        assert [(await client.receive())["type"] for _ in range(2)] == ["next", "complete"]
        yield client


async def test_clients_that_listen_to_the_same_are_one_subscription_which_the_last_one_frees(running: Platform) -> None:
    async with listening(running) as stays:
        async with listening(running) as leaves:
            await running.ask(RENAME)
            assert await stays.receive() == await leaves.receive() == EVENT
            await running.books.until_open(1)
        await running.ask(RENAME)
        assert await stays.receive() == EVENT
        await running.books.until_open(1)
    await running.books.until_open(0, ALLOWED_SECONDS)


async def test_an_event_is_completed_from_the_other_subgraph(running: Platform) -> None:
    async with listening(running) as client:
        await running.ask(RENAME)
        assert await client.receive() == EVENT
    await running.books.until_open(0, ALLOWED_SECONDS)


async def test_a_client_is_told_that_its_subgraph_was_killed(running: Platform) -> None:
    async with listening(running) as client:
        await running.books.kill()
        message = await client.receive()
    errors = message["payload"]["errors"] if message["type"] == "next" else message["payload"]
    assert errors[0]["extensions"]["service"] == "books"
    assert errors[0]["extensions"]["code"] == "SUBREQUEST_HTTP_ERROR"
    await running.books.start()
