"""The query page, in a real browser, against the example supergraph."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Page, expect

from router.server.app import create_app
from router.settings import ExplorerSettings, HeaderSettings, RouterSettings, TabSettings
from tests.browser.conftest import WatchedPage
from tests.router.server.conftest import serving
from tests.router.server.example import BOOKS, Shelf, example_supergraph

pytestmark = pytest.mark.browser

TABS = (
    TabSettings(
        title="One book",
        query="query Book($id: ID!) { book(id: $id) { title stars } }",
        variables={"id": "1"},
    ),
    TabSettings(title="A new name", query='mutation Rename { rename(id: "1", title: "Sanshiro") { title } }'),
    TabSettings(title="New names", query="subscription Renamed { renamed { id title stars } }"),
)


@dataclass(frozen=True)
class OpenPage:
    """The query page, opened, with the shelf behind its subgraphs."""

    watched: WatchedPage
    shelf: Shelf
    host: str

    @property
    def page(self) -> Page:
        return self.watched.page


@pytest.fixture
async def opened(watched_page: WatchedPage) -> AsyncIterator[OpenPage]:
    shelf = Shelf()
    settings = RouterSettings(
        explorer=ExplorerSettings(tabs=TABS, headers={"x-reader": "natsume"}),
        headers=HeaderSettings(propagate=("x-reader",)),
    )
    app = create_app(example_supergraph(), settings, shelf.clients())
    async with serving(app, settings) as port:
        await watched_page.open_query_page(f"http://127.0.0.1:{port}/")
        yield OpenPage(watched_page, shelf, f"127.0.0.1:{port}")


async def test_the_first_tab_is_ready_to_run_and_asks_nobody_else(opened: OpenPage) -> None:
    await opened.watched.run_operation()
    await opened.watched.expect_answer('"title": "Kokoro"')
    await opened.watched.expect_answer('"stars": 5')
    assert opened.watched.hosts() == {opened.host}
    assert opened.watched.complaints == []


async def test_the_page_sends_the_configured_headers(opened: OpenPage) -> None:
    await opened.watched.run_operation()
    await opened.watched.expect_answer("Kokoro")
    asked = [request for request in opened.shelf.requests if request.subgraph == BOOKS]
    assert [request.headers["x-reader"] for request in asked] == ["natsume"]


async def test_the_documentation_shows_the_api_schema(opened: OpenPage) -> None:
    await opened.page.get_by_label("Show Documentation Explorer").click()
    await opened.page.locator(".graphiql-doc-explorer").get_by_text("Query", exact=True).first.click()
    await expect(opened.page.locator(".graphiql-doc-explorer")).to_contain_text("One book.")
    assert opened.watched.complaints == []


async def test_the_explorer_lists_fields_to_tick(opened: OpenPage) -> None:
    await opened.page.get_by_label("Show GraphiQL Explorer").click()
    await expect(opened.page.locator(".graphiql-explorer-root")).to_contain_text("sequel")
    assert opened.watched.complaints == []


async def test_a_subscription_listens_on_while_another_tab_acts(opened: OpenPage) -> None:
    footer = opened.page.get_by_label("Live subscriptions")
    await opened.watched.show_tab("Renamed")
    await opened.watched.run_operation()
    await asyncio.wait_for(opened.shelf.subscribed.wait(), 15)
    await opened.watched.show_tab("Rename")
    await expect(footer).to_contain_text("Renamed: 0 events, listening in its tab")
    await opened.watched.run_operation()
    await expect(footer).to_contain_text("Renamed: 1 event, listening in its tab")
    await opened.watched.show_tab("Renamed")
    await opened.watched.expect_answer('"title": "Sanshiro"')
    opened.shelf.rename("2", "Mon")
    await opened.watched.expect_answer('"title": "Mon"')
    assert opened.watched.complaints == []
    assert opened.watched.hosts() == {opened.host}


async def test_stopping_a_subscription_frees_the_subgraph(opened: OpenPage) -> None:
    await opened.watched.show_tab("Renamed")
    await opened.watched.run_operation()
    await asyncio.wait_for(opened.shelf.subscribed.wait(), 15)
    await opened.watched.run_operation()
    await asyncio.wait_for(opened.shelf.unsubscribed.wait(), 15)
    await expect(opened.page.get_by_label("Live subscriptions")).to_have_count(0)


async def test_a_subscription_can_be_stopped_from_another_tab(opened: OpenPage) -> None:
    await opened.watched.show_tab("Renamed")
    await opened.watched.run_operation()
    await asyncio.wait_for(opened.shelf.subscribed.wait(), 15)
    await opened.watched.show_tab("Book")
    await opened.page.get_by_label("Live subscriptions").get_by_role("button", name="Stop").click()
    await asyncio.wait_for(opened.shelf.unsubscribed.wait(), 15)


async def test_closing_the_page_frees_the_subgraph(opened: OpenPage) -> None:
    await opened.watched.show_tab("Renamed")
    await opened.watched.run_operation()
    await asyncio.wait_for(opened.shelf.subscribed.wait(), 15)
    await opened.page.close()
    await asyncio.wait_for(opened.shelf.unsubscribed.wait(), 15)
