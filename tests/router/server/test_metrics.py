"""What is counted, and where it is shown."""

import asyncio
import re
import socket
import urllib.request

import pytest
from starlette.types import ASGIApp

from router.errors import SettingsError
from router.executor.subgraph_client import SubgraphTimedOut
from router.server.app import RouterApp, create_app
from router.server.metrics import MOST_CODES, Metrics, serve_metrics
from router.settings import MetricsSettings, RouterSettings, TelemetrySettings
from tests.router.executor.plans import fails
from tests.router.server.conftest import StartRouter
from tests.router.server.example import REVIEWS, Shelf, example_supergraph
from tests.router.server.raw_http import ask, post
from tests.router.server.test_websocket import connected

COUNTING = RouterSettings(telemetry=TelemetrySettings(metrics=MetricsSettings(enabled=True)))
TITLE = {"query": '{ book(id: "1") { title stars } }'}


@pytest.fixture
def app(shelf: Shelf) -> RouterApp:
    return create_app(example_supergraph(), COUNTING, shelf.clients())


async def shown(router: ASGIApp | int) -> str:
    answer = await ask(router, "GET", "/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return answer.body.decode()


def value(text: str, name: str, **labels: str) -> float:
    """Of one sample; 0 where it is not there."""
    listed = ",".join(f'{label}="{labelled}"' for label, labelled in sorted(labels.items()))
    found = re.search(rf"^{name}{re.escape('{' + listed + '}') if listed else ''} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_nothing_is_shown_where_it_is_not_asked_for(shelf: Shelf) -> None:
    app = create_app(example_supergraph(), clients=shelf.clients())
    assert (await ask(app, "GET", "/metrics")).status == 404


async def test_requests_plans_and_fetches_are_counted(app: RouterApp) -> None:
    for _ in range(3):
        await post(app, TITLE)
    text = await shown(app)
    assert value(text, "kumiki_router_request_duration_seconds_count", status="200") == 3
    assert value(text, "kumiki_router_operations_total", plan="made") == 1
    assert value(text, "kumiki_router_operations_total", plan="known") == 2
    assert value(text, "kumiki_router_planning_duration_seconds_count") == 1
    for subgraph in ("books", "reviews"):
        fetches = value(text, "kumiki_router_subgraph_request_duration_seconds_count", outcome="ok", subgraph=subgraph)
        assert fetches == 3


async def test_errors_are_counted_by_their_codes(shelf: Shelf) -> None:
    failing = {**shelf.clients(), REVIEWS: fails(SubgraphTimedOut("no answer within 1 s", REVIEWS))}
    app = create_app(example_supergraph(), COUNTING, failing)
    await post(app, TITLE)
    await post(app, {"query": "{ nothing }"}, accept="application/graphql-response+json")
    text = await shown(app)
    assert value(text, "kumiki_router_errors_total", code="SUBREQUEST_TIMEOUT") == 1
    assert value(text, "kumiki_router_errors_total", code="GRAPHQL_VALIDATION_FAILED") == 1
    assert value(text, "kumiki_router_request_duration_seconds_count", status="400") == 1
    name = "kumiki_router_subgraph_request_duration_seconds_count"
    assert value(text, name, outcome="SUBREQUEST_TIMEOUT", subgraph="reviews") == 1


def test_codes_that_subgraphs_make_up_do_not_grow_without_end() -> None:
    metrics = Metrics()
    metrics.request_ended(200, 0.1, (f"CODE_{number}" for number in range(MOST_CODES + 5)))
    text = metrics.show()[0].decode()
    assert value(text, "kumiki_router_errors_total", code="OTHER") == 5


async def test_what_is_open_is_counted_while_it_is(start_router: StartRouter, shelf: Shelf) -> None:
    port = await start_router(COUNTING)
    async with connected(port) as client:
        await client.send(type="connection_init")
        await client.receive()
        await client.subscribe("1", {"query": "subscription { renamed { title } }"})
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
        text = await shown(port)
        assert value(text, "kumiki_router_open_subscriptions") == 1
        assert value(text, "kumiki_router_open_websockets") == 1
    await asyncio.wait_for(shelf.unsubscribed.wait(), 5)
    async with asyncio.timeout(5):
        while value(await shown(port), "kumiki_router_open_websockets"):  # noqa: ASYNC110 - there is no event to await
            await asyncio.sleep(0.01)
    assert value(await shown(port), "kumiki_router_open_subscriptions") == 0


async def test_what_was_counted_stays_counted_over_a_reload(app: RouterApp) -> None:
    await post(app, TITLE)
    await app.go_over(example_supergraph(), COUNTING)
    await post(app, TITLE)
    text = await shown(app)
    assert value(text, "kumiki_router_request_duration_seconds_count", status="200") == 2
    assert value(text, "kumiki_router_operations_total", plan="known") == 1


def test_figures_may_have_a_port_of_their_own() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    metrics = Metrics()
    metrics.plan_was_known()
    first, second = (serve_metrics(metrics, "127.0.0.1", port) for _ in range(2))
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            assert value(answer.read().decode(), "kumiki_router_operations_total", plan="known") == 1
    finally:
        for server in (first, second):
            server.shutdown()
            server.server_close()


def test_a_port_that_cannot_be_had_is_one_sentence() -> None:
    with pytest.raises(SettingsError, match=r"Cannot show metrics on 192\.0\.2\.1:9"):
        serve_metrics(Metrics(), "192.0.2.1", 9)


@pytest.mark.parametrize("path", ["/health", "/ready"])
async def test_a_router_that_serves_says_so(app: RouterApp, path: str) -> None:
    assert (await ask(app, "GET", path)).status == 200


async def test_a_router_that_ends_is_not_ready_but_healthy(app: RouterApp) -> None:
    await app.aclose()
    assert (await ask(app, "GET", "/ready")).status == 503
    assert (await ask(app, "GET", "/health")).status == 200
