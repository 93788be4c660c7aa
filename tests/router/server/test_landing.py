from starlette.types import ASGIApp

from router.server.app import create_app
from router.server.landing import PAGE
from router.settings import RouterSettings
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import Answer, ask


def in_production(shelf: Shelf) -> ASGIApp:
    return create_app(example_supergraph(), RouterSettings(mode="production"), shelf.clients())


async def visit(shelf: Shelf) -> Answer:
    return await ask(in_production(shelf), "GET", "/")


async def test_in_production_the_page_is_plain(shelf: Shelf) -> None:
    answer = await visit(shelf)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.body.decode() == PAGE


async def test_the_plain_page_runs_nothing_and_cannot_be_framed(shelf: Shelf) -> None:
    policy = (await visit(shelf)).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in PAGE and "<style" not in PAGE


async def test_in_production_no_file_of_the_query_page_is_served(shelf: Shelf) -> None:
    assert (await ask(in_production(shelf), "GET", "/explorer/config.json")).status == 404
