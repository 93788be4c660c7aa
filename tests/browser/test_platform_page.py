"""What a newcomer sees: the page of the whole platform, from a query to a notification that arrives live."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from kumiki.settings import PlatformSettings
from tests.browser.conftest import WatchedPage
from tests.federation.running import RunningPlatform, serve_in_process
from tests.federation.seeded_home import home, seeded_home
from tests.support.subgraphs import eventually

__all__ = ["home", "seeded_home"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
async def platform(home: Path) -> AsyncIterator[RunningPlatform]:
    async with serve_in_process(PlatformSettings(home=home)) as running:
        yield running


async def test_a_newcomer_asks_reviews_a_card_and_sees_the_notification_arrive(
    platform: RunningPlatform, watched_page: WatchedPage
) -> None:
    host = f"127.0.0.1:{platform.client.port}"
    await watched_page.open_query_page(f"http://{host}/")
    await watched_page.run_operation()
    await watched_page.expect_answer('"displayName": "Demo Learner"')
    # The window holds the lines in sight only, and the first cards are.
    await watched_page.expect_answer('"dueCards"')
    await watched_page.expect_answer('"front": "魚"')

    await watched_page.show_tab("NotificationReceived")
    await watched_page.run_operation()

    async def is_listening() -> bool:
        return platform.listener_count == 1

    await eventually(is_listening)

    await watched_page.show_tab("ReviewFlashcard")
    await watched_page.run_operation()
    await watched_page.expect_answer('"state": ')
    live = watched_page.page.get_by_label("Live subscriptions")
    await expect(live).to_contain_text("NotificationReceived: ")

    await watched_page.show_tab("NotificationReceived")
    await watched_page.expect_answer('"notificationReceived"')
    await watched_page.expect_answer('"title": ')
    assert watched_page.complaints == []
    assert watched_page.hosts() == {host}


async def test_the_page_documents_every_domain(platform: RunningPlatform, watched_page: WatchedPage) -> None:
    await watched_page.open_query_page(f"http://127.0.0.1:{platform.client.port}/")
    await watched_page.page.get_by_label("Show GraphiQL Explorer").click()
    explorer = watched_page.page.locator(".graphiql-explorer-root").first
    for field in ("viewer", "kanji", "flashcard", "leaderboard", "notification"):
        await expect(explorer).to_contain_text(field)
