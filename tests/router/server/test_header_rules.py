import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from router.errors import SettingsError
from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse
from router.language.names import SubgraphName
from router.server.app import create_app
from router.settings import HeaderSettings, RouterSettings
from tests.router.server.conftest import StartRouter
from tests.router.server.example import BOOKS, REVIEWS, ExampleClient, Shelf, example_supergraph
from tests.router.server.raw_http import post
from tests.router.server.test_websocket import initialised

BOTH = '{ book(id: "1") { title stars } }'
Lines = Sequence[tuple[bytes, bytes]]
Rules = list[dict[str, Any]]


class Telling(ExampleClient):
    """Answers with headers."""

    lines: Lines = ()

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        return replace(await super().execute(request), headers=TOLD[request.subgraph])


TOLD: dict[SubgraphName, Lines] = {
    BOOKS: [
        (b"set-cookie", b"a=1"),
        (b"set-cookie", b"b=2"),
        (b"cache-control", b"max-age=9"),
        (b"content-length", b"77"),
    ],
    REVIEWS: [(b"set-cookie", b"c=3"), (b"cache-control", b"max-age=5"), (b"x-shard", b"7")],
}


def app_with(shelf: Shelf, headers: Mapping[str, Any]) -> ASGIApp:
    settings = RouterSettings(headers=HeaderSettings.model_validate(headers))
    clients = {
        name: Telling(client.shelf, client.schema, client.resolvers)
        for name, client in shelf.clients().items()
        if isinstance(client, ExampleClient)
    }
    return create_app(example_supergraph(), settings, clients)


async def sent_to(shelf: Shelf, subgraph: SubgraphName, headers: Mapping[str, Any], **brought: str) -> dict[str, str]:
    """What the subgraph gets, without the ids that it always gets."""
    await post(app_with(shelf, headers), {"query": BOTH}, **brought)
    sent = next(dict(request.headers) for request in shelf.requests if request.subgraph == subgraph)
    return {name: value for name, value in sent.items() if name not in ("x-request-id", "x-correlation-id")}


async def told_by(shelf: Shelf, headers: Mapping[str, Any], query: str = BOTH) -> list[tuple[str, str]]:
    """Every line of the answer's head, sorted."""
    app = app_with(shelf, headers)
    sent: list[Message] = []

    async def spied(scope: Scope, receive: Receive, send: Send) -> None:
        async def keep(message: Message) -> None:
            sent.append(message)
            await send(message)

        await app(scope, receive, keep)

    assert "errors" not in (await post(spied, {"query": query})).json
    return sorted((name.decode(), value.decode()) for name, value in sent[0]["headers"])


def values(lines: list[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in lines if key == name]


async def test_a_named_header_is_passed_on(shelf: Shelf) -> None:
    rules = {"request": [{"propagate": {"named": "X-Tenant"}}]}
    assert await sent_to(shelf, BOOKS, rules, x_tenant="t1", x_other="no") == {"x-tenant": "t1"}


async def test_headers_are_passed_on_whose_whole_name_matches(shelf: Shelf) -> None:
    rules = {"request": [{"propagate": {"matching": "x-t.*"}}]}
    assert await sent_to(shelf, BOOKS, rules, x_tenant="t1", not_x_tenant="no") == {"x-tenant": "t1"}


async def test_a_header_is_passed_on_under_another_name(shelf: Shelf) -> None:
    rules = {"request": [{"propagate": {"named": "x-tenant", "rename": "tenant"}}]}
    assert await sent_to(shelf, BOOKS, rules, x_tenant="t1") == {"tenant": "t1"}


async def test_a_default_stands_in_for_a_header_that_is_missing(shelf: Shelf) -> None:
    rules = {"request": [{"propagate": {"named": "x-tenant", "rename": "tenant", "default": "nobody"}}]}
    assert await sent_to(shelf, BOOKS, rules) == {"tenant": "nobody"}


async def test_a_header_is_inserted_in_place_of_the_clients(shelf: Shelf) -> None:
    rules = {"propagate": ["x-edge"], "request": [{"insert": {"name": "X-Edge", "value": "e1"}}]}
    assert await sent_to(shelf, BOOKS, rules, x_edge="forged") == {"x-edge": "e1"}


async def test_a_header_is_removed_that_a_rule_before_passed_on(shelf: Shelf) -> None:
    rules = {"request": [{"propagate": {"matching": "x-.*"}}, {"remove": {"named": "x-secret"}}]}
    assert await sent_to(shelf, BOOKS, rules, x_secret="s", x_tenant="t") == {"x-tenant": "t"}


async def test_a_pattern_passes_on_nothing_that_is_the_routers_own(shelf: Shelf) -> None:
    rules = {"request": [{"propagate": {"matching": ".*"}}]}
    own = {"kumiki_caller": "forged", "te": "trailers", "sec_websocket_key": "k"}
    sent = await sent_to(shelf, BOOKS, rules, **own, x_tenant="t")
    assert sent == {"x-tenant": "t"}


async def test_a_clients_header_never_takes_the_place_of_the_routers(shelf: Shelf) -> None:
    rules = {"request": [{"propagate": {"matching": ".*"}}]}
    await post(app_with(shelf, rules), {"query": BOTH}, x_request_id="no id!")
    assert "no id!" not in {request.headers["x-request-id"] for request in shelf.requests}


def connected_from(address: str, app: ASGIApp) -> ASGIApp:
    async def connected(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "client": (address, 50_000)}, receive, send)

    return connected


