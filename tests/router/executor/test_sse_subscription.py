import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

import pytest

from router.errors import SubgraphError
from router.executor.http_subgraph_client import HttpSubgraphClient
from router.executor.http_transport import HttpClientSettings
from router.executor.subgraph_client import (
    SubgraphAnswerMalformed,
    SubgraphClientClosed,
    SubgraphRequest,
    SubgraphResponse,
    SubgraphTimedOut,
    SubgraphUnreachable,
)
from router.executor.subscription_way import SubscriptionWay
from router.language.names import SubgraphName
from router.query_plan import OperationKind
from tests.router.executor.raw_http_server import Connection, Respond, answering, hang, http_answer, raw_server

NAME = SubgraphName("a")
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\r\n"
COMPLETE = b"event: complete\ndata:\n\n"


def next_with(data: Any, **more: Any) -> bytes:
    return b"event: next\ndata: " + json.dumps({"data": data, **more}).encode() + b"\n\n"


def streaming(*pieces: bytes, then: Callable[[Connection], Awaitable[None]] | None = None) -> Respond:
    """Sends the pieces, and then closes unless something else is to happen."""

    async def respond(connection: Connection, head: bytes, body: bytes) -> None:
        await connection.send(HEAD)
        for piece in pieces:
            await connection.send(piece)
        if then is not None:
            await then(connection)
        connection.close()

    return respond


async def stay(connection: Connection) -> None:
    await connection.until_closed_by_client()
    raise ConnectionError


def request_with(timeout: float = 5.0, **more: Any) -> SubgraphRequest:
    return SubgraphRequest(NAME, "subscription{x}", OperationKind.SUBSCRIPTION, timeout=timeout, **more)


def client_of(url: str, settings: HttpClientSettings | None = None, where: str | None = None) -> HttpSubgraphClient:
    return HttpSubgraphClient(NAME, url, settings, subscription_way=SubscriptionWay("sse", where))


async def events_of(
    url: str, request: SubgraphRequest | None = None, settings: HttpClientSettings | None = None
) -> list[SubgraphResponse]:
    client = client_of(url, settings)
    try:
        return [response async for response in client.subscribe(request or request_with())]
    finally:
        await client.aclose()


async def failure_of(
    respond: Respond, settings: HttpClientSettings | None = None, request: SubgraphRequest | None = None
) -> SubgraphError:
    async with raw_server(respond) as server:
        with pytest.raises(SubgraphError) as caught:
            await events_of(server.url, request, settings)
    assert "127.0.0.1" not in caught.value.message
    return caught.value


async def test_events_come_until_the_subgraph_completes() -> None:
    pieces = (b": here\n\n", next_with({"x": 1}), next_with({"x": None}, errors=[{"message": "m"}]), COMPLETE)
    async with raw_server(streaming(*pieces, then=stay)) as server:
        events = await events_of(server.url, request_with(variables={"n": 1}, headers={"kumiki-caller": "token"}))
        await asyncio.wait_for(server.left.wait(), 5)
    assert events == [SubgraphResponse({"x": 1}), SubgraphResponse({"x": None}, ({"message": "m"},))]
    [(head, body)] = server.requests
    assert json.loads(body) == {"query": "subscription{x}", "variables": {"n": 1}}
    assert b"accept: text/event-stream\r\n" in head.lower()
    assert b"kumiki-caller: token\r\n" in head.lower()


async def test_a_path_of_its_own_is_asked() -> None:
    async with raw_server(streaming(COMPLETE)) as server:
        client = client_of(server.url, where="/stream?part=1")
        assert [event async for event in client.subscribe(request_with())] == []
        await client.aclose()
    assert server.requests[0][0].startswith(b"POST /stream?part=1 HTTP/1.1")


async def test_an_event_may_come_in_pieces() -> None:
    whole = next_with({"x": "é" * 5})
    async with raw_server(streaming(*(whole[at : at + 1] for at in range(len(whole))), COMPLETE)) as server:
        assert await events_of(server.url) == [SubgraphResponse({"x": "é" * 5})]


