"""A subgraph behind HTTP and WebSocket, asked over a real socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from subgraphs.shared.ids import new_id
from tests.subgraphs.shared.conftest import plant
from tests.subgraphs.shared.served import request, served
from tests.subgraphs.shared.test_subgraph import GROW
from tests.support.subgraphs import SubgraphUnderTest, eventually, headers_of

GREW = "subscription ($id: ID!) { plantGrew(id: $id) { height } }"


@pytest.fixture
async def address(garden: SubgraphUnderTest) -> AsyncIterator[str]:
    async with served(garden) as address:
        yield address


async def test_an_operation_is_answered_over_http(address: str) -> None:
    body = {"query": "query Q($first: Int) { plants(first: $first) { edges { cursor } } }", "variables": {"first": 1}}
    assert await request(address, body) == (200, {"data": {"plants": {"edges": []}}})


async def test_the_caller_header_is_read(address: str) -> None:
    who = new_id()
    _, answer = await request(address, {"query": "{ me }"}, **headers_of(who))
    assert answer == {"data": {"me": str(who)}}


async def test_health_answers_while_the_database_does(address: str) -> None:
    assert await request(address, path="/health") == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"not json", 400),
        (b"[]", 400),
        ({"variables": {}}, 400),
        ({"query": 5}, 400),
        ({"query": "{ me }", "variables": []}, 400),
        ({"query": "{ me }", "operationName": 1}, 400),
        (b'{"query": "{ me }", "extra": "' + b"x" * 2_100_000 + b'"}', 413),
    ],
)
async def test_what_is_no_request_is_refused_with_a_graphql_error(address: str, body: object, status: int) -> None:
    answered, answer = await request(address, body)
    assert answered == status
    assert answer["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "BAD_REQUEST"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("fragment F on Query { me }", "BAD_REQUEST"),
        ('subscription { plantGrew(id: "1") { height } }', "BAD_REQUEST"),
    ],
)
async def test_what_is_no_operation_is_refused_with_a_code(address: str, query: str, code: str) -> None:
    status, answer = await request(address, {"query": query})
    assert status == 200
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == code


@asynccontextmanager
async def socket_to(address: str, **headers: str) -> AsyncIterator[ClientConnection]:
    protocol = Subprotocol("graphql-transport-ws")
    async with connect(f"ws://{address}/graphql", subprotocols=[protocol], additional_headers=headers) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        yield socket


async def received(socket: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(await socket.recv())
    return message


async def listen(socket: ClientConnection, plant_id: object) -> None:
    assert (await received(socket))["type"] == "connection_ack"
    payload = {"query": GREW, "variables": {"id": str(plant_id)}}
    await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))


def has_listeners(garden: SubgraphUnderTest, count: int) -> Any:
    async def check() -> bool:
        return garden.messaging.live.listener_count == count

    return check


async def test_a_change_arrives_over_the_open_socket_each_time_as_it_then_is(
    garden: SubgraphUnderTest, address: str
) -> None:
    (row,) = await plant(garden, 10)
    async with socket_to(address) as socket:
        await listen(socket, row.id)
        await eventually(has_listeners(garden, 1))
        for height in (11, 12):
            await garden.data(GROW, {"id": str(row.id), "by": 1})
            assert (await received(socket))["payload"] == {"data": {"plantGrew": {"height": height}}}


async def test_a_listener_who_completes_or_vanishes_is_gone_at_once(garden: SubgraphUnderTest, address: str) -> None:
    async with socket_to(address) as socket:
        await listen(socket, "1")
        await eventually(has_listeners(garden, 1))
        await socket.send(json.dumps({"id": "1", "type": "complete"}))
        await eventually(has_listeners(garden, 0))
    async with socket_to(address) as socket:
        await listen(socket, "1")
        await eventually(has_listeners(garden, 1))
        socket.transport.abort()
        await eventually(has_listeners(garden, 0))


async def test_a_socket_with_a_forged_caller_is_closed(address: str) -> None:
    async with socket_to(address, **{"kumiki-caller": "forged"}) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 4403


async def test_in_process_a_subscription_ends_when_its_reader_leaves(garden: SubgraphUnderTest) -> None:
    (row,) = await plant(garden, 10)
    answers = garden.subgraph.subscribe(GREW, {"id": str(row.id)})
    first = asyncio.ensure_future(anext(answers))
    await eventually(has_listeners(garden, 1))
    await garden.data(GROW, {"id": str(row.id), "by": 1})
    assert await first == {"data": {"plantGrew": {"height": 11}}}
    await answers.aclose()
    assert garden.messaging.live.listener_count == 0


async def test_in_process_a_reader_that_is_cancelled_while_waiting_leaves_nothing_behind(
    garden: SubgraphUnderTest,
) -> None:
    waiting = asyncio.ensure_future(anext(garden.subgraph.subscribe(GREW, {"id": "1"})))
    await eventually(has_listeners(garden, 1))
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert garden.messaging.live.listener_count == 0


async def test_in_process_a_subscription_that_is_none_answers_with_the_error(garden: SubgraphUnderTest) -> None:
    async for answer in garden.subgraph.subscribe("subscription { nothing }"):
        assert answer["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    async for answer in garden.subgraph.subscribe(GREW, {"id": "1"}, headers={"kumiki-caller": "forged"}):
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
