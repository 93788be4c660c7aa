import pytest
from pydantic import ValidationError
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from router.server.app import create_app
from router.settings import CorsSettings, RouterSettings
from tests.router.server.conftest import StartRouter
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import Answer, ask, post

APP = "https://app.example.com"
PREVIEW = "https://pr-17.preview.example.com"
QUERY = {"query": "{ __typename }"}
CORS = CorsSettings(
    origins=(APP,), origin_patterns=(r"https://pr-\d+\.preview\.example\.com",), exposed_headers=("x-request-id",)
)


async def from_page(origin: str | None, cors: CorsSettings = CORS) -> Answer:
    app = create_app(example_supergraph(), RouterSettings(cors=cors), Shelf().clients())
    return await post(app, QUERY, **({} if origin is None else {"origin": origin}))


async def preflight(origin: str, cors: CorsSettings = CORS) -> Answer:
    app = create_app(example_supergraph(), RouterSettings(cors=cors), Shelf().clients())
    asked = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    return await ask(app, "OPTIONS", headers=asked)


@pytest.mark.parametrize("origin", [APP, PREVIEW])
async def test_an_allowed_page_may_read_the_answer(origin: str) -> None:
    answer = await from_page(origin)
    assert answer.json == {"data": {"__typename": "Query"}}
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["access-control-expose-headers"] == "x-request-id"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://app.example.com",
        "https://app.example.com:8443",
        "https://app.example.com.evil.example",
        "https://pr-17.preview.example.com.evil.example",
        "https://evil.example/https://pr-17.preview.example.com",
        "https://APP.example.com",
        "null",
        "\xff",
    ],
)
async def test_another_page_may_not(origin: str) -> None:
    answer = await from_page(origin)
    assert "access-control-allow-origin" not in answer.headers
    refused = await preflight(origin)
    assert (refused.status, refused.codes) == (403, ["ORIGIN_NOT_ALLOWED"])


@pytest.mark.parametrize("origin", [APP, "https://evil.example", None])
async def test_every_answer_says_that_it_depends_on_the_origin(origin: str | None) -> None:
    assert "origin" in (await from_page(origin)).headers["vary"].split(", ")


async def test_a_browser_that_asks_first_is_told_what_pages_may_send() -> None:
    answer = await preflight(APP)
    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == APP
    assert answer.headers["access-control-allow-methods"] == "GET, POST"
    assert "content-type" in answer.headers["access-control-allow-headers"].split(", ")
    assert answer.headers["access-control-max-age"] == "7200"
    assert "origin" in answer.headers["vary"].split(", ")


async def test_credentials_go_to_named_origins_only() -> None:
    answer = await from_page(APP, CorsSettings(origins=(APP,), credentials=True))
    assert answer.headers["access-control-allow-credentials"] == "true"
    with pytest.raises(ValidationError, match=r"credentials cannot go with the origin \*"):
        CorsSettings(origins=("*",), credentials=True)


async def test_all_pages_may_read_where_that_is_set() -> None:
    answer = await from_page("https://anything.example", CorsSettings(origins=("*",)))
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_without_settings_no_page_of_another_host_may_call() -> None:
    answer = await from_page(APP, CorsSettings())
    assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_a_page_may_read_why_it_is_refused() -> None:
    settings = RouterSettings(mode="production", cors=CORS)
    app = create_app(example_supergraph(), settings, Shelf().clients())
    answer = await ask(app, "GET", "/graphql?query={__typename}", {"origin": APP})
    assert (answer.status, answer.codes) == (403, ["CSRF_PREVENTED"])
    assert answer.headers["access-control-allow-origin"] == APP


async def test_a_page_that_may_call_may_also_connect(start_router: StartRouter) -> None:
    port = await start_router(RouterSettings(cors=CORS.model_copy(update={"origins": (APP, "*")})))
    address, protocols = f"ws://127.0.0.1:{port}/graphql", [Subprotocol("graphql-transport-ws")]
    for origin in (APP, PREVIEW):
        async with connect(address, origin=Origin(origin), subprotocols=protocols):
            pass
    for origin in ("https://evil.example", "http://["):
        with pytest.raises(InvalidStatus):
            await connect(address, origin=Origin(origin), subprotocols=protocols)


@pytest.mark.parametrize("origin", ["app.example.com", "https://app.example.com/", "https://app.example.com/path"])
def test_what_is_no_origin_is_refused_in_settings(origin: str) -> None:
    with pytest.raises(ValidationError, match="is no origin"):
        CorsSettings(origins=(origin,))


def test_what_is_no_pattern_is_refused_in_settings() -> None:
    with pytest.raises(ValidationError, match="is no regular expression"):
        CorsSettings(origin_patterns=("https://(",))
