"""Answers in parts: over HTTP as multipart and as server-sent events, and over WebSocket."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.types import ASGIApp, Message

from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse, SubgraphUnreachable
from router.server.app import create_app
from router.server.deferred_answer import send_in_parts
from router.server.incremental_format import IncrementalFormat, ResponsePart
from router.settings import BatchingSettings, DeferSettings, PlansSettings, RouterSettings
from tests.router.server.example import REVIEWS, Shelf, example_supergraph
from tests.router.server.http_streams import SSE, streaming
from tests.router.server.raw_http import ask, post, request_bytes
from tests.router.server.test_websocket import initialised

OLD = "multipart/mixed;deferSpec=20220824, application/json"
NEW = "multipart/mixed;incrementalSpec=v0.2, application/json"

STARS = {"query": '{ book(id: "1") { title ...@defer(label: "stars") { title stars } } }'}
WHOLE = {"data": {"book": {"title": "Kokoro", "stars": 5}}}
HANGING = {"query": '{ book(id: "1") { title } ...@defer { hang } }'}


class Parts:
    """An answer under way, read byte by byte."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self.reader = reader

    async def head(self) -> str:
        return (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()

    async def chunk(self) -> bytes:
        size = int((await self.reader.readuntil(b"\r\n")).decode(), 16)
        return (await self.reader.readexactly(size + 2))[:-2]


@asynccontextmanager
async def reading(port: int, body: Mapping[str, Any], accept: str) -> AsyncIterator[Parts]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    headers = {"content-type": "application/json", "accept": accept}
    try:
        async with asyncio.timeout(10):
            writer.write(request_bytes("POST", "/graphql", headers, json.dumps(body).encode()))
            yield Parts(reader)
    finally:
        writer.close()


def part(response: Any, end: str = "") -> bytes:
    text = json.dumps(response, separators=(",", ":"))
    return f"\r\ncontent-type: application/json; charset=utf-8\r\n\r\n{text}\r\n---{end}".encode()


def parts_of(body: bytes) -> list[Any]:
    first, *parts, last = body.split(b"\r\n---")
    assert last == b"--\r\n"
    return [json.loads(each.split(b"\r\n\r\n", 1)[1]) for each in (first.removeprefix(b"---"), *parts)]


async def test_the_bytes_of_an_answer_in_the_format_of_2022(port: int) -> None:
    async with reading(port, STARS, OLD) as parts:
        head = await parts.head()
        assert head.startswith("http/1.1 200 ok\r\n")
        assert 'content-type: multipart/mixed; boundary="-"; deferspec="20220824"\r\n' in head
        assert await parts.chunk() == b"---" + part({"data": {"book": {"title": "Kokoro"}}, "hasNext": True})
        stars = {"label": "stars", "path": ["book"], "data": {"title": "Kokoro", "stars": 5}}
        assert await parts.chunk() == part({"incremental": [stars], "hasNext": False}, "--\r\n")
        assert await parts.chunk() == b""


async def test_the_bytes_of_an_answer_in_the_format_with_ids(port: int) -> None:
    async with reading(port, STARS, NEW) as parts:
        assert 'content-type: multipart/mixed; boundary="-"; incrementalspec="v0.2"\r\n' in await parts.head()
        pending = [{"id": "0", "path": ["book"], "label": "stars"}]
        first = {"data": {"book": {"title": "Kokoro"}}, "pending": pending, "hasNext": True}
        assert await parts.chunk() == b"---" + part(first)
        last = {"incremental": [{"id": "0", "data": {"stars": 5}}], "completed": [{"id": "0"}], "hasNext": False}
        assert await parts.chunk() == part(last, "--\r\n")


async def test_the_first_part_comes_while_another_is_under_way(port: int, shelf: Shelf) -> None:
    async with reading(port, HANGING, OLD) as parts:
        await parts.head()
        assert await parts.chunk() == b"---" + part({"data": {"book": {"title": "Kokoro"}}, "hasNext": True})
        shelf.let_go.set()
        late = {"path": [], "data": {"hang": "let go"}}
        assert await parts.chunk() == part({"incremental": [late], "hasNext": False}, "--\r\n")


@pytest.mark.parametrize("accept", [OLD, NEW, SSE])
async def test_a_client_that_leaves_cancels_what_is_deferred(port: int, shelf: Shelf, accept: str) -> None:
    async with reading(port, HANGING, accept) as parts:
        await parts.head()
        await parts.chunk()
        await shelf.hanging.wait()
    await asyncio.wait_for(shelf.cancelled.wait(), 3)


async def test_a_client_that_leaves_before_the_first_part_cancels_everything(port: int, shelf: Shelf) -> None:
    query = '{ hang ...@defer { book(id: "1") { title } } }'
    async with reading(port, {"query": query}, OLD):
        await shelf.hanging.wait()
    await asyncio.wait_for(shelf.cancelled.wait(), 3)


async def test_a_mutation_runs_to_its_end_though_its_client_leaves(port: int, shelf: Shelf) -> None:
    query = 'mutation { slowRename(id: "1", title: "Sanshiro") { id ...@defer { stars } } }'
    async with reading(port, {"query": query}, OLD):
        await shelf.hanging.wait()
    # The next answer proves that the router has seen the connection close.
    await post(port, {"query": "{ __typename }"})
    shelf.let_go.set()
    await asyncio.wait_for(shelf.renamed_slowly.wait(), 5)
    assert not shelf.cancelled.is_set()


async def test_the_parts_of_a_mutation_come_after_its_effects(app: ASGIApp, shelf: Shelf) -> None:
    query = 'mutation { rename(id: "1", title: "Sanshiro") { id ...@defer { title stars } } }'
    answer = await post(app, {"query": query}, accept=OLD)
    assert parts_of(answer.body) == [
        {"data": {"rename": {"id": "1"}}, "hasNext": True},
        {"incremental": [{"path": ["rename"], "data": {"title": "Sanshiro", "stars": 5}}], "hasNext": False},
    ]
    kinds = [request.operation_kind.value for request in shelf.requests]
    assert kinds == ["mutation", "query", "query"]


@pytest.mark.parametrize(
    "accept",
    ["application/json", "*/*", "application/graphql-response+json", "multipart/mixed;deferSpec=20300101, */*"],
)
async def test_who_takes_no_parts_gets_the_whole_answer_at_once(app: ASGIApp, accept: str) -> None:
    answer = await post(app, STARS, accept=accept)
    assert answer.json == WHOLE
    assert "multipart" not in answer.headers["content-type"]


async def test_who_prefers_one_piece_gets_it(app: ASGIApp) -> None:
    answer = await post(app, STARS, accept="application/json, multipart/mixed;deferSpec=20220824;q=0.5")
    assert answer.json == WHOLE


async def test_an_operation_without_defer_is_answered_in_one_piece(app: ASGIApp) -> None:
    answer = await post(app, {"query": '{ book(id: "1") { title } }'}, accept=OLD)
    assert answer.json == {"data": {"book": {"title": "Kokoro"}}}
    assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize(
    ("setting", "parameter"), [("20220824", 'deferSpec="20220824"'), ("v0.2", 'incrementalSpec="v0.2"')]
)
async def test_the_setting_says_the_format_where_the_client_does_not(
    shelf: Shelf, setting: str, parameter: str
) -> None:
    settings = RouterSettings.model_validate({"defer": {"format": setting}})
    app = create_app(example_supergraph(), settings, shelf.clients())
    answer = await post(app, STARS, accept="multipart/mixed, application/json")
    assert parameter in answer.headers["content-type"]


async def test_a_query_by_get_comes_in_parts_too(app: ASGIApp) -> None:
    target = f"/graphql?{urlencode(STARS)}"
    answer = await ask(app, "GET", target, {"accept": OLD})
    assert len(parts_of(answer.body)) == 2


async def test_a_variable_decides_what_is_deferred(app: ASGIApp) -> None:
    query = 'query ($later: Boolean!) { book(id: "1") { title ...@defer(if: $later) { stars } } }'
    for _ in range(2):
        now = await post(app, {"query": query, "variables": {"later": False}}, accept=OLD)
        assert now.json == WHOLE
        later = await post(app, {"query": query, "variables": {"later": True}}, accept=OLD)
        assert len(parts_of(later.body)) == 2


async def test_parts_of_a_null_are_not_announced(app: ASGIApp) -> None:
    query = '{ book(id: "none") { title ...@defer { stars } } }'
    answer = await post(app, {"query": query}, accept=NEW)
    assert parts_of(answer.body) == [{"data": {"book": None}, "hasNext": False}]


async def test_what_fails_later_is_told_with_its_part(shelf: Shelf) -> None:
    app = create_app(example_supergraph(), clients={**shelf.clients(), REVIEWS: Unreachable()})
    answer = await post(app, STARS, accept=OLD)
    first, last = parts_of(answer.body)
    assert "errors" not in first
    (stars,) = last["incremental"]
    assert stars["data"] == {"title": "Kokoro", "stars": None}
    assert stars["errors"][0]["path"] == ["book", "stars"]
    assert stars["errors"][0]["extensions"]["service"] == "reviews"


async def test_a_refusal_is_one_piece_of_json(app: ASGIApp) -> None:
    answer = await post(app, {"query": "{ film ...@defer { film } }"}, accept=OLD)
    assert answer.codes == ["GRAPHQL_VALIDATION_FAILED"] * 2
    assert answer.headers["content-type"].startswith("application/json")


async def test_a_failure_of_ours_before_the_first_part_is_a_500(shelf: Shelf) -> None:
    app = create_app(example_supergraph(), clients={**shelf.clients(), "books": Broken(), "reviews": Broken()})  # type: ignore[dict-item]
    answer = await post(app, STARS, accept=OLD)
    assert answer.status == 500
    assert answer.codes == ["INTERNAL_SERVER_ERROR"]


async def test_a_failure_of_ours_in_a_later_part_ends_the_answer(shelf: Shelf) -> None:
    app = create_app(example_supergraph(), clients={**shelf.clients(), REVIEWS: Broken()})
    answer = await post(app, STARS, accept=OLD)
    first, last = parts_of(answer.body)
    assert first["hasNext"]
    assert last["hasNext"] is False
    assert last["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"


async def test_without_the_setting_the_directive_is_unknown(shelf: Shelf) -> None:
    settings = RouterSettings(defer=DeferSettings(enabled=False))
    app = create_app(example_supergraph(), settings, shelf.clients())
    answer = await post(app, STARS, accept=OLD)
    assert [error["message"] for error in answer.json["errors"]] == ["Unknown directive '@defer'."]


@pytest.mark.parametrize("enabled", [True, False])
async def test_clients_can_find_out_whether_it_is_known(shelf: Shelf, enabled: bool) -> None:
    settings = RouterSettings(defer=DeferSettings(enabled=enabled))
    app = create_app(example_supergraph(), settings, shelf.clients())
    answer = await post(app, {"query": "{ __schema { directives { name } } }"})
    names = [directive["name"] for directive in answer.json["data"]["__schema"]["directives"]]
    assert ("defer" in names) is enabled


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("query ($l: String) { ...@defer(label: $l) { hang } }", "The label of @defer must be a literal string."),
        (
            '{ ...@defer(label: "a") { hang } ...@defer(label: "a") { caller } }',
            'The label "a" is given to several @defer; each needs its own.',
        ),
        (
            'mutation { ...@defer { rename(id: 1, title: "") { id } } }',
            '@defer cannot be used on root fields of the mutation type "Mutation"; put it below them.',
        ),
        (
            "subscription { renamed { ...@defer { stars } } }",
            "@defer cannot be used in a subscription. Switch it off there by its argument: `if: false`.",
        ),
        (
            "subscription { renamed { ...F } } fragment F on Book { ...@defer { stars } }",
            "@defer cannot be used in a subscription. Switch it off there by its argument: `if: false`.",
        ),
        ("{ hang @defer }", "Directive '@defer' may not be used on field."),
    ],
)
async def test_documents_that_misuse_it_are_refused(app: ASGIApp, query: str, message: str) -> None:
    answer = await post(app, {"query": query}, accept=OLD)
    assert [error["message"] for error in answer.json["errors"]] == [message]


