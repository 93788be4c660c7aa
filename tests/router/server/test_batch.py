import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.types import ASGIApp

from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse
from router.query_plan import OperationKind
from router.server.app import create_app
from router.settings import BatchingSettings, PlansSettings, RouterSettings
from tests.router.server.conftest import StartRouter
from tests.router.server.example import BOOKS, Shelf, example_supergraph
from tests.router.server.http_streams import SSE
from tests.router.server.raw_http import post, request_bytes
from tests.router.server.test_websocket import BrokenPlanner

TITLE = {"query": '{ book(id: "1") { title } }'}
TYPENAME = {"query": "{ __typename }"}
SETTINGS = RouterSettings(batching=BatchingSettings(enabled=True, max_requests=5))


@pytest.fixture
def batching(shelf: Shelf) -> ASGIApp:
    return create_app(example_supergraph(), SETTINGS, shelf.clients())


async def test_each_operation_is_answered_at_its_place(batching: ASGIApp) -> None:
    answer = await post(batching, [TITLE, TYPENAME])
    assert (answer.status, answer.json) == (
        200,
        [{"data": {"book": {"title": "Kokoro"}}}, {"data": {"__typename": "Query"}}],
    )


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"query": "{ film }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({}, "BAD_REQUEST"),
        (None, "BAD_REQUEST"),
        ([TYPENAME], "BAD_REQUEST"),
        ({"query": "subscription { renamed { title } }"}, "BAD_REQUEST"),
    ],
)
async def test_a_refused_operation_leaves_the_others_alone(batching: ASGIApp, entry: Any, code: str) -> None:
    answer = await post(batching, [entry, TYPENAME])
    refused, answered = answer.json
    assert [error["extensions"]["code"] for error in refused["errors"]] == [code]
    assert answered == {"data": {"__typename": "Query"}}


class BooksThatMeet:
    """Answers when as many requests are there as must meet, the test included where it waits too."""

    def __init__(self, parties: int) -> None:
        self.barrier = asyncio.Barrier(parties)
        self.let_go = asyncio.Event()
        self.cancelled: list[OperationKind] = []
        self.finished = asyncio.Event()

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        try:
            await self.barrier.wait()
            await self.let_go.wait()
        except asyncio.CancelledError:
            self.cancelled.append(request.operation_kind)
            raise
        self.finished.set()
        return SubgraphResponse({"hang": "let go", "slowRename": None})

    def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        raise NotImplementedError

    async def aclose(self) -> None:
        pass


async def test_operations_run_at_the_same_time(start_router: StartRouter) -> None:
    books = BooksThatMeet(2)
    books.let_go.set()
    port = await start_router(SETTINGS, clients={BOOKS: books})
    operations = [{"query": "{ hang }"}, {"query": "{ hang echo }"}]
    answer = await asyncio.wait_for(post(port, operations), 5)
    assert answer.json == [{"data": {"hang": "let go"}}, {"data": {"hang": "let go", "echo": None}}]


async def test_a_client_that_leaves_cancels_queries_and_no_mutations(start_router: StartRouter) -> None:
    books = BooksThatMeet(3)
    port = await start_router(SETTINGS, clients={BOOKS: books})
    rename = {"query": 'mutation { slowRename(id: "1", title: "Sanshiro") { id } }'}
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps([rename, {"query": "{ hang }"}]).encode()
    writer.write(request_bytes("POST", "/graphql", {"content-type": "application/json"}, body))
    await asyncio.wait_for(books.barrier.wait(), 5)
    writer.close()
    # The next answer proves that the router has seen the connection close.
    await post(port, TYPENAME)
    books.let_go.set()
    await asyncio.wait_for(books.finished.wait(), 5)
    assert books.cancelled == [OperationKind.QUERY]


async def test_more_operations_than_allowed_are_refused_as_a_whole(batching: ASGIApp, shelf: Shelf) -> None:
    answer = await post(batching, [TITLE] * 6)
    assert (answer.status, answer.codes, shelf.requests) == (400, ["BATCH_LIMIT_EXCEEDED"], [])


async def test_an_empty_list_is_refused(batching: ASGIApp) -> None:
    answer = await post(batching, [])
    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])


async def test_lists_are_refused_unless_the_settings_take_them(app: ASGIApp) -> None:
    answer = await post(app, [TYPENAME])
    assert (answer.status, answer.codes) == (400, ["BATCHING_NOT_ENABLED"])


async def test_a_list_is_not_streamed(batching: ASGIApp) -> None:
    answer = await post(batching, [TYPENAME], accept=SSE)
    assert (answer.status, answer.codes) == (406, ["NOT_ACCEPTABLE"])


async def test_plans_of_a_list_are_not_shown_and_nothing_runs(shelf: Shelf) -> None:
    settings = SETTINGS.model_copy(update={"plans": PlansSettings(exposed=True)})
    app = create_app(example_supergraph(), settings, shelf.clients())
    answer = await post(app, [TITLE], kumiki_plan="only")
    assert (answer.status, answer.codes, shelf.requests) == (400, ["BAD_REQUEST"], [])


async def test_a_bug_in_one_operation_does_not_show_its_text(shelf: Shelf) -> None:
    app = create_app(example_supergraph(), SETTINGS, shelf.clients(), planner=BrokenPlanner())
    answer = await post(app, [TYPENAME])
    assert answer.json[0]["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert b"secret" not in answer.body
