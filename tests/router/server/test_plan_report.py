from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.types import ASGIApp

from router.errors import SubgraphError
from router.executor.subgraph_client import SubgraphTimedOut
from router.server.app import create_app
from router.settings import PlansSettings, RouterSettings
from tests.router.executor.plans import fails
from tests.router.executor.raw_http_server import answering, http_answer, raw_server
from tests.router.server.example import BOOKS, REVIEWS, Shelf, example_supergraph
from tests.router.server.raw_http import Answer, ask, post

EXPOSED = RouterSettings(plans=PlansSettings(exposed=True))
TWO_HOPS = {"query": '{ book(id: "1") { title stars } }'}
RENAME = {"query": 'mutation { rename(id: "1", title: "Sanshiro") { title } }'}


@pytest.fixture
def open_app(shelf: Shelf) -> ASGIApp:
    return create_app(example_supergraph(), EXPOSED, shelf.clients())


async def see(app: ASGIApp, view: str, request: Any = TWO_HOPS) -> Answer:
    return await post(app, request, kumiki_plan=view)


async def test_the_plan_alone_is_shown_and_nothing_is_asked(open_app: ASGIApp, shelf: Shelf) -> None:
    answer = await see(open_app, "only")
    assert answer.status == 200
    assert answer.json.keys() == {"data", "extensions"}
    assert answer.json["data"] is None
    shown = answer.json["extensions"]["kumikiPlan"]
    assert shown.keys() == {"text", "plan"}
    assert shown["text"].startswith('QueryPlan {\n  Sequence {\n    Fetch(service: "books") {')
    assert [node["kind"] for node in shown["plan"]["node"]["nodes"]] == ["Fetch", "Flatten"]
    assert shelf.requests == []


async def test_the_plan_of_a_mutation_is_shown_without_running_it(open_app: ASGIApp, shelf: Shelf) -> None:
    shown = (await see(open_app, "only", RENAME)).json["extensions"]["kumikiPlan"]
    assert shown["plan"]["node"]["operationKind"] == "mutation"
    assert shelf.titles["1"] == "Kokoro"


async def test_the_plan_of_a_subscription_is_shown_over_http(open_app: ASGIApp) -> None:
    shown = (await see(open_app, "only", {"query": "subscription { renamed { stars } }"})).json["extensions"]
    assert shown["kumikiPlan"]["plan"]["node"]["kind"] == "Subscription"


async def test_beside_the_answer_stands_what_each_fetch_took(open_app: ASGIApp, shelf: Shelf) -> None:
    response = (await see(open_app, "include")).json
    assert response["data"] == {"book": {"title": "Kokoro", "stars": 5}}
    shown = response["extensions"]["kumikiPlan"]
    assert shown["text"].startswith("QueryPlan {")
    first, second = shown["fetches"]
    assert first.keys() == {"fetch", "serviceName", "startMs", "durationMs"}
    assert (first["fetch"], first["serviceName"]) == (0, "books")
    assert (second["fetch"], second["serviceName"], second["representations"]) == (1, "reviews", 1)
    assert 0 <= first["startMs"] <= first["startMs"] + first["durationMs"] <= second["startMs"] + 0.002
    assert len(shelf.requests) == 2


async def test_a_fetch_without_entities_to_ask_about_is_not_among_them(open_app: ASGIApp) -> None:
    request = {"query": '{ book(id: "9") { title stars } }'}
    shown = (await see(open_app, "include", request)).json["extensions"]["kumikiPlan"]
    assert [fetch["serviceName"] for fetch in shown["fetches"]] == ["books"]


async def test_a_fetch_that_failed_tells_its_code(shelf: Shelf) -> None:
    failure: SubgraphError = SubgraphTimedOut("no answer within 1 s", REVIEWS)
    app = create_app(example_supergraph(), EXPOSED, {**shelf.clients(), REVIEWS: fails(failure)})
    response = (await see(app, "include")).json
    assert response["data"] == {"book": {"title": "Kokoro", "stars": None}}
    assert response["extensions"]["kumikiPlan"]["fetches"][1]["failure"] == "SUBREQUEST_TIMEOUT"


async def test_the_size_of_an_answer_over_http_is_told(shelf: Shelf) -> None:
    body = b'{"data":{"_entities":[{"__typename":"Book","stars":4}]}}'
    async with raw_server(answering(http_answer(body, headers="connection: close\r\n"))) as server:
        subgraphs = {"overrides": {"reviews": {"routing_url": server.url}}}
        settings = RouterSettings.model_validate({"plans": {"exposed": True}, "subgraphs": subgraphs})
        app = create_app(example_supergraph(), settings, {BOOKS: shelf.clients()[BOOKS]})
        response = (await see(app, "include")).json
    assert response["data"]["book"]["stars"] == 4
    assert response["extensions"]["kumikiPlan"]["fetches"][1]["responseBytes"] == len(body)


async def test_a_refused_request_shows_no_plan(open_app: ASGIApp) -> None:
    response = (await see(open_app, "include", {"query": "{ nothing }"})).json
    assert response.keys() == {"errors"}


async def test_a_mutation_by_get_stays_refused_where_it_would_run(open_app: ASGIApp, shelf: Shelf) -> None:
    target = f"/graphql?{urlencode(RENAME)}"
    answer = await ask(open_app, "GET", target, {"kumiki-plan": "include"})
    assert answer.status == 405
    assert shelf.titles["1"] == "Kokoro"


async def test_where_plans_are_not_exposed_asking_for_one_is_refused_and_runs_nothing(shelf: Shelf) -> None:
    settings = RouterSettings(plans=PlansSettings(exposed=False))
    app = create_app(example_supergraph(), settings, shelf.clients())
    for view in ("only", "include", "nonsense"):
        answer = await see(app, view, RENAME)
        assert (answer.status, answer.codes) == (403, ["PLANS_NOT_EXPOSED"])
    assert shelf.titles["1"] == "Kokoro"


async def test_another_value_of_the_header_is_refused(open_app: ASGIApp, shelf: Shelf) -> None:
    answer = await see(open_app, "please")
    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])
    assert shelf.requests == []


async def test_without_the_header_no_plan_is_shown(open_app: ASGIApp) -> None:
    assert "extensions" not in (await post(open_app, TWO_HOPS)).json