CLIENT_RULE = {"request": [{"client": {"address": "x-client-address", "agent": "x-client-agent"}}]}


async def test_a_subgraph_is_told_of_the_client_and_not_what_the_client_says_of_itself(shelf: Shelf) -> None:
    app = connected_from("203.0.113.9", app_with(shelf, {"propagate": ["x-client-address"], **CLIENT_RULE}))
    forged = {"x_client_address": "10.0.0.1", "x_client_agent": "forged"}
    await post(app, {"query": BOTH}, user_agent="Reader/2", **forged)
    assert {request.headers["x-client-address"] for request in shelf.requests} == {"203.0.113.9"}
    assert {request.headers["x-client-agent"] for request in shelf.requests} == {"Reader/2"}


async def test_a_client_without_address_and_agent_is_told_of_as_unknown(shelf: Shelf) -> None:
    sent = await sent_to(shelf, BOOKS, CLIENT_RULE, x_client_address="10.0.0.1")
    assert sent == {"x-client-address": "unknown", "x-client-agent": ""}


async def test_the_word_of_a_trusted_proxy_tells_the_clients_address(shelf: Shelf) -> None:
    settings = RouterSettings.model_validate(
        {"headers": CLIENT_RULE, "rate_limits": {"trusted_proxies": ["203.0.113.0/24"]}}
    )
    app = connected_from("203.0.113.9", create_app(example_supergraph(), settings, shelf.clients()))
    await post(app, {"query": BOTH}, x_forwarded_for="198.51.100.7")
    assert {request.headers["x-client-address"] for request in shelf.requests} == {"198.51.100.7"}


async def test_rules_of_one_subgraph_are_for_it_alone(shelf: Shelf) -> None:
    rules = {"subgraphs": {"reviews": {"request": [{"propagate": {"named": "x-tenant"}}]}}}
    assert await sent_to(shelf, BOOKS, rules, x_tenant="t1") == {}
    assert await sent_to(shelf, REVIEWS, rules, x_tenant="t1") == {"x-tenant": "t1"}


async def test_rules_of_one_subgraph_follow_those_for_all(shelf: Shelf) -> None:
    all_of_it, not_here = {"propagate": {"named": "x-tenant"}}, {"remove": {"named": "x-tenant"}}
    rules = {"request": [all_of_it], "subgraphs": {"books": {"request": [not_here]}}}
    assert await sent_to(shelf, BOOKS, rules, x_tenant="t1") == {}
    assert await sent_to(shelf, REVIEWS, rules, x_tenant="t1") == {"x-tenant": "t1"}


async def test_equal_queries_are_sent_apart_where_what_is_passed_on_differs(shelf: Shelf) -> None:
    app = app_with(shelf, {"request": [{"propagate": {"named": "x-tenant"}}]})
    asking = [asyncio.create_task(post(app, {"query": "{ hang }"}, x_tenant=tenant)) for tenant in ("t1", "t2")]
    async with asyncio.timeout(5):
        while len(shelf.requests) < 2:  # noqa: ASYNC110 - what is waited for happens in code under test
            await asyncio.sleep(0.01)
    shelf.let_go.set()
    assert [(await each).json for each in asking] == [{"data": {"hang": "let go"}}] * 2
    assert sorted(request.headers["x-tenant"] for request in shelf.requests) == ["t1", "t2"]


async def test_all_who_share_an_answer_get_its_headers(shelf: Shelf) -> None:
    app = app_with(shelf, {"response": [{"propagate": {"named": "x-shard"}}]})
    answers = await asyncio.gather(*(post(app, {"query": BOTH}) for _ in range(3)))
    assert [answer.headers["x-shard"] for answer in answers] == ["7", "7", "7"]


