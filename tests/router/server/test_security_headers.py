import pytest
from starlette.types import ASGIApp

from router.server.app import create_app
from router.settings import RouterSettings, SecurityHeadersSettings
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import Answer, ask, post


async def answers(app: ASGIApp) -> list[Answer]:
    """One answer of each kind: an operation, a refusal, the page, health, nothing there."""
    return [
        await post(app, {"query": "{ __typename }"}),
        await post(app, b"{"),
        await ask(app, "GET", "/"),
        await ask(app, "GET", "/health"),
        await ask(app, "GET", "/nothing"),
    ]


async def test_every_answer_protects_its_reader(app: ASGIApp) -> None:
    for answer in await answers(app):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "strict-transport-security" not in answer.headers


async def test_answers_to_operations_are_kept_by_no_cache(app: ASGIApp) -> None:
    assert (await post(app, {"query": "{ __typename }"})).headers["cache-control"] == "no-store"


async def test_an_answer_keeps_what_it_says_of_caches(app: ASGIApp) -> None:
    assert (await ask(app, "GET", "/")).headers["cache-control"] == "no-cache"


def app_with(**settings: object) -> ASGIApp:
    headers = SecurityHeadersSettings.model_validate(settings)
    return create_app(example_supergraph(), RouterSettings(security_headers=headers), Shelf().clients())


async def test_pages_that_are_named_may_frame_the_routers() -> None:
    for answer in await answers(app_with(frame_ancestors=["https://docs.example.com"])):
        assert "frame-ancestors https://docs.example.com" in answer.headers["content-security-policy"]
        assert "x-frame-options" not in answer.headers


async def test_browsers_are_told_to_come_by_https_where_that_is_set() -> None:
    answer = await ask(app_with(hsts_seconds=3600), "GET", "/health")
    assert answer.headers["strict-transport-security"] == "max-age=3600; includeSubDomains"


@pytest.mark.parametrize("name", ["referrer-policy", "x-frame-options"])
async def test_they_can_be_left_to_another(name: str) -> None:
    assert name not in (await post(app_with(enabled=False), {"query": "{ __typename }"})).headers