async def test_a_batch_is_answered_whole(shelf: Shelf) -> None:
    settings = RouterSettings(batching=BatchingSettings(enabled=True))
    app = create_app(example_supergraph(), settings, shelf.clients())
    assert (await post(app, [STARS], accept=OLD)).json == [WHOLE]


async def test_the_plan_shows_the_parts(shelf: Shelf) -> None:
    app = create_app(example_supergraph(), RouterSettings(plans=PlansSettings(exposed=True)), shelf.clients())
    shown = await post(app, STARS, accept=OLD, kumiki_plan="only")
    assert shown.json["extensions"]["kumikiPlan"]["plan"]["node"]["kind"] == "Defer"
    included = await post(app, STARS, accept=OLD, kumiki_plan="include")
    assert included.json["data"] == WHOLE["data"]


async def test_parts_as_server_sent_events(port: int) -> None:
    async with streaming(port, STARS, f"{SSE};incrementalSpec=v0.2") as stream:
        first, last = await stream.responses()
    assert first["pending"] == [{"id": "0", "path": ["book"], "label": "stars"}]
    assert last["incremental"] == [{"id": "0", "data": {"stars": 5}}]
    async with streaming(port, STARS, SSE) as stream:
        first, last = await stream.responses()
    assert last["incremental"] == [{"label": "stars", "path": ["book"], "data": {"title": "Kokoro", "stars": 5}}]


