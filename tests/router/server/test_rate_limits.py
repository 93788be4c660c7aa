from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from router.server.app import create_app
from router.server.authentication import Caller
from router.server.rate_stores import MemoryStore
from router.settings import RateLimitSettings, RouterSettings
from tests.router.server.conftest import StartRouter
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import Answer, Target, post
from tests.router.server.test_websocket import initialised
from tests.support.redis_server import redis_server

QUERY = {"query": "query Read { __typename }"}
MUTATION = {"query": 'mutation Write { rename(id: "1", title: "x") { id } }'}


class ByHeader:
    """Believes whoever says a name."""

    async def authenticate(self, headers: Any) -> Caller | None:
        return Caller(headers["x-user"]) if "x-user" in headers else None


def settings(*limits: dict[str, Any], **rest: Any) -> RouterSettings:
    named = [{"name": f"limit-{number}", **limit} for number, limit in enumerate(limits)]
    return RouterSettings.model_validate({"rate_limits": {"limits": named, **rest}, "batching": {"enabled": True}})


def app_with(*limits: dict[str, Any], **rest: Any) -> Target:
    return create_app(example_supergraph(), settings(*limits, **rest), Shelf().clients(), authenticator=ByHeader())


async def statuses(app: Target, *requests: tuple[Any, dict[str, str]]) -> list[int]:
    return [(await post(app, body, **headers)).status for body, headers in requests]


