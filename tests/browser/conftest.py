"""A headless Chromium, and pages that remember what went wrong in them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        await chromium.close()


@dataclass
class WatchedPage:
    """A page, with the addresses that it asked for and everything that its console complained about."""

    page: Page
    addresses: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def hosts(self) -> set[str]:
        """Where requests went; what is inside the page itself goes nowhere."""
        places = (urlsplit(address) for address in self.addresses)
        return {place.netloc for place in places if place.scheme not in ("data", "blob")}

    async def open_query_page(self, address: str) -> None:
        """Open GraphiQL and wait until it can run an operation: its editors come after its buttons."""
        await self.page.goto(address)
        for editor in (".graphiql-query-editor", ".graphiql-editor-tool", ".result-window"):
            await expect(self.page.locator(editor).locator(".view-lines").first).to_be_attached(timeout=30_000)

    async def show_tab(self, title: str) -> None:
        await self.page.get_by_role("tab", name=title, exact=True).click()

    async def run_operation(self) -> None:
        """Press the button that runs the shown tab, or stops its subscription."""
        await self.page.locator(".graphiql-execute-button").click()

    async def expect_answer(self, text: str) -> None:
        await expect(self.page.locator(".result-window")).to_contain_text(text, timeout=15_000)


@pytest.fixture
async def watched_page(browser: Browser) -> AsyncIterator[WatchedPage]:
    context = await browser.new_context(viewport={"width": 1400, "height": 900})
    page = await context.new_page()
    watched = WatchedPage(page)
    context.on("request", lambda request: watched.addresses.append(request.url))
    page.on("websocket", lambda socket: watched.addresses.append(socket.url))
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: watched.complaints.append(message.text) if message.type in ("error", "warning") else None,
    )
    yield watched
    await context.close()