async def test_what_is_deferred_costs_as_much(shelf: Shelf) -> None:
    settings = RouterSettings.model_validate({"demand_control": {"mode": "enforce", "max_cost": 1}})
    app = create_app(example_supergraph(), settings, shelf.clients())
    query = '{ book(id: "1") { id ...@defer { sequel { title } } } }'
    answer = await post(app, {"query": query}, accept=OLD)
    assert answer.json["errors"][0]["message"].startswith("The operation would cost 2,")


SMALL = RouterSettings.model_validate({"limits": {"response_bytes": 300}})


async def test_a_first_part_that_is_too_large_is_refused(shelf: Shelf) -> None:
    shelf.titles["1"] = "Kokoro" * 60
    answer = await post(create_app(example_supergraph(), SMALL, shelf.clients()), STARS, accept=OLD)
    assert answer.codes == ["RESPONSE_TOO_LARGE"]


async def test_a_later_part_that_is_too_large_ends_the_answer(shelf: Shelf) -> None:
    shelf.titles["1"] = "Kokoro" * 60
    app = create_app(example_supergraph(), SMALL, shelf.clients())
    answer = await post(app, {"query": '{ book(id: "1") { id ...@defer { title } } }'}, accept=OLD)
    first, last = parts_of(answer.body)
    assert first["data"] == {"book": {"id": "1"}}
    assert [error["extensions"]["code"] for error in last["errors"]] == ["RESPONSE_TOO_LARGE"]
    assert last["hasNext"] is False