async def test_who_asks_too_often_is_refused_and_told_when_to_come_again() -> None:
    app = app_with({"requests": 2, "seconds": 3600})
    answers: list[Answer] = [await post(app, QUERY) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    refused = answers[2]
    assert refused.codes == ["RATE_LIMITED"]
    assert "data" not in refused.json
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert refused.headers["ratelimit-policy"] == '"limit-0";q=2;w=3600'
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == ["r=1", "r=0", "r=0"]
    assert "retry-after" not in answers[1].headers


async def test_without_limits_nothing_is_said_of_them() -> None:
    answer = await post(app_with(), QUERY)
    assert not [name for name in answer.headers if "ratelimit" in name]


async def test_callers_are_counted_apart_and_anonymous_ones_by_address() -> None:
    app = app_with({"requests": 1, "by": "caller"})
    ann, bob = (QUERY, {"x_user": "ann"}), (QUERY, {"x_user": "bob"})
    assert await statuses(app, ann, bob, (QUERY, {}), ann, bob, (QUERY, {})) == [200, 200, 200, 429, 429, 429]


async def test_clients_can_be_told_apart_by_a_header() -> None:
    app = app_with({"requests": 1, "by": "header", "header": "X-Key"})
    one, two = (QUERY, {"x_key": "1"}), (QUERY, {"x_key": "2"})
    assert await statuses(app, one, two, (QUERY, {}), one, two, (QUERY, {})) == [200, 200, 200, 429, 429, 429]


async def test_addresses_are_those_that_trusted_proxies_tell(start_router: StartRouter) -> None:
    port = await start_router(settings({"requests": 1}, trusted_proxies=["127.0.0.1"]))
    one, two = (QUERY, {"x_forwarded_for": "192.0.2.1"}), (QUERY, {"x_forwarded_for": "192.0.2.2"})
    assert await statuses(port, one, two, one) == [200, 200, 429]


async def test_without_trusted_proxies_nobody_chooses_an_address(start_router: StartRouter) -> None:
    port = await start_router(settings({"requests": 1}))
    one, two = (QUERY, {"x_forwarded_for": "192.0.2.1"}), (QUERY, {"x_forwarded_for": "192.0.2.2"})
    assert await statuses(port, one, two) == [200, 429]


async def test_mutations_can_have_a_limit_of_their_own() -> None:
    app = app_with({"requests": 1, "operations": "mutation"})
    assert await statuses(app, (QUERY, {}), (MUTATION, {}), (QUERY, {}), (MUTATION, {})) == [200, 200, 200, 429]


async def test_named_operations_can_have_a_limit_of_their_own() -> None:
    app = app_with({"requests": 1, "operation_names": ["Read"]})
    other = {"query": "query Other { __typename }"}
    assert await statuses(app, (QUERY, {}), (other, {}), (other, {}), (QUERY, {})) == [200, 200, 200, 429]


async def test_every_operation_of_a_batch_counts() -> None:
    answer = await post(app_with({"requests": 2}), [QUERY, QUERY, QUERY])
    codes = [entry.get("errors", [{"extensions": {"code": None}}])[0]["extensions"]["code"] for entry in answer.json]
    assert sorted(codes, key=str) == [None, None, "RATE_LIMITED"]


async def test_every_operation_over_a_websocket_counts(start_router: StartRouter) -> None:
    port = await start_router(settings({"requests": 1}))
    async with initialised(port) as client:
        await client.send(type="subscribe", id="1", payload=QUERY)
        assert [(await client.receive())["type"] for _ in range(2)] == ["next", "complete"]
        await client.send(type="subscribe", id="2", payload=QUERY)
        refused = await client.receive()
    assert (refused["type"], refused["payload"][0]["extensions"]["code"]) == ("error", "RATE_LIMITED")


async def test_what_is_refused_before_it_is_planned_is_counted_too() -> None:
    app = app_with({"requests": 1})
    assert await statuses(app, ({"query": "{"}, {}), ({"query": "{"}, {})) == [200, 429]


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def test_a_window_slides() -> None:
    clock, limit = Clock(), RateLimitSettings(name="a", requests=10, seconds=10)
    store = MemoryStore(100, clock)
    first = [await store.count(limit, "x") for _ in range(11)]
    assert [rate.is_allowed for rate in first] == [True] * 10 + [False]
    assert (first[0].remaining, first[0].reset_seconds) == (9, 10)
    clock.now += 10
    assert not (await store.count(limit, "x")).is_allowed
    clock.now += 5
    assert [(await store.count(limit, "x")).is_allowed for _ in range(6)] == [True] * 5 + [False]
    clock.now += 20
    assert (await store.count(limit, "x")).remaining == 9


async def test_clients_beyond_what_memory_is_for_are_forgotten() -> None:
    limit = RateLimitSettings(name="a", requests=1)
    store = MemoryStore(2, Clock())
    for client in ("x", "y", "z"):
        assert (await store.count(limit, client)).is_allowed
    assert (await store.count(limit, "x")).is_allowed
    assert not (await store.count(limit, "z")).is_allowed


@pytest.fixture
async def redis_url(tmp_path: Path) -> AsyncIterator[str]:
    async with redis_server(tmp_path) as (url, _):
        yield url


async def test_routers_count_together_in_redis(redis_url: str) -> None:
    one, other = (
        create_app(
            example_supergraph(),
            settings({"requests": 2}, redis_url=redis_url, redis_timeout_seconds=5, when_redis_fails="refuse"),
            Shelf().clients(),
        )
        for _ in range(2)
    )
    answers = [await post(app, QUERY) for app in (one, other, one)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == ["r=1", "r=0", "r=0"]
    for app in (one, other):
        await app.aclose()


@pytest.mark.parametrize(("choice", "expected"), [("allow", [200, 429]), ("refuse", [503, 503])])
async def test_when_redis_is_gone_the_log_says_what_happens(choice: str, expected: list[int]) -> None:
    app = app_with({"requests": 1}, redis_url="redis://127.0.0.1:1/0", when_redis_fails=choice)
    with capture_logs() as logs:
        assert await statuses(app, (QUERY, {}), (QUERY, {})) == expected
    failures = [entry for entry in logs if entry["event"] == "rate_limit.redis.failed"]
    assert [entry["then"] for entry in failures] == [choice, choice]


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        ({"requests": 1, "by": "header"}, "header goes with by: header"),
        ({"requests": 1, "header": "x"}, "header goes with by: header"),
        ({"requests": 0}, "greater than or equal to 1"),
        ({"requests": 1, "name": 'a"b'}, "should match pattern"),
    ],
)
def test_a_limit_that_cannot_work_is_refused(limit: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        settings(limit)


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"10\.0\.0\.0/99 is no address or network"):
        settings(trusted_proxies=["10.0.0.0/99"])
