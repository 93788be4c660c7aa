"""What every client does: ask, change, subscribe, fail, say who it is, come back, and leave."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from router.server.authentication import Caller, Unauthenticated
from tests.clients.breakable_line import breakable_line
from tests.clients.talk import talking
from tests.router.server.conftest import StartRouter
from tests.router.server.example import Shelf

RENAMED = "subscription { renamed { title stars } }"
EVENT = {"next": {"data": {"renamed": {"title": "Sanshiro", "stars": 5}}}}

every_client = pytest.mark.parametrize(
    "adapter", ["graphql_ws", "graphql_sse", "apollo_multipart", "apollo_ws", "urql_sse", "urql_ws", "relay"]
)


class Doorkeeper:
    """Knows one reader."""

    async def authenticate(self, headers: Mapping[str, str]) -> Caller | None:
        match headers.get("authorization"):
            case None:
                return None
            case "Bearer good":
                return Caller("reader", forward=lambda: {"kumiki-caller": "reader"})
            case _:
                raise Unauthenticated("The access token is not valid.")


def refusal_of(answer: Any) -> Any:
    """Some clients give errors as a result, others raise them."""
    if "error" in answer:
        return answer["error"]
    return {"codes": [error["extensions"]["code"] for error in answer["result"]["errors"]]}


@every_client
async def test_a_query_and_a_mutation(port: int, shelf: Shelf, adapter: str) -> None:
    async with talking(adapter, port) as client:
        query = "query ($id: ID!) { book(id: $id) { title stars } }"
        assert await client.execute(query, id="1") == {"result": {"data": {"book": {"title": "Kokoro", "stars": 5}}}}
        mutation = "mutation ($title: String!) { rename(id: 1, title: $title) { title } }"
        answer = await client.execute(mutation, title="Sanshiro")
        assert answer == {"result": {"data": {"rename": {"title": "Sanshiro"}}}}
    assert shelf.titles["1"] == "Sanshiro"


@every_client
async def test_errors(port: int, adapter: str) -> None:
    async with talking(adapter, port) as client:
        partial = await client.execute("{ breakDown __typename }")
        assert partial["result"]["data"] == {"breakDown": None, "__typename": "Query"}
        assert [error["path"] for error in partial["result"]["errors"]] == [["breakDown"]]
        refused = await client.execute("{ film }")
        assert refusal_of(refused) == {"codes": ["GRAPHQL_VALIDATION_FAILED"]}


@every_client
async def test_events_and_to_unsubscribe(port: int, shelf: Shelf, adapter: str) -> None:
    async with talking(adapter, port) as client:
        client.subscribe(RENAMED)
        await asyncio.wait_for(shelf.subscribed.wait(), 10)
        for _ in range(2):
            shelf.rename("1", "Sanshiro")
            assert await client.hear() == EVENT
        await client.unsubscribe()
        await asyncio.wait_for(shelf.unsubscribed.wait(), 3)
        assert shelf.listeners == []
        assert await client.execute("{ __typename }") == {"result": {"data": {"__typename": "Query"}}}


@every_client
async def test_the_end_of_a_subscription(port: int, shelf: Shelf, adapter: str) -> None:
    async with talking(adapter, port) as client:
        client.subscribe(RENAMED)
        await asyncio.wait_for(shelf.subscribed.wait(), 10)
        shelf.rename("1", "Sanshiro")
        assert await client.hear() == EVENT
        shelf.end_subscriptions()
        if not adapter.startswith("urql"):  # which keeps the end to itself
            assert await client.hear() == {"complete": True}
        await asyncio.wait_for(shelf.unsubscribed.wait(), 3)


@every_client
async def test_to_say_who_asks(start_router: StartRouter, shelf: Shelf, adapter: str) -> None:
    port = await start_router(authenticator=Doorkeeper())
    async with talking(adapter, port, "Bearer good") as client:
        assert await client.execute("{ caller }") == {"result": {"data": {"caller": "reader"}}}
        client.subscribe(RENAMED)
        await asyncio.wait_for(shelf.subscribed.wait(), 10)
        assert shelf.requests[-1].headers["kumiki-caller"] == "reader"


@every_client
async def test_credentials_that_do_not_hold(start_router: StartRouter, shelf: Shelf, adapter: str) -> None:
    port = await start_router(authenticator=Doorkeeper())
    async with talking(adapter, port, "Bearer bad") as client:
        refusal = refusal_of(await client.execute("{ caller }"))
    assert refusal in ({"codes": ["UNAUTHENTICATED"]}, {"status": 401}, {"close": 4403})
    assert shelf.requests == []


@every_client
async def test_to_come_back(port: int, shelf: Shelf, adapter: str) -> None:
    async with breakable_line(port) as line, talking(adapter, line.port) as client:
        client.subscribe(RENAMED)
        await asyncio.wait_for(shelf.subscribed.wait(), 10)
        shelf.rename("1", "Sanshiro")
        assert await client.hear() == EVENT
        shelf.subscribed.clear()
        line.break_off()
        await asyncio.wait_for(shelf.unsubscribed.wait(), 3)
        await asyncio.wait_for(shelf.subscribed.wait(), 10)
        shelf.rename("1", "Sanshiro")
        assert await client.hear() == EVENT
