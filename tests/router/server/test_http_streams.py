"""Subscriptions over HTTP, in both forms."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession

from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse
from router.server.authentication import Caller, Unauthenticated
from router.settings import RouterSettings, SubscriptionsSettings
from tests.router.server.conftest import StartRouter
from tests.router.server.example import BOOKS, Shelf
from tests.router.server.failing_books import BooksThatBreakOff, BooksThatKeepUsWaiting
from tests.router.server.http_streams import HEARTBEAT, MULTIPART, SSE, Stream, streaming
from tests.router.server.raw_http import post

RENAMED = {"query": "subscription { renamed { title stars } }"}
RENAME = {"query": 'mutation { rename(id: "1", title: "Sanshiro") { title } }'}
EVENT = {"data": {"renamed": {"title": "Sanshiro", "stars": 5}}}

forms = pytest.mark.parametrize("accept", [SSE, MULTIPART])


async def next_response(stream: Stream) -> Any:
    while (item := await stream.receive()) == HEARTBEAT:
        pass
    return item


@forms
async def test_an_event_arrives_completed_from_the_other_subgraph(port: int, shelf: Shelf, accept: str) -> None:
    async with streaming(port, RENAMED, accept) as stream:
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
        await post(port, RENAME)
        assert await next_response(stream) == EVENT


@forms
async def test_a_subscription_that_its_subgraph_ends_is_ended(port: int, shelf: Shelf, accept: str) -> None:
    async with streaming(port, RENAMED, accept) as stream:
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
        shelf.end_subscriptions()
        assert await stream.responses() == []


@forms
async def test_a_client_that_leaves_frees_the_subgraph(port: int, shelf: Shelf, accept: str) -> None:
    async with streaming(port, RENAMED, accept):
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
    await asyncio.wait_for(shelf.unsubscribed.wait(), 3)
    assert shelf.listeners == []


@forms
async def test_a_client_that_leaves_cancels_a_query_under_way(port: int, shelf: Shelf, accept: str) -> None:
    async with streaming(port, {"query": "{ hang }"}, accept):
        await asyncio.wait_for(shelf.hanging.wait(), 5)
    await asyncio.wait_for(shelf.cancelled.wait(), 3)


@forms
async def test_a_mutation_runs_to_its_end_though_its_client_leaves(port: int, shelf: Shelf, accept: str) -> None:
    query = 'mutation { slowRename(id: "1", title: "Sanshiro") { id } }'
    async with streaming(port, {"query": query}, accept):
        await asyncio.wait_for(shelf.hanging.wait(), 5)
    # The next answer proves that the router has seen the connection close.
    await post(port, RENAME)
    shelf.let_go.set()
    await asyncio.wait_for(shelf.renamed_slowly.wait(), 5)
    assert not shelf.cancelled.is_set()


@forms
async def test_a_query_is_streamed_to_who_accepts_nothing_else(port: int, accept: str) -> None:
    async with streaming(port, {"query": '{ book(id: "1") { title } }'}, accept) as stream:
        assert await stream.responses() == [{"data": {"book": {"title": "Kokoro"}}}]


@forms
async def test_a_query_is_answered_in_one_piece_to_who_accepts_both(port: int, accept: str) -> None:
    answer = await post(port, {"query": "{ __typename }"}, accept=f"{accept}, application/json")
    assert answer.json == {"data": {"__typename": "Query"}}


async def test_a_query_is_streamed_to_who_prefers_it(port: int) -> None:
    async with streaming(port, {"query": "{ __typename }"}, f"application/json;q=0.5, {SSE}") as stream:
        assert await stream.responses() == [{"data": {"__typename": "Query"}}]


async def test_events_are_sent_in_the_form_of_higher_quality(port: int, shelf: Shelf) -> None:
    async with streaming(port, RENAMED, f"{SSE};q=0.1, {MULTIPART};q=0.2, application/json") as stream:
        assert stream.response.content_type == "multipart/mixed"


@pytest.mark.parametrize("accept", ["application/json", "*/*", "multipart/mixed, */*", "text/event-stream;q=0, */*"])
async def test_a_subscription_is_refused_to_who_takes_no_stream(port: int, shelf: Shelf, accept: str) -> None:
    answer = await post(port, RENAMED, accept=accept)
    assert (answer.status, answer.codes) == (406, ["NOT_ACCEPTABLE"])
    assert shelf.listeners == []


@forms
async def test_a_refused_operation_is_told_in_the_stream(port: int, accept: str) -> None:
    async with streaming(port, {"query": "subscription { film }"}, accept) as stream:
        assert stream.response.status == 200
        [refusal] = await stream.responses()
    assert [error["extensions"]["code"] for error in refusal["errors"]] == ["GRAPHQL_VALIDATION_FAILED"]


class NobodyMayCome:
    async def authenticate(self, headers: Mapping[str, str]) -> Caller | None:
        raise Unauthenticated("No.")


@forms
async def test_what_is_wrong_with_the_request_itself_is_told_by_the_status(
    start_router: StartRouter, accept: str
) -> None:
    assert (await post(await start_router(), b"{", accept=accept)).status == 400
    answer = await post(await start_router(authenticator=NobodyMayCome()), RENAMED, accept=accept)
    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


@forms
async def test_signs_of_life_fill_the_pauses(start_router: StartRouter, shelf: Shelf, accept: str) -> None:
    settings = RouterSettings(subscriptions=SubscriptionsSettings(heartbeat_seconds=0.01))
    async with streaming(await start_router(settings), RENAMED, accept) as stream:
        assert [await stream.receive() for _ in range(3)] == [HEARTBEAT] * 3
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
        shelf.rename("1", "Sanshiro")
        assert await next_response(stream) == EVENT


async def test_the_head_comes_before_the_first_event(port: int) -> None:
    async with streaming(port, RENAMED, SSE) as stream:
        headers = stream.response.headers
        assert headers["content-type"] == "text/event-stream; charset=utf-8"
        assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")


async def test_an_event_source_subscribes_by_get(port: int, shelf: Shelf) -> None:
    url = f"http://127.0.0.1:{port}/graphql?{urlencode(RENAMED)}"
    async with ClientSession() as session, session.get(url, headers={"accept": SSE}) as response:
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
        shelf.rename("1", "Sanshiro")
        assert await next_response(Stream(response)) == EVENT


async def test_a_mutation_by_get_is_refused_and_not_run(port: int, shelf: Shelf) -> None:
    url = f"http://127.0.0.1:{port}/graphql?{urlencode(RENAME)}"
    async with ClientSession() as session, session.get(url, headers={"accept": SSE}) as response:
        assert response.status == 405
    assert shelf.titles["1"] == "Kokoro"


async def test_multipart_tells_a_broken_subscription_from_an_event_with_errors(start_router: StartRouter) -> None:
    port = await start_router(clients={BOOKS: BooksThatBreakOff()})
    async with streaming(port, RENAMED, MULTIPART) as stream:
        event, end = await stream.responses()
    assert event == {"data": {"renamed": None}}
    assert end["payload"] is None
    assert [error["extensions"]["code"] for error in end["errors"]] == ["SUBREQUEST_HTTP_ERROR"]


async def test_an_event_stream_ends_with_the_reason(start_router: StartRouter) -> None:
    port = await start_router(clients={BOOKS: BooksThatBreakOff()})
    async with streaming(port, RENAMED, SSE) as stream:
        _, end = await stream.responses()
    assert end["data"] is None
    assert [error["extensions"]["code"] for error in end["errors"]] == ["SUBREQUEST_HTTP_ERROR"]


@forms
async def test_a_subscription_that_is_being_set_up_is_freed_too(start_router: StartRouter, accept: str) -> None:
    books = BooksThatKeepUsWaiting()
    async with streaming(await start_router(clients={BOOKS: books}), RENAMED, accept):
        await asyncio.wait_for(books.asked.wait(), 5)
    await asyncio.wait_for(books.left.wait(), 3)


class BooksWithABug(BooksThatBreakOff):
    async def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        raise ZeroDivisionError("secret")
        yield SubgraphResponse(None)


@forms
async def test_a_bug_ends_the_stream_without_its_text(start_router: StartRouter, accept: str) -> None:
    async with streaming(await start_router(clients={BOOKS: BooksWithABug()}), RENAMED, accept) as stream:
        [end] = await stream.responses()
    assert [error["extensions"]["code"] for error in end["errors"]] == ["INTERNAL_SERVER_ERROR"]
    assert "secret" not in json.dumps(end)
