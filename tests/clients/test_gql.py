"""Python's gql: the same as for the clients of Node.js."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from gql import Client, gql
from gql.client import AsyncClientSession
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.async_transport import AsyncTransport
from gql.transport.exceptions import TransportError, TransportQueryError
from gql.transport.websockets import WebsocketsTransport

from tests.clients.breakable_line import breakable_line
from tests.clients.test_clients import RENAMED, Doorkeeper
from tests.router.server.conftest import StartRouter
from tests.router.server.example import Shelf

EVENT = {"renamed": {"title": "Sanshiro", "stars": 5}}

MakeTransport = Callable[[int, str | None], AsyncTransport]


def over_http(port: int, authorization: str | None) -> AsyncTransport:
    headers = {"authorization": authorization} if authorization else {}
    return AIOHTTPTransport(f"http://127.0.0.1:{port}/graphql", headers=headers)


def over_websocket(port: int, authorization: str | None) -> AsyncTransport:
    parameters = {"authorization": authorization} if authorization else {}
    return WebsocketsTransport(f"ws://127.0.0.1:{port}/graphql", init_payload=parameters)


every_transport = pytest.mark.parametrize("transport", [over_http, over_websocket])


@asynccontextmanager
async def session(
    port: int, transport: MakeTransport, authorization: str | None = None
) -> AsyncIterator[AsyncClientSession]:
    client = Client(transport=transport(port, authorization))
    connected = await client.connect_async(reconnecting=False)  # type: ignore[no-untyped-call]
    try:
        yield connected
    finally:
        await client.close_async()  # type: ignore[no-untyped-call]


@every_transport
async def test_a_query_and_a_mutation(port: int, shelf: Shelf, transport: MakeTransport) -> None:
    async with session(port, transport) as client:
        assert await client.execute(gql('{ book(id: "1") { title stars } }')) == {
            "book": {"title": "Kokoro", "stars": 5}
        }
        await client.execute(gql('mutation { rename(id: "1", title: "Sanshiro") { id } }'))
    assert shelf.titles["1"] == "Sanshiro"


@every_transport
async def test_errors(port: int, transport: MakeTransport) -> None:
    async with session(port, transport) as client:
        with pytest.raises(TransportQueryError) as partial:
            await client.execute(gql("{ breakDown __typename }"))
        assert partial.value.data == {"breakDown": None, "__typename": "Query"}
        with pytest.raises(TransportQueryError) as refused:
            await client.execute(gql("{ film }"))
        assert refused.value.errors is not None
        assert [error["extensions"]["code"] for error in refused.value.errors] == ["GRAPHQL_VALIDATION_FAILED"]


async def test_events_and_to_unsubscribe(port: int, shelf: Shelf) -> None:
    async with session(port, over_websocket) as client:
        events = client.subscribe(gql(RENAMED))
        receiving = asyncio.ensure_future(anext(events))
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
        shelf.rename("1", "Sanshiro")
        assert await receiving == EVENT
        await events.aclose()
        await asyncio.wait_for(shelf.unsubscribed.wait(), 3)
        assert await client.execute(gql("{ __typename }")) == {"__typename": "Query"}


@every_transport
async def test_to_say_who_asks(start_router: StartRouter, transport: MakeTransport) -> None:
    port = await start_router(authenticator=Doorkeeper())
    async with session(port, transport, "Bearer good") as client:
        assert await client.execute(gql("{ caller }")) == {"caller": "reader"}


@every_transport
async def test_credentials_that_do_not_hold(start_router: StartRouter, shelf: Shelf, transport: MakeTransport) -> None:
    port = await start_router(authenticator=Doorkeeper())
    with pytest.raises(TransportError):
        async with session(port, transport, "Bearer bad") as client:
            await client.execute(gql("{ caller }"))
    assert shelf.requests == []


async def test_to_come_back(port: int, shelf: Shelf) -> None:
    async with breakable_line(port) as line:
        client = Client(transport=over_websocket(line.port, None))
        connected = await client.connect_async(reconnecting=True)  # type: ignore[no-untyped-call]
        try:
            events = connected.subscribe(gql(RENAMED))
            assert await _heard(events, shelf) == EVENT
            line.break_off()
            with pytest.raises(TransportError):
                await anext(events)
            await asyncio.wait_for(shelf.unsubscribed.wait(), 3)
            shelf.subscribed.clear()
            assert await _heard(_again_and_again(connected), shelf) == EVENT
        finally:
            await client.close_async()  # type: ignore[no-untyped-call]


async def _heard(events: AsyncIterator[dict[str, Any]], shelf: Shelf) -> dict[str, Any]:
    hearing = asyncio.ensure_future(anext(events))
    await asyncio.wait_for(shelf.subscribed.wait(), 10)
    shelf.rename("1", "Sanshiro")
    return await hearing


async def _again_and_again(client: AsyncClientSession) -> AsyncIterator[dict[str, Any]]:
    """gql connects again by itself, and leaves it to us to subscribe again."""
    while True:
        try:
            async for event in client.subscribe(gql(RENAMED)):
                yield event
        except TransportError:
            await asyncio.sleep(0.02)
