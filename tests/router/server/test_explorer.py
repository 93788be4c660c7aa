import gzip
import re

import pytest
from starlette.types import ASGIApp

from router.server.app import create_app
from router.server.explorer import ASSETS
from router.settings import ExplorerSettings, RouterSettings, TabSettings
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import ask

NAMES = sorted(path.name.removesuffix(".gz") for path in ASSETS.glob("*.gz"))


async def test_the_page_names_files_that_exist(app: ASGIApp) -> None:
    page = await ask(app, "GET", "/")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    named = re.findall(r'(?:src|href)="(/[^"]+)"', page.body.decode())
    assert len(named) == 2
    for address in named:
        assert (await ask(app, "GET", address)).status == 200


async def test_the_page_allows_no_script_and_no_connection_from_elsewhere(app: ASGIApp) -> None:
    policy = (await ask(app, "GET", "/")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy


async def test_the_page_holds_no_inline_script_or_style(app: ASGIApp) -> None:
    page = (await ask(app, "GET", "/")).body.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", page) == []


@pytest.mark.parametrize("name", NAMES)
async def test_a_file_is_served_packed_or_not_and_kept(app: ASGIApp, name: str) -> None:
    packed = await ask(app, "GET", f"/explorer/{name}", {"accept-encoding": "gzip, br"})
    plain = await ask(app, "GET", f"/explorer/{name}")
    assert (packed.status, packed.headers["content-encoding"], "content-encoding" in plain.headers) == (
        200,
        "gzip",
        False,
    )
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert packed.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize(
    "path", ["/explorer/nothing.js", "/explorer/NOTICE", "/explorer/index.html", "/explorer/..%2fapp.py", "/explorer/"]
)
async def test_nothing_else_is_served(app: ASGIApp, path: str) -> None:
    assert (await ask(app, "GET", path)).status == 404


async def test_the_configuration_is_asked_for_at_each_visit_and_never_kept() -> None:
    visits = iter(range(1, 3))

    def explorer() -> ExplorerSettings:
        tab = TabSettings(title="Book", query="{ __typename }", variables={"id": "1"})
        return ExplorerSettings(tabs=(tab,), headers={"authorization": f"Bearer {next(visits)}"})

    app = create_app(example_supergraph(), RouterSettings(), Shelf().clients(), explorer=explorer)
    first, second = [await ask(app, "GET", "/explorer/config.json") for _ in range(2)]
    assert first.headers["cache-control"] == "no-store"
    assert first.json == {
        "endpoint": "/graphql",
        "headers": {"authorization": "Bearer 1"},
        "tabs": [{"title": "Book", "query": "{ __typename }", "variables": {"id": "1"}}],
    }
    assert second.json["headers"] == {"authorization": "Bearer 2"}


def test_the_licences_of_what_is_built_in_come_with_it() -> None:
    notice = (ASSETS / "NOTICE").read_text(encoding="utf-8")
    for package in ("graphiql 5.4.0 (MIT)", "monaco-editor 0.52.2 (MIT)", "react 19.2.0 (MIT)", "Open Font License"):
        assert package in notice
