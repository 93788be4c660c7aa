from starlette.types import ASGIApp

from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse
from router.server.app import create_app
from router.settings import RetrySettings, RouterSettings, SubgraphsSettings
from tests.router.server.example import REVIEWS, ExampleClient, Shelf, example_supergraph
from tests.router.server.raw_http import post


class HangingReviews(ExampleClient):
    """Reviews that come when the shelf lets go."""

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        await self.shelf.hang()
        return await super().execute(request)


def app_with(shelf: Shelf, **settings: object) -> ASGIApp:
    clients = shelf.clients()
    reviews = clients[REVIEWS]
    assert isinstance(reviews, ExampleClient)
    clients[REVIEWS] = HangingReviews(reviews.shelf, reviews.schema, reviews.resolvers)
    given = SubgraphsSettings.model_validate({"retries": RetrySettings(enabled=False), **settings})
    return create_app(example_supergraph(), RouterSettings(subgraphs=given), clients)


async def test_what_is_late_is_null_with_an_error_and_the_rest_stays(shelf: Shelf) -> None:
    app = app_with(shelf, operation_timeout_seconds=0.2)
    answer = await post(app, {"query": '{ book(id: "1") { title stars } }'})
    assert answer.status == 200
    assert answer.json["data"] == {"book": {"title": "Kokoro", "stars": None}}
    [error] = answer.json["errors"]
    assert error["path"] == ["book", "stars"]
    assert error["extensions"]["code"] == "SUBREQUEST_TIMEOUT"
    assert error["extensions"]["service"] == "reviews"
    assert error["extensions"]["reason"] == "no answer within the operation's 0.2 s"
    assert shelf.cancelled.is_set()


async def test_a_subgraphs_own_time_is_told_where_it_is_shorter(shelf: Shelf) -> None:
    app = app_with(shelf, operation_timeout_seconds=20, timeout_seconds=0.1)
    answer = await post(app, {"query": '{ book(id: "1") { stars } }'})
    assert answer.json["errors"][0]["extensions"]["reason"] == "no answer within 0.1 s"


async def test_what_comes_after_the_deadline_is_not_asked(shelf: Shelf) -> None:
    answer = await post(app_with(shelf, operation_timeout_seconds=1e-9), {"query": '{ book(id: "1") { title } }'})
    assert answer.json["errors"][0]["extensions"]["reason"] == "not asked, because the operation's 1e-09 s are over"
    assert shelf.requests == []


async def test_subgraphs_are_told_how_long_they_have(shelf: Shelf) -> None:
    app = app_with(shelf, operation_timeout_seconds=7, deadline_header="x-deadline-ms")
    await post(app, {"query": '{ book(id: "1") { title } }'})
    assert 6000 < int(shelf.requests[0].headers["x-deadline-ms"]) <= 7000


async def test_subgraphs_are_told_nothing_unless_the_settings_say_so(shelf: Shelf) -> None:
    await post(app_with(shelf), {"query": '{ book(id: "1") { title } }'})
    assert not any("deadline" in name for name in shelf.requests[0].headers)
