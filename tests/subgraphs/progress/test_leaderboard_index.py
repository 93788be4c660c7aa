"""Ranks are what counting gives, whatever the index knows, on every engine and in Redis."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from fakeredis import FakeAsyncRedis
from redis.asyncio import Redis
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.models.leaderboards import LeaderboardChangeRow, LeaderboardChunkRow, LeaderboardRow
from subgraphs.progress.periods import Board, LeaderboardPeriod, board_of
from subgraphs.progress.repository import leaderboard_index
from subgraphs.progress.repository.leaderboard_index import LeaderboardIndex, SqlLeaderboardIndex
from subgraphs.progress.repository.redis_leaderboard_index import RedisLeaderboardIndex
from subgraphs.progress.service import leaderboards
from subgraphs.progress.service.leaderboards import (
    DayPoints,
    Points,
    index_leaderboards,
    leave_leaderboards,
    move_leaderboards,
    stand_on_leaderboards,
)
from subgraphs.shared.ids import seed_id
from tests.subgraphs.progress.learners import AIKO, MONDAY_NINE, Place, progress
from tests.support.redis_server import redis_server
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

DAY = MONDAY_NINE.date()
BOARDS = [board_of(period, DAY) for period in LeaderboardPeriod]
LEARNERS = [seed_id("user", f"ranked {number}") for number in range(40)]


@asynccontextmanager
async def an_index(kind: str) -> AsyncIterator[LeaderboardIndex]:
    if kind == "sql":
        yield SqlLeaderboardIndex()
        return
    async with a_redis(kind) as redis:
        yield RedisLeaderboardIndex(redis, timedelta(days=1), MovableClock(MONDAY_NINE))


@asynccontextmanager
async def a_redis(kind: str) -> AsyncIterator[Redis]:
    if kind == "fakeredis":
        async with FakeAsyncRedis() as redis:
            yield redis
        return
    with TemporaryDirectory() as folder:
        async with redis_server(Path(folder)) as (url, _), Redis.from_url(url) as redis:
            yield redis


async def earn(subgraph: SubgraphUnderTest, learner: UUID, amount: int, after: int = 0, day: int = 0) -> None:
    at = MONDAY_NINE + timedelta(days=day)
    async with subgraph.subgraph.transactions.begin() as work:
        await move_leaderboards(work, Points(learner, amount, at, at + timedelta(seconds=after)))


async def settle(subgraph: SubgraphUnderTest, index: LeaderboardIndex) -> None:
    async with subgraph.subgraph.transactions.begin() as work:
        assert not await index.settle(work.session)


async def check(subgraph: SubgraphUnderTest, index: LeaderboardIndex) -> None:
    async with subgraph.subgraph.database.read() as session:
        for board in BOARDS:
            places = await places_on(session, board)
            assert await index.count(session, board) == len(places)
            assert [await index.count_above(session, board, place) for place in places] == list(range(len(places)))


async def places_on(session: AsyncSession, board: Board) -> list[bytes]:
    row = LeaderboardRow
    chosen = (col(row.period) == board[0], col(row.starts_on) == board[1], col(row.is_listed))
    return list(await session.scalars(select(col(row.place)).where(*chosen).order_by(col(row.place))))


@pytest.mark.parametrize("kind", ["sql", "fakeredis", "redis"])
async def test_ranks_are_exact_whenever_changes_are_counted_in(
    place: Place, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaderboard_index, "CHUNK", 3)
    chance = random.Random(7)
    async with progress(place) as subgraph, an_index(kind) as index:
        for number in range(7):
            for _ in range(6):
                await earn(subgraph, chance.choice(LEARNERS), chance.choice((10, 10, 20)), number, chance.randrange(3))
            await check(subgraph, index)
            if number % 3 == 0:
                await settle(subgraph, index)
                await check(subgraph, index)
        async with subgraph.subgraph.transactions.begin() as work:
            await leave_leaderboards(work, LEARNERS[0])
            await stand_on_leaderboards(work, LEARNERS[1], [DayPoints(DAY, 0, MONDAY_NINE)])
        await check(subgraph, index)
        await settle(subgraph, index)
        await check(subgraph, index)


@pytest.mark.parametrize("kind", ["sql", "fakeredis", "redis"])
async def test_an_index_that_was_lost_is_made_anew_from_the_rows(
    place: Place, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaderboard_index, "CHUNK", 3)
    async with progress(place) as subgraph:
        async with an_index(kind) as lost:
            for number, learner in enumerate(LEARNERS):
                await earn(subgraph, learner, 10, number)
            await settle(subgraph, lost)
        await earn(subgraph, LEARNERS[3], 10, 99)
        async with an_index(kind) as index:
            assert await index_leaderboards(subgraph.subgraph.transactions, index) == len(BOARDS)
            await check(subgraph, index)
            await settle(subgraph, index)
            await check(subgraph, index)


async def test_chunks_stay_small_and_empty_ones_are_forgotten(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaderboard_index, "CHUNK", 3)
    index = SqlLeaderboardIndex()
    async with progress(place) as subgraph:
        for number, learner in enumerate(LEARNERS):
            await earn(subgraph, learner, 10, number)
        await settle(subgraph, index)
        async with subgraph.subgraph.database.read() as session:
            sizes = list(await session.scalars(select(col(LeaderboardChunkRow.size))))
        assert sum(sizes) == len(LEARNERS) * len(BOARDS) and max(sizes) <= 2 * 3
        for learner in LEARNERS:
            async with subgraph.subgraph.transactions.begin() as work:
                await leave_leaderboards(work, learner)
        await settle(subgraph, index)
        async with subgraph.subgraph.database.read() as session:
            left = list(await session.scalars(select(col(LeaderboardChunkRow.size))))
    assert left == [0] * len(BOARDS)


async def test_a_redis_that_forgot_a_board_loads_it_and_what_comes_late_changes_nothing(place: Place) -> None:
    async with progress(place) as subgraph, FakeAsyncRedis() as redis:
        index = RedisLeaderboardIndex(redis, timedelta(days=1), MovableClock(MONDAY_NINE))
        for number, learner in enumerate(LEARNERS[:10]):
            await earn(subgraph, learner, 10, number)
        await settle(subgraph, index)
        await redis.flushall()
        await earn(subgraph, LEARNERS[2], 20, 50)
        await check(subgraph, index)
        await settle(subgraph, index)
        await check(subgraph, index)


async def test_redis_forgets_boards_that_are_over_and_not_those_of_all_time(place: Place) -> None:
    async with progress(place) as subgraph, FakeAsyncRedis() as redis:
        index = RedisLeaderboardIndex(redis, timedelta(days=1), MovableClock(MONDAY_NINE))
        await earn(subgraph, AIKO, 10)
        await check(subgraph, index)
        keys = await redis.keys("*:learners")
        lives = {str(key).split("{")[1].split(":")[0]: await redis.pttl(key) for key in keys}
    assert lives["ALL_TIME"] == -1 and lives["DAY"] > 0


async def test_writers_at_once_neither_wait_for_ever_nor_lose_a_change(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaderboard_index, "CHUNK", 3)
    index = SqlLeaderboardIndex()

    async def study(subgraph: SubgraphUnderTest, learners: list[UUID]) -> None:
        for number, learner in enumerate(learners):
            await earn(subgraph, learner, 10, number)

    async def count_in(subgraph: SubgraphUnderTest) -> None:
        for _ in range(8):
            await settle(subgraph, index)

    async with progress(place) as subgraph:
        writers = [study(subgraph, LEARNERS[number::6] * 3) for number in range(6)]
        await asyncio.gather(*writers, count_in(subgraph), count_in(subgraph))
        await check(subgraph, index)
        await settle(subgraph, index)
        await check(subgraph, index)
        async with subgraph.subgraph.database.read() as session:
            assert (await session.execute(select(func.count()).select_from(LeaderboardChangeRow))).scalar_one() == 0


async def test_changes_are_counted_in_by_a_job_when_there_are_many(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaderboards, "SETTLE_EVERY", 16)
    async with progress(place) as subgraph:
        for number in range(8):
            await earn(subgraph, AIKO, 10, number)
        assert [job.kind for job in await subgraph.jobs()] == ["settle-leaderboards"] * 2
        await subgraph.run_jobs()
        async with subgraph.subgraph.database.read() as session:
            assert (await session.execute(select(func.count()).select_from(LeaderboardChangeRow))).scalar_one() == 0


async def test_boards_hold_what_their_days_hold_in_whatever_order_points_come(place: Place) -> None:
    days = [DayPoints(DAY + timedelta(days=n), 10 * (n + 1), MONDAY_NINE + timedelta(days=n)) for n in range(20)]
    found: list[list[tuple[object, ...]]] = []
    for order in (days, days[::-1], sorted(days, key=lambda each: hash(each.day))):
        learner = seed_id("user", f"order {len(found)}")
        async with progress(place) as subgraph:
            for each in order:
                async with subgraph.subgraph.transactions.begin() as work:
                    await stand_on_leaderboards(work, learner, [DayPoints(each.day, 5, each.reached_at), each][:1])
                    await stand_on_leaderboards(work, learner, [each])
            async with subgraph.subgraph.database.read() as session:
                row = LeaderboardRow
                columns = (row.period, row.starts_on, row.xp, row.reached_at)
                mine = select(*map(col, columns)).where(col(row.user_id) == learner)
                found.append(sorted(map(tuple, (await session.execute(mine)).all()), key=str))
    assert found[0] == found[1] == found[2]
    (of_all_time,) = (xp for period, _, xp, _ in found[0] if period == "ALL_TIME")
    assert of_all_time == sum(day.xp for day in days)
