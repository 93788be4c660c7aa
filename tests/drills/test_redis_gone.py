"""Redis holds what workers share, and nothing that a request needs: without it every worker goes on by itself."""

import asyncio
import hashlib
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.drills.processes import Platform, platform
from tests.router.server.raw_http import Answer, post
from tests.support.redis_server import redis_server

TITLE = '{ book(id: "1") { title } }'
DATA = {"data": {"book": {"title": "Kokoro"}}}
FAR_MORE_THAN_ASKED = 10_000


@pytest_asyncio.fixture
async def running(tmp_path: Path) -> AsyncIterator[tuple[Platform, asyncio.subprocess.Process]]:
    async with redis_server(tmp_path) as (url, redis):
        settings = {
            "server": {"log_level": "error"},
            "apq": {"redis_url": url},
            "rate_limits": {"redis_url": url, "limits": [{"name": "everybody", "requests": FAR_MORE_THAN_ASKED}]},
        }
        async with platform(tmp_path, settings) as processes:
            yield processes, redis


async def by_hash(running: Platform, document: str, is_sent: bool = False) -> Answer:
    digest = hashlib.sha256(document.encode()).hexdigest()
    request: dict[str, Any] = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}}
    return await post(running.router.port, {"query": document, **request} if is_sent else request)


async def check_service(running: Platform, new: str) -> None:
    async with asyncio.timeout(10):
        for answer in (
            await running.ask(TITLE),
            await by_hash(running, TITLE),
            await by_hash(running, new, is_sent=True),
            await by_hash(running, new),
        ):
            assert (answer.status, answer.json) == (200, DATA)
            assert answer.headers["ratelimit-policy"] == f'"everybody";q={FAR_MORE_THAN_ASKED};w=60'


@pytest.mark.parametrize(
    "take_away",
    [lambda redis: redis.kill(), lambda redis: redis.send_signal(signal.SIGSTOP)],
    ids=["killed", "hung"],
)
async def test_requests_go_on_without_redis(
    running: tuple[Platform, asyncio.subprocess.Process], take_away: Callable[[asyncio.subprocess.Process], None]
) -> None:
    processes, redis = running
    assert (await by_hash(processes, TITLE, is_sent=True)).json == DATA
    await check_service(processes, f"query Before {TITLE}")
    take_away(redis)
    await check_service(processes, f"query After {TITLE}")