async def test_a_refusal_in_json_is_a_last_response() -> None:
    refusal = http_answer(b'{"errors":[{"message":"no"}]}', "400 Bad Request")
    async with raw_server(answering(refusal)) as server:
        assert await events_of(server.url) == [SubgraphResponse(None, ({"message": "no"},))]


async def test_closing_the_iterator_frees_the_subgraph() -> None:
    async with raw_server(streaming(next_with({"x": 1}), then=stay)) as server:
        client = client_of(server.url)
        async with aclosing(client.subscribe(request_with())) as events:  # type: ignore[type-var]
            await anext(events)
        await asyncio.wait_for(server.left.wait(), 3)
        await client.aclose()


@pytest.mark.parametrize("respond", [streaming(then=stay), hang], ids=["waiting for an event", "being set up"])
async def test_cancelling_who_waits_frees_the_subgraph(respond: Respond) -> None:
    async with raw_server(respond) as server:
        waiting = asyncio.create_task(events_of(server.url))
        await asyncio.wait_for(server.asked.wait(), 5)
        waiting.cancel()
        await asyncio.wait_for(server.left.wait(), 3)


async def test_closing_the_client_ends_subscriptions_under_way_and_takes_no_more() -> None:
    async with raw_server(streaming(next_with({"x": 1}), then=stay)) as server:
        client = client_of(server.url)
        events = client.subscribe(request_with())
        assert (await anext(events)).data == {"x": 1}
        await client.aclose()
        with pytest.raises(SubgraphError):
            await anext(events)
        with pytest.raises(SubgraphClientClosed):
            client.subscribe(request_with())


async def test_a_slow_event_is_no_timeout() -> None:
    async def later(connection: Connection) -> None:
        await asyncio.sleep(0.3)
        await connection.send(next_with({"x": 1}) + COMPLETE)

    async with raw_server(streaming(then=later)) as server:
        assert len(await events_of(server.url, request_with(timeout=0.2))) == 1


async def test_a_subgraph_that_does_not_answer_is_given_up() -> None:
    failure = await failure_of(hang, request=request_with(0.1))
    assert isinstance(failure, SubgraphTimedOut)
    assert failure.message == "no subscription within 0.1 s"


async def test_a_stream_that_ends_without_completing_has_broken_off() -> None:
    failure = await failure_of(streaming(next_with({"x": 1})))
    assert isinstance(failure, SubgraphUnreachable)
    assert failure.message == "it ended the subscription without completing it"


async def test_a_status_without_graphql_is_told() -> None:
    failure = await failure_of(answering(http_answer(b"busy", "503 Service Unavailable")))
    assert isinstance(failure, SubgraphUnreachable)
    assert failure.status == 503


async def test_a_redirect_is_not_followed() -> None:
    failure = await failure_of(
        answering(http_answer(b"", "307 Temporary Redirect", "location: http://127.0.0.1:1/\r\n"))
    )
    assert isinstance(failure, SubgraphUnreachable)
    assert failure.status == 307


@pytest.mark.parametrize(
    ("pieces", "message"),
    [
        ((b"event: next\ndata: <html>\n\n",), "its answer is not JSON"),
        ((b"event: next\ndata: []\n\n",), "its answer is not a GraphQL response"),
        ((next_with("x" * 2000),), "its event is too large"),
    ],
)
async def test_events_that_are_none_are_malformed(pieces: tuple[bytes, ...], message: str) -> None:
    failure = await failure_of(streaming(*pieces, then=stay), HttpClientSettings(max_response_bytes=1000))
    assert isinstance(failure, SubgraphAnswerMalformed)
    assert failure.message == message


async def test_a_compressed_stream_is_refused() -> None:
    head = HEAD.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n")
    failure = await failure_of(answering(head), HttpClientSettings(encodings=("gzip",)))
    assert isinstance(failure, SubgraphAnswerMalformed)


async def test_a_port_where_nobody_listens_is_an_http_error() -> None:
    with pytest.raises(SubgraphUnreachable, match="no connection"):
        await events_of("http://127.0.0.1:1/graphql")
