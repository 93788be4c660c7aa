"""Tokens that a server is asked about."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from router.errors import OperationError
from router.server.app import RouterApp, create_app
from router.server.authentication import (
    CALLER_HEADER,
    AuthenticationUnavailable,
    Caller,
    CallerSigner,
    ClaimsReader,
    Unauthenticated,
)
from router.server.configured_authenticator import configured_authenticator
from router.server.credentials import FirstOf
from router.server.token_introspection import HttpIntrospectionServer, IntrospectionFailed, TokenIntrospector
from router.settings import ApiKeySettings, AuthenticationSettings, RouterSettings, TokenIntrospectionSettings
from tests.router.server.conftest import serving
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import post
from tests.router.server.test_authentication import CALLER_KEY, CALLER_QUERY, NOW, Clock, claims_of, make_token
from tests.router.server.test_websocket import connected

SECRET = "what router and server share, long enough"
ACTIVE: dict[str, Any] = {"active": True, "sub": "user-1", "scope": "cards:read cards:write"}


def settings_for(url: str = "http://127.0.0.1:1/introspect", **given: Any) -> TokenIntrospectionSettings:
    return TokenIntrospectionSettings(url=url, client_secret=SECRET, **{"applies_to": "kk_", **given})


class FakeServer:
    """Answers what the test says, when the test says."""

    def __init__(self, answer: Mapping[str, Any] | Exception = ACTIVE) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.was_asked = asyncio.Event()

    async def introspect(self, token: str) -> Mapping[str, Any]:
        self.asked.append(token)
        self.was_asked.set()
        await self.may_answer.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def aclose(self) -> None:
        pass


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def introspector(server: FakeServer, clock: Clock, leeway: float = 0, **given: Any) -> TokenIntrospector:
    reader = ClaimsReader(CallerSigner(CALLER_KEY, clock), forward_claims=("org",))
    return TokenIntrospector(server, settings_for(**given), reader, leeway, clock)


async def test_the_answer_names_the_caller(server: FakeServer, clock: Clock) -> None:
    server.answer = {**ACTIVE, "roles": ["USER"], "exp": NOW + 60}
    caller = await introspector(server, clock, leeway=10).verify("kk_1")
    assert caller == Caller("user-1", ("USER",), ("cards:read", "cards:write"), NOW + 70)


async def test_subgraphs_are_told_the_claims_that_the_settings_name(server: FakeServer, clock: Clock) -> None:
    server.answer = {**ACTIVE, "org": {"id": 7}, "client_id": "importer"}
    caller = await introspector(server, clock).verify("kk_1")
    told = claims_of(caller.forward())
    assert (told["sub"], told["scope"], told["org"]) == ("user-1", "cards:read cards:write", {"id": 7})
    assert "client_id" not in told


async def test_an_answer_counts_for_a_while_and_a_revoked_token_no_longer(server: FakeServer, clock: Clock) -> None:
    asking = introspector(server, clock, cache_seconds=30)
    await asking.verify("kk_1")
    server.answer = {"active": False}
    clock.now += 29
    await asking.verify("kk_1")
    assert server.asked == ["kk_1"]
    clock.now += 2
    with pytest.raises(Unauthenticated):
        await asking.verify("kk_1")


async def test_a_refusal_counts_for_a_shorter_while(server: FakeServer, clock: Clock) -> None:
    server.answer = {"active": False}
    asking = introspector(server, clock, refused_cache_seconds=5)
    for _ in range(3):
        with pytest.raises(Unauthenticated, match="not valid"):
            await asking.verify("kk_1")
    assert len(server.asked) == 1
    server.answer = ACTIVE
    clock.now += 6
    assert (await asking.verify("kk_1")).subject == "user-1"


async def test_an_answer_never_counts_longer_than_the_token(server: FakeServer, clock: Clock) -> None:
    server.answer = {**ACTIVE, "exp": NOW + 10}
    asking = introspector(server, clock, cache_seconds=300)
    await asking.verify("kk_1")
    clock.now += 11
    with pytest.raises(Unauthenticated):
        await asking.verify("kk_1")
    assert len(server.asked) == 2


@pytest.mark.parametrize("claims", [{"exp": NOW - 1}, {"nbf": NOW + 60}])
async def test_a_token_out_of_its_time_is_refused_whatever_the_server_says(
    server: FakeServer, clock: Clock, claims: dict[str, Any]
) -> None:
    server.answer = {**ACTIVE, **claims}
    with pytest.raises(Unauthenticated):
        await introspector(server, clock).verify("kk_1")


async def test_many_who_show_one_token_at_once_ask_once(server: FakeServer, clock: Clock) -> None:
    asking = introspector(server, clock)
    server.may_answer.clear()
    waiting = [asyncio.create_task(asking.verify("kk_1")) for _ in range(20)]
    await server.was_asked.wait()
    server.may_answer.set()
    assert {caller.subject for caller in await asyncio.gather(*waiting)} == {"user-1"}
    assert server.asked == ["kk_1"]


async def test_who_asked_first_may_leave(server: FakeServer, clock: Clock) -> None:
    asking = introspector(server, clock)
    server.may_answer.clear()
    first = asyncio.create_task(asking.verify("kk_1"))
    await server.was_asked.wait()
    second = asyncio.create_task(asking.verify("kk_1"))
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    server.may_answer.set()
    assert (await second).subject == "user-1"
    assert server.asked == ["kk_1"]


BAD_ANSWERS: dict[str, Any] = {
    "a failure": IntrospectionFailed("it answered with status 500"),
    "no active": {"sub": "user-1"},
    "active as a text": {**ACTIVE, "active": "true"},
    "no subject": {"active": True},
    "an empty subject": {**ACTIVE, "sub": ""},
    "a subject that is a number": {**ACTIVE, "sub": 1},
    "an expiry that is a text": {**ACTIVE, "exp": "tomorrow"},
}


@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS.keys())
async def test_an_answer_that_cannot_be_believed_lets_nobody_in(
    server: FakeServer, clock: Clock, answer: Mapping[str, Any] | Exception
) -> None:
    server.answer = answer
    asking = introspector(server, clock)
    with pytest.raises(AuthenticationUnavailable):
        await asking.verify("kk_1")
    server.answer = ACTIVE
    assert (await asking.verify("kk_1")).subject == "user-1"  # and is not remembered


async def test_a_server_that_hangs_lets_nobody_in(server: FakeServer, clock: Clock) -> None:
    server.may_answer.clear()
    with pytest.raises(AuthenticationUnavailable):
        await introspector(server, clock, timeout_seconds=0.02).verify("kk_1")


async def test_known_tokens_go_on_while_the_server_is_down(server: FakeServer, clock: Clock) -> None:
    asking = introspector(server, clock)
    await asking.verify("kk_1")
    server.answer = IntrospectionFailed("no connection")
    assert (await asking.verify("kk_1")).subject == "user-1"


async def test_made_up_tokens_drive_out_none_that_is_in_use_and_wait_for_their_turn(
    server: FakeServer, clock: Clock
) -> None:
    asking = introspector(server, clock, cache_entries=4, max_concurrent=2)
    await asking.verify("kk_real")
    server.answer = {"active": False}
    server.may_answer.clear()
    crowd = [asyncio.create_task(asking.verify(f"kk_{number}")) for number in range(20)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(server.asked) == 1 + 2
    server.may_answer.set()
    refused = await asyncio.gather(*crowd, return_exceptions=True)
    assert all(isinstance(each, Unauthenticated) for each in refused)
    assert (await asking.verify("kk_real")).subject == "user-1"
    assert server.asked.count("kk_real") == 1


async def test_what_was_opened_with_a_token_has_an_end_that_two_requests_agree_on(
    server: FakeServer, clock: Clock
) -> None:
    asking = introspector(server, clock, connection_seconds=900)
    first = await asking.verify("kk_1")
    clock.now += 5
    assert first.expires_at == NOW + 900
    assert await asking.verify("kk_1") == first


class HttpServer:
    """A real one, at a port."""

    def __init__(self) -> None:
        self.status = 200
        self.body = json.dumps(ACTIVE)
        self.headers: list[Mapping[str, str]] = []
        self.forms: list[dict[str, str]] = []
        self.app = Starlette(routes=[Route("/introspect", self._answer, methods=["POST"])])

    async def _answer(self, request: Request) -> Response:
        self.headers.append(request.headers)
        self.forms.append({name: values[0] for name, values in parse_qs((await request.body()).decode()).items()})
        return Response(self.body, self.status, media_type="application/json")


@pytest.fixture
async def http_server() -> AsyncIterator[tuple[HttpServer, str]]:
    server = HttpServer()
    async with serving(server.app, RouterSettings()) as port:
        yield server, f"http://127.0.0.1:{port}/introspect"


async def asked_at(url: str, **given: Any) -> Mapping[str, Any]:
    asking = HttpIntrospectionServer(settings_for(url, **given), Clock())
    try:
        return await asking.introspect("kk_1&scope=all")
    finally:
        await asking.aclose()


async def test_the_question_is_a_form_signed_by_the_router(http_server: tuple[HttpServer, str]) -> None:
    server, url = http_server
    assert await asked_at(url) == ACTIVE
    (form,), (headers,) = server.forms, server.headers
    assert form["token"] == "kk_1&scope=all"
    assert headers["content-type"] == "application/x-www-form-urlencoded" and "authorization" not in headers
    assert SECRET not in json.dumps(form)
    claims = jwt.decode(form["client_assertion"], OctKey.import_key(SECRET.encode()), algorithms=["HS256"]).claims
    assert claims == {"iss": "router", "sub": "router", "aud": url, "iat": NOW, "exp": NOW + 60}


async def test_the_secret_may_be_sent_to_servers_that_know_nothing_else(http_server: tuple[HttpServer, str]) -> None:
    server, url = http_server
    await asked_at(url, client_id="my:router", client_authentication="client_secret_basic")
    pair = "my%3Arouter:" + SECRET.replace(",", "%2C").replace(" ", "+")
    assert server.headers[0]["authorization"] == f"Basic {b64encode(pair.encode()).decode()}"
    assert "client_assertion" not in server.forms[0]


@pytest.mark.parametrize(
    ("status", "body"), [(401, "{}"), (500, "{}"), (302, "{}"), (200, "<html>"), (200, "[]"), (200, "x" * 70_000)]
)
async def test_what_is_no_answer_to_the_question_fails(
    http_server: tuple[HttpServer, str], status: int, body: str
) -> None:
    server, url = http_server
    server.status, server.body = status, body
    with pytest.raises(IntrospectionFailed):
        await asked_at(url)


async def test_nobody_at_the_port_fails() -> None:
    with pytest.raises(IntrospectionFailed, match="no connection"):
        await asked_at("http://127.0.0.1:1/introspect")


def configured(url: str, **given: Any) -> FirstOf:
    authenticator = configured_authenticator(AuthenticationSettings(introspection=settings_for(url), **given))
    assert authenticator is not None
    return authenticator


@pytest.mark.parametrize("headers", [{"x-api-key": "kk_1"}, {"authorization": "Bearer kk_1"}])
async def test_a_key_is_asked_about_in_either_header(
    http_server: tuple[HttpServer, str], headers: dict[str, str]
) -> None:
    server, url = http_server
    async with AsyncExitStack() as stack:
        authenticator = configured(url)
        stack.push_async_callback(authenticator.aclose)
        caller = await authenticator.authenticate(headers)
    assert caller is not None and caller.subject == "user-1"
    assert [form["token"] for form in server.forms] == ["kk_1"]


async def test_keys_of_the_settings_stay_and_are_not_asked_about(http_server: tuple[HttpServer, str]) -> None:
    server, url = http_server
    digest = "d9f04f86b9eb58e7a9a9e3ba0b2ac4a3a1f6d9a0b2cf2a5a4e1b0a3d4c5e6f70"
    fixed = ApiKeySettings(subject="importer", sha256=digest)
    authenticator = configured(url, api_keys=(fixed,))
    with pytest.raises(Unauthenticated):
        await authenticator.authenticate({"x-api-key": "another kind of key"})
    assert server.forms == []


@pytest.mark.parametrize(
    "headers", [{"x-api-key": "k"}, {"x-api-key": ""}, {"authorization": f"Bearer {make_token()}"}]
)
async def test_credentials_of_no_known_kind_are_refused_and_shown_to_nobody(
    http_server: tuple[HttpServer, str], headers: dict[str, str]
) -> None:
    server, url = http_server
    with pytest.raises(Unauthenticated):
        await configured(url).authenticate(headers)
    assert server.forms == []


async def test_an_endless_key_is_not_asked_about(http_server: tuple[HttpServer, str]) -> None:
    server, url = http_server
    with pytest.raises(OperationError, match="longer than"):
        await configured(url).authenticate({"x-api-key": "kk_" + "x" * 20_000})
    assert server.forms == []


@pytest.mark.parametrize("given", [{"url": "ftp://example.com"}, {"client_secret": "short"}, {"timeout": 3}])
def test_settings_that_cannot_work_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TokenIntrospectionSettings(**{"url": "https://example.com", "client_secret": SECRET, **given})


def router_settings(url: str, **given: Any) -> RouterSettings:
    introspection = settings_for(url, **given)
    return RouterSettings(authentication=AuthenticationSettings(introspection=introspection, caller_key=CALLER_KEY))


async def test_the_router_tells_subgraphs_who_called_with_a_key(
    http_server: tuple[HttpServer, str], shelf: Shelf
) -> None:
    _, url = http_server
    settings = router_settings(url)
    async with serving(create_app(example_supergraph(), settings, shelf.clients()), settings) as port:
        answer = await post(port, CALLER_QUERY, x_api_key="kk_1")
        async with connected(port) as client:
            await client.send(type="connection_init", payload={"x-api-key": "kk_1"})
            assert (await client.receive())["type"] == "connection_ack"
    assert claims_of({CALLER_HEADER: answer.json["data"]["caller"]})["sub"] == "user-1"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [(200, '{"active": false}', (401, ["UNAUTHENTICATED"])), (503, "", (503, ["AUTHENTICATION_UNAVAILABLE"]))],
)
async def test_a_client_is_told_whether_to_come_back(
    http_server: tuple[HttpServer, str], shelf: Shelf, status: int, body: str, expected: tuple[int, list[str]]
) -> None:
    server, url = http_server
    server.status, server.body = status, body
    settings = router_settings(url)
    async with serving(create_app(example_supergraph(), settings, shelf.clients()), settings) as port:
        answer = await post(port, CALLER_QUERY, authorization="Bearer kk_1")
    assert (answer.status, answer.codes) == expected
    assert url.split("/")[2] not in answer.body.decode()


async def test_a_reload_forgets_nobody_unless_it_changes_who_is_asked(
    http_server: tuple[HttpServer, str], shelf: Shelf
) -> None:
    server, url = http_server
    settings = router_settings(url)
    app: RouterApp = create_app(example_supergraph(), settings, shelf.clients())
    async with serving(app, settings) as port:
        for following in (settings, router_settings(url, cache_seconds=10)):
            assert (await post(port, CALLER_QUERY, x_api_key="kk_1")).status == 200
            assert len(server.forms) == 1
            await app.go_over(example_supergraph(), following)
        assert (await post(port, CALLER_QUERY, x_api_key="kk_1")).status == 200
    assert len(server.forms) == 2