async def test_every_line_of_a_cookie_reaches_the_client(shelf: Shelf) -> None:
    rules = {"response": [{"propagate": {"named": "set-cookie", "algorithm": "append"}}]}
    assert values(await told_by(shelf, rules), "set-cookie") == ["a=1", "b=2", "c=3"]


@pytest.mark.parametrize(("algorithm", "kept"), [("first", ["a=1", "b=2"]), ("last", ["c=3"])])
async def test_of_several_answers_the_chosen_one_counts(shelf: Shelf, algorithm: str, kept: list[str]) -> None:
    rules = {"response": [{"propagate": {"named": "set-cookie", "algorithm": algorithm}}]}
    assert values(await told_by(shelf, rules), "set-cookie") == kept


async def test_a_subgraphs_header_takes_the_place_of_the_routers(shelf: Shelf) -> None:
    rules = {"response": [{"propagate": {"named": "cache-control", "algorithm": "first"}}]}
    assert values(await told_by(shelf, rules), "cache-control") == ["max-age=9"]


async def test_an_answer_keeps_its_own_length_and_type(shelf: Shelf) -> None:
    lines = await told_by(shelf, {"response": [{"propagate": {"matching": ".*"}}]})
    assert values(lines, "content-length") == [str(len('{"data":{"book":{"title":"Kokoro","stars":5}}}'))]
    assert values(lines, "x-shard") == ["7"]


async def test_answers_get_what_is_inserted_renamed_and_not_what_is_removed(shelf: Shelf) -> None:
    rules: Rules = [
        {"propagate": {"matching": ".*"}},
        {"propagate": {"named": "x-shard", "rename": "shard"}},
        {"remove": {"matching": "x-s.*"}},
        {"insert": {"name": "x-served-by", "value": "reviews"}},
    ]
    lines = await told_by(shelf, {"subgraphs": {"reviews": {"response": rules}}})
    assert values(lines, "shard") == ["7"]
    assert values(lines, "x-shard") == []
    assert values(lines, "x-served-by") == ["reviews"]


async def test_a_default_stands_in_for_a_header_that_no_answer_has(shelf: Shelf) -> None:
    rules = {"response": [{"propagate": {"named": "x-shard", "default": "0", "algorithm": "append"}}]}
    assert values(await told_by(shelf, rules), "x-shard") == ["0", "7"]


async def test_what_subgraphs_vary_by_is_added_to_what_the_router_does(shelf: Shelf) -> None:
    rules = {"response": [{"insert": {"name": "vary", "value": "x-tenant"}}]}
    assert values(await told_by(shelf, rules), "vary") == ["accept, accept-encoding", "x-tenant"]


async def test_a_websockets_headers_are_passed_on_and_answers_of_subgraphs_are_not_kept(
    start_router: StartRouter, shelf: Shelf
) -> None:
    rules = {"request": [{"propagate": {"named": "x-tenant"}}], "response": [{"propagate": {"matching": ".*"}}]}
    settings = RouterSettings(headers=HeaderSettings.model_validate(rules))
    port = await start_router(settings)
    async with initialised(port, additional_headers={"x-tenant": "t1"}) as client:
        await client.subscribe("q", {"query": '{ book(id: "1") { title } }'})
        assert (await client.receive())["payload"] == {"data": {"book": {"title": "Kokoro"}}}
    assert shelf.requests[0].headers["x-tenant"] == "t1"


@pytest.mark.parametrize(
    "rules",
    [
        {"request": [{"insert": {"name": "Kumiki-Caller", "value": "x"}}]},
        {"request": [{"propagate": {"named": "x", "rename": "content-length"}}]},
        {"request": [{"remove": {"named": "host"}}]},
        {"request": [{"propagate": {"named": "x"}, "remove": {"named": "x"}}]},
        {"request": [{}]},
        {"request": [{"propagate": {"named": "x", "matching": "x"}}]},
        {"request": [{"propagate": {"matching": "("}}]},
        {"request": [{"propagate": {"matching": "x", "rename": "y"}}]},
        {"request": [{"insert": {"name": "x", "value": "1\r\ny: 2"}}]},
        {"request": [{"insert": {"name": "x y", "value": "1"}}]},
        {"response": [{"propagate": {"named": "access-control-allow-origin"}}]},
        {"response": [{"insert": {"name": "transfer-encoding", "value": "chunked"}}]},
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(rules: Mapping[str, Any]) -> None:
    with pytest.raises(ValidationError):
        HeaderSettings.model_validate(rules)


def test_rules_for_a_subgraph_that_does_not_exist_are_refused() -> None:
    settings = RouterSettings(headers=HeaderSettings.model_validate({"subgraphs": {"bokos": {}}}))
    with pytest.raises(SettingsError, match='no subgraph "bokos"'):
        create_app(example_supergraph(), settings)