async def test_errors_of_parts_are_redacted_too(shelf: Shelf) -> None:
    settings = RouterSettings.model_validate({"errors": {"redact": True}})
    app = create_app(example_supergraph(), settings, shelf.clients())
    answer = await post(app, {"query": "{ __typename ...@defer { breakDown } }"}, accept=OLD)
    (part,) = parts_of(answer.body)[1]["incremental"]
    assert part["errors"][0]["message"] == 'Subgraph "reviews" could not answer this.'


async def test_parts_over_websocket(port: int) -> None:
    async with initialised(port) as client:
        await client.subscribe("q", STARS)
        first = {"data": {"book": {"title": "Kokoro"}}, "hasNext": True}
        assert await client.receive() == {"type": "next", "id": "q", "payload": first}
        stars = {"label": "stars", "path": ["book"], "data": {"title": "Kokoro", "stars": 5}}
        last = {"incremental": [stars], "hasNext": False}
        assert await client.receive() == {"type": "next", "id": "q", "payload": last}
        assert await client.receive() == {"type": "complete", "id": "q"}


async def test_a_part_under_way_is_cancelled_by_completing_its_operation(port: int, shelf: Shelf) -> None:
    async with initialised(port) as client:
        await client.subscribe("q", HANGING)
        assert (await client.receive())["payload"]["hasNext"]
        await shelf.hanging.wait()
        await client.send(type="complete", id="q")
        await asyncio.wait_for(shelf.cancelled.wait(), 3)


async def test_a_slow_reader_is_waited_for() -> None:
    """The next part is made when the one before is sent."""
    made: list[int] = []
    allowed = asyncio.Event()
    waiting = asyncio.Event()

    async def parts() -> AsyncGenerator[ResponsePart, None]:
        for number in range(100):
            made.append(number)
            yield ResponsePart({"hasNext": number < 99})

    async def send(message: Message) -> None:
        if len(made) > 1:
            waiting.set()
            await allowed.wait()

    sending = asyncio.create_task(send_in_parts(send, parts(), IncrementalFormat.DEFER_20220824, 1_000))
    await waiting.wait()
    assert made == [0, 1]
    allowed.set()
    await sending
    assert len(made) == 100


class Unreachable:
    """A subgraph that is not there."""

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        raise SubgraphUnreachable("connection refused", request.subgraph)

    async def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        raise SubgraphUnreachable("connection refused", request.subgraph)
        yield

    async def aclose(self) -> None:
        pass


class Broken(Unreachable):
    """A client with a mistake in it."""

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        raise ZeroDivisionError
