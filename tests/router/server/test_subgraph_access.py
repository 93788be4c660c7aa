from router.server.app import create_app
from router.settings import RouterSettings, SubgraphsSettings
from tests.router.server.example import REVIEWS, Shelf, example_supergraph
from tests.router.server.raw_http import post


async def test_a_request_asks_about_no_more_entities_than_the_settings_allow(shelf: Shelf) -> None:
    settings = RouterSettings(subgraphs=SubgraphsSettings(max_representations=1))
    app = create_app(example_supergraph(), settings, shelf.clients())
    operation = '{ one: book(id: "1") { stars } two: book(id: "2") { stars } }'
    answer = await post(app, {"query": operation})
    assert answer.json == {"data": {"one": {"stars": 5}, "two": {"stars": 5}}}
    assert [request.subgraph for request in shelf.requests].count(REVIEWS) == 2
