import pytest

from router.server.app import create_app
from router.server.subgraph_access import SubgraphClients
from router.settings import RouterSettings, SubgraphsSettings
from tests.router.executor.raw_http_server import RawServer, answering, http_answer, raw_server
from tests.router.server.example import BOOKS, REVIEWS, Shelf, example_supergraph
from tests.router.server.raw_http import post


async def test_a_request_asks_about_no_more_entities_than_the_settings_allow(shelf: Shelf) -> None:
    settings = RouterSettings(subgraphs=SubgraphsSettings(max_representations=1))
    app = create_app(example_supergraph(), settings, shelf.clients())
    operation = '{ one: book(id: "1") { stars } two: book(id: "2") { stars } }'
    answer = await post(app, {"query": operation})
    assert answer.json == {"data": {"one": {"stars": 5}, "two": {"stars": 5}}}
    assert [request.subgraph for request in shelf.requests].count(REVIEWS) == 2


BOOK = http_answer(b'{"data":{"book":{"title":"Kokoro"}}}')


async def asked_twice(server: RawServer, **settings: object) -> None:
    override = {BOOKS: {"routing_url": server.url}}
    given = SubgraphsSettings.model_validate({"overrides": override, "single_flight": False, **settings})
    app = create_app(example_supergraph(), RouterSettings(subgraphs=given))
    for _ in range(2):
        answer = await post(app, {"query": '{ book(id: "1") { title } }'})
        assert answer.json == {"data": {"book": {"title": "Kokoro"}}}
    await app.aclose()


async def test_a_connection_is_kept_as_long_as_the_settings_say() -> None:
    async with raw_server(answering(BOOK)) as server:
        await asked_twice(server)
        assert server.connections == 1
        await asked_twice(server, keep_alive_seconds=1e-9)
        assert server.connections == 3


async def test_compressed_answers_are_asked_for_where_the_settings_say_so() -> None:
    async with raw_server(answering(BOOK)) as server:
        await asked_twice(server, encodings=("br", "gzip"))
    assert b"accept-encoding: br, gzip\r\n" in server.requests[0][0]


@pytest.mark.parametrize(
    "change",
    [
        {"routing_url": "http://127.0.0.1:2/graphql"},
        {"subscriptions": {"protocol": "sse"}},
        {"subscriptions": {"url": "/stream"}},
        {"tls": {"server_name": "books.internal"}},
    ],
)
def test_a_subgraph_that_is_reached_otherwise_is_reached_in_another_way(change: dict[str, object]) -> None:
    def way_with(override: dict[str, object]) -> object:
        settings = SubgraphsSettings.model_validate({"overrides": {BOOKS: override}})
        return SubgraphClients(example_supergraph(), settings, {}).way_to(BOOKS)

    assert way_with(change) != way_with({"timeout_seconds": 5}) == way_with({})
