import json

import pytest
from starlette.types import ASGIApp

from router.server.app import create_app
from router.settings import CsrfSettings, RouterSettings
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import ask

GET = "/graphql?query={__typename}"
BODY = json.dumps({"query": "{ __typename }"}).encode()


@pytest.fixture
def guarded(shelf: Shelf) -> ASGIApp:
    return create_app(example_supergraph(), RouterSettings(csrf=CsrfSettings(enabled=True)), shelf.clients())


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "text/plain; charset=utf-8",
        "TEXT/PLAIN",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain, application/json",
        " ;application/json",
    ],
)
async def test_what_a_form_could_send_is_refused_before_it_is_read(guarded: ASGIApp, content_type: str | None) -> None:
    headers = {} if content_type is None else {"content-type": content_type}
    answer = await ask(guarded, "POST", headers=headers, body=BODY)
    assert (answer.status, answer.codes) == (403, ["CSRF_PREVENTED"])


async def test_what_an_image_could_ask_for_is_refused(guarded: ASGIApp) -> None:
    for site in ({}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}):
        answer = await ask(guarded, "GET", GET, site)
        assert (answer.status, answer.codes) == (403, ["CSRF_PREVENTED"])


@pytest.mark.parametrize(
    "headers",
    [
        {"apollo-require-preflight": "1"},
        {"x-apollo-operation-name": "Q"},
        {"graphql-require-preflight": ""},
        {"content-type": "application/json"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ],
)
async def test_what_only_the_own_page_or_no_page_can_send_is_answered(
    guarded: ASGIApp, headers: dict[str, str]
) -> None:
    answer = await ask(guarded, "GET", GET, headers)
    assert answer.json == {"data": {"__typename": "Query"}}


async def test_json_by_post_needs_nothing_more(guarded: ASGIApp) -> None:
    answer = await ask(guarded, "POST", headers={"content-type": "application/json"}, body=BODY)
    assert answer.json == {"data": {"__typename": "Query"}}


async def test_in_production_it_is_on(shelf: Shelf) -> None:
    app = create_app(example_supergraph(), RouterSettings(mode="production"), shelf.clients())
    assert (await ask(app, "GET", GET)).status == 403


async def test_other_headers_can_be_required(shelf: Shelf) -> None:
    csrf = CsrfSettings(enabled=True, required_headers=("X-Ours",))
    app = create_app(example_supergraph(), RouterSettings(csrf=csrf), shelf.clients())
    assert (await ask(app, "GET", GET, {"apollo-require-preflight": "1"})).status == 403
    assert (await ask(app, "GET", GET, {"x-ours": "1"})).status == 200
