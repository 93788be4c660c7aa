"""By which id a request is found, and what the log says of it."""

import asyncio
import io
import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from router.executor.subgraph_client import SubgraphTimedOut
from router.server.app import create_app
from router.server.authentication import Caller
from router.server.logs import configure_logs
from router.settings import RequestIdSettings, RouterSettings, TelemetrySettings
from tests.router.executor.plans import fails
from tests.router.server.conftest import StartRouter
from tests.router.server.example import REVIEWS, Shelf, example_supergraph
from tests.router.server.raw_http import Answer, ask, post
from tests.router.server.test_websocket import connected

TITLE = {"query": 'query Title { book(id: "1") { title stars } }', "operationName": "Title"}


def logging(**given: Any) -> RouterSettings:
    return RouterSettings(telemetry=TelemetrySettings(access_log=True, **given))


@pytest.fixture
def lines() -> Iterator[list[Any]]:
    with capture_logs() as captured:
        yield captured


def answered(lines: list[Any]) -> list[Any]:
    return [line for line in lines if line["event"] == "request.answered"]


async def test_each_request_has_an_id_of_its_own(shelf: Shelf) -> None:
    app = create_app(example_supergraph(), clients=shelf.clients())
    ids = [(await post(app, TITLE)).headers["x-request-id"] for _ in range(2)]
    assert ids[0] != ids[1]
    assert [request.headers["x-request-id"] for request in shelf.requests] == [ids[0]] * 2 + [ids[1]] * 2
    assert shelf.requests[0].headers["x-correlation-id"] == ids[0]


async def test_ids_that_a_request_brings_go_on(shelf: Shelf) -> None:
    app = create_app(example_supergraph(), clients=shelf.clients())
    answer = await post(app, TITLE, x_request_id="req.1", x_correlation_id="order-7")
    assert answer.headers["x-request-id"] == "req.1"
    assert shelf.requests[0].headers["x-request-id"] == "req.1"
    assert shelf.requests[0].headers["x-correlation-id"] == "order-7"


@pytest.mark.parametrize("brought", ["", "x" * 129, "a b", "a\tb", "id\u00e9", '"><script>'])
async def test_ids_that_are_none_are_replaced(shelf: Shelf, brought: str) -> None:
    app = create_app(example_supergraph(), clients=shelf.clients())
    answer = await post(app, TITLE, x_request_id=brought, x_correlation_id=brought)
    assert answer.headers["x-request-id"] != brought
    assert shelf.requests[0].headers["x-correlation-id"] == answer.headers["x-request-id"]


async def test_ids_of_strangers_count_for_nothing_where_the_settings_say_so(shelf: Shelf) -> None:
    settings = RouterSettings(
        telemetry=TelemetrySettings(request_id=RequestIdSettings(header="X-Trace", trusted=False))
    )
    app = create_app(example_supergraph(), settings, shelf.clients())
    answer = await post(app, TITLE, x_trace="mine")
    assert answer.headers["x-trace"] not in ("mine", "")


async def test_a_line_says_who_asked_what_and_how_it_went(shelf: Shelf, lines: list[Any]) -> None:
    await post(create_app(example_supergraph(), logging(), shelf.clients()), {**TITLE, "variables": {"secret": "s3"}})
    (line,) = answered(lines)
    assert (line["method"], line["path"], line["status"], line["operation"]) == ("POST", "/graphql", 200, "Title")
    assert len(line["document"]) == 64
    assert line["bytes"] > 0
    assert line["ms"] > 0
    assert "s3" not in repr(lines)


async def test_a_line_has_the_codes_of_errors(shelf: Shelf, lines: list[Any]) -> None:
    failing = {**shelf.clients(), REVIEWS: fails(SubgraphTimedOut("no answer within 1 s", REVIEWS))}
    await post(create_app(example_supergraph(), logging(), failing), TITLE)
    await post(create_app(example_supergraph(), logging(), shelf.clients()), {"query": "{ nothing }"})
    assert [line["codes"] for line in answered(lines)] == [["SUBREQUEST_TIMEOUT"], ["GRAPHQL_VALIDATION_FAILED"]]


async def test_health_checks_leave_no_line(shelf: Shelf, lines: list[Any]) -> None:
    app = create_app(example_supergraph(), logging(), shelf.clients())
    await ask(app, "GET", "/health")
    await ask(app, "GET", "/nowhere")
    assert [line["path"] for line in answered(lines)] == ["/nowhere"]


async def test_a_connection_has_a_line_and_its_subscriptions_its_id(
    start_router: StartRouter, shelf: Shelf, lines: list[Any]
) -> None:
    port = await start_router(logging())
    async with connected(port, additional_headers={"x-request-id": "socket-1"}) as client:
        await client.send(type="connection_init")
        await client.receive()
        await client.subscribe("1", TITLE)
        await client.receive()
        assert client.socket.response is not None
        assert client.socket.response.headers["x-request-id"] == "socket-1"
    assert {request.headers["x-request-id"] for request in shelf.requests} == {"socket-1"}


async def errors_of(settings: RouterSettings, shelf: Shelf, query: str) -> tuple[Answer, list[Any]]:
    answer = await post(create_app(example_supergraph(), settings, shelf.clients()), {"query": query})
    return answer, answer.json["errors"]


async def test_errors_tell_the_id_in_production_only(shelf: Shelf) -> None:
    production, development = RouterSettings(mode="production"), RouterSettings()
    for query in ("{ nothing }", "{"):
        answer, errors = await errors_of(production, shelf, query)
        assert {error["extensions"]["requestId"] for error in errors} == {answer.headers["x-request-id"]}
        _, errors = await errors_of(development, shelf, query)
        assert all("requestId" not in error["extensions"] for error in errors)


def test_every_line_of_a_request_has_its_id(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, shelf: Shelf
) -> None:
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    request.addfinalizer(partial(structlog.configure, **structlog.get_config()))
    configure_logs("info")
    app = create_app(example_supergraph(), logging(), shelf.clients())
    asyncio.run(post(app, {"query": "{"}, x_request_id="req.1", x_correlation_id="order-7"))
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert {line["event"] for line in lines} == {"request.refused", "request.answered"}
    assert {(line["request_id"], line["correlation_id"]) for line in lines} == {("req.1", "order-7")}


class SomebodyInAnothersName:
    async def authenticate(self, headers: Mapping[str, str]) -> Caller | None:
        return Caller("user-1", actor="admin-1")


async def test_every_line_names_who_acts_in_somebodys_name(shelf: Shelf) -> None:
    broken = fails(RuntimeError("a bug of ours"))  # type: ignore[arg-type]
    failing = {**shelf.clients(), REVIEWS: broken}
    app = create_app(example_supergraph(), logging(), failing, authenticator=SomebodyInAnothersName())
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        await asyncio.create_task(post(app, TITLE))
    assert len(lines) > 1
    assert {line.get("actor") for line in lines} == {"admin-1"}
