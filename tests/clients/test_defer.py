"""What clients make of answers in parts."""

import asyncio

import pytest

from router.settings import DeferSettings, RouterSettings
from tests.clients.talk import talking
from tests.router.server.conftest import StartRouter
from tests.router.server.example import Shelf

every_client = pytest.mark.parametrize(
    "adapter",
    [
        "apollo3_defer",
        "apollo_defer_2022",
        "apollo_defer_ids",
        "apollo_defer_ws",
        "urql_defer",
        "urql_defer_ws",
    ],
)


@every_client
async def test_the_data_grows_part_by_part(port: int, shelf: Shelf, adapter: str) -> None:
    async with talking(adapter, port) as client:
        client.subscribe('{ book(id: "1") { id title ...@defer(label: "stars") { stars } } ...@defer { hang } }')
        heard = await client.hear()
        if "stars" not in heard["next"]["data"]["book"]:
            assert heard == {"next": {"data": {"book": {"id": "1", "title": "Kokoro"}}}}
            heard = await client.hear()
        assert heard == {"next": {"data": {"book": {"id": "1", "title": "Kokoro", "stars": 5}}}}
        shelf.let_go.set()
        whole = {"book": {"id": "1", "title": "Kokoro", "stars": 5}, "hang": "let go"}
        assert await client.hear() == {"next": {"data": whole}}


@every_client
async def test_parts_within_parts(port: int, adapter: str) -> None:
    query = """{
        book(id: "1") { id ...Details @defer(label: "details") }
    }
    fragment Details on Book { id title ...@defer(label: "stars") { title stars } }"""
    async with talking(adapter, port) as client:
        client.subscribe(query)
        heard = [(await client.hear())["next"]["data"]["book"]]
        while "stars" not in heard[-1]:
            heard.append((await client.hear())["next"]["data"]["book"])
        assert heard[0] == {"id": "1"}
        assert heard[-1] == {"id": "1", "title": "Kokoro", "stars": 5}


@every_client
async def test_a_part_that_fails(port: int, adapter: str) -> None:
    async with talking(adapter, port) as client:
        client.subscribe('{ book(id: "1") { id title } ...@defer(label: "broken") { breakDown } }')
        heard = [(await client.hear())["next"]]
        while "breakDown" not in heard[-1]["data"]:
            heard.append((await client.hear())["next"])
        assert heard[0] == {"data": {"book": {"id": "1", "title": "Kokoro"}}}
        assert heard[-1]["data"] == {"book": {"id": "1", "title": "Kokoro"}, "breakDown": None}
        assert heard[-1]["failed"]


@every_client
async def test_leaving_ends_the_part_under_way(port: int, shelf: Shelf, adapter: str) -> None:
    async with talking(adapter, port) as client:
        client.subscribe('{ book(id: "1") { id } ...@defer { hang } }')
        await client.hear()
        await asyncio.wait_for(shelf.hanging.wait(), 5)
        await client.unsubscribe()
        await asyncio.wait_for(shelf.cancelled.wait(), 3)


async def test_a_client_that_names_no_format_reads_the_other_one_too(start_router: StartRouter) -> None:
    port = await start_router(RouterSettings(defer=DeferSettings(format="v0.2")))
    async with talking("urql_defer", port) as client:
        client.subscribe('{ book(id: "1") { id ...@defer(label: "stars") { stars } } }')
        assert await client.hear() == {"next": {"data": {"book": {"id": "1"}}}}
        assert await client.hear() == {"next": {"data": {"book": {"id": "1", "stars": 5}}}}
