"""Files that change while requests are answered: none of them notices, and no subscription ends."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from tests.drills.processes import Platform, platform
from tests.router.server.raw_http import Answer, ask
from tests.router.server.test_websocket import RENAMED, connected

BOTH = '{ book(id: "2") { title stars } }'
WHOLE = {"data": {"book": {"title": "Botchan", "stars": 5}}}
RENAME = 'mutation { rename(id: "1", title: "Sanshiro") { title } }'
SETTINGS = {
    "server": {"log_level": "error", "reload_seconds": 0},
    "telemetry": {"metrics": {"enabled": True}},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Platform]:
    folder: Path = tmp_path_factory.mktemp("reloaded")
    async with platform(folder, SETTINGS) as processes:
        yield processes


pytestmark = pytest.mark.asyncio(loop_scope="module")


class Load:
    """Clients that ask without a pause, what was asked before and what has to be planned anew."""

    def __init__(self, running: Platform) -> None:
        self._running = running
        self._answered = asyncio.Condition()
        self.answers: list[Answer] = []
        self.is_over = False

    async def ask(self, is_new: bool) -> None:
        for number in count():
            if self.is_over:
                return
            answer = await self._running.ask(f"query Q{number} {BOTH}" if is_new else BOTH)
            async with self._answered:
                self.answers.append(answer)
                self._answered.notify_all()

    async def until_told(self, generation: str) -> None:
        await self.until(lambda: tells(self.answers[-1], generation))

    async def until(self, is_met: Callable[[], bool]) -> None:
        async with asyncio.timeout(20), self._answered:
            await self._answered.wait_for(is_met)


@asynccontextmanager
async def load(running: Platform) -> AsyncIterator[Load]:
    under_load = Load(running)
    async with asyncio.TaskGroup() as clients:
        for number in range(8):
            clients.create_task(under_load.ask(is_new=number % 2 == 0))
        await under_load.until(lambda: len(under_load.answers) > 50)
        try:
            yield under_load
        finally:
            under_load.is_over = True
    assert [answer.json for answer in under_load.answers if answer.json != WHOLE] == []


def reload(running: Platform, generation: str) -> None:
    """Answers tell by which settings they were made."""
    insert = {"insert": {"name": "x-generation", "value": generation}}
    running.write_settings({**SETTINGS, "headers": {"response": [insert]}})
    os.kill(running.router.pid, signal.SIGHUP)


async def reloads(running: Platform, outcome: str) -> int:
    shown = (await ask(running.router.port, "GET", "/metrics")).body.decode()
    match = re.search(rf'reloads_total{{outcome="{outcome}"}} (\d+)', shown)
    return int(match[1]) if match else 0


async def test_no_request_notices_that_the_settings_change(running: Platform) -> None:
    async with load(running) as under_load:
        for generation in map(str, range(2, 12)):
            reload(running, generation)
            await under_load.until_told(generation)


def tells(answer: Answer, generation: str) -> bool:
    return answer.headers.get("x-generation") == generation


async def test_a_bad_file_is_refused_and_the_old_one_serves_on(running: Platform) -> None:
    async with load(running) as under_load:
        reload(running, "good")
        await under_load.until_told("good")
        refused = await reloads(running, "refused")
        (running.folder / "router.yaml").write_text('{"limits": {"dept": 3}}')
        os.kill(running.router.pid, signal.SIGHUP)
        async with asyncio.timeout(20):
            while await reloads(running, "refused") == refused:  # noqa: ASYNC110 - the router is another process
                await asyncio.sleep(0.05)
        before = len(under_load.answers)
        await under_load.until(lambda: len(under_load.answers) > before + 50)
        assert tells(under_load.answers[-1], "good")


async def test_a_subscription_lives_on(running: Platform) -> None:
    async with connected(running.router.port) as client:
        await client.send(type="connection_init")
        await client.receive()
        await client.subscribe("s", RENAMED)
        await running.books.until_listened_to()
        async with load(running) as under_load:
            reload(running, "after")
            await under_load.until_told("after")
        await running.ask(RENAME)
        event = {"data": {"renamed": {"title": "Sanshiro", "stars": 5}}}
        assert await client.receive() == {"type": "next", "id": "s", "payload": event}
    await running.books.until_open(0, 3)
