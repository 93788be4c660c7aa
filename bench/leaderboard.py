"""How long ranks, pages and updates of leaderboards take among many learners.

    python -m bench.leaderboard [--learners N] [--rounds N] [--postgres URL] [--redis URL]

Fills the boards of a day, the week, the month and of all time with everybody, then asks the subgraph, in process, for
ranks, pages and neighbours of learners who stand anywhere, and gives points to learners chosen at random, each in a
transaction of its own. One asks after the other; the time is all of it, from parsing the operation to the answer, or to
the commit. SQLite unless `--postgres` names an empty database (postgresql+asyncpg://...) to do it there as well; with
`--redis`, once more on the last of them with the index of ranks in Redis. Exits with 1 where the 95th percentile of
a rank, a page or an update is above the limit; what is asked beside a page, and boards that are counted, is shown only.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.schema import CreateIndex, DropIndex, ExecutableDDLElement
from sqlmodel import SQLModel

from subgraphs.progress.app import PROGRESS
from subgraphs.progress.models.circles import CircleMemberRow, CircleRow, FriendshipRow
from subgraphs.progress.models.leaderboards import LeaderboardRow
from subgraphs.progress.periods import Board, LeaderboardPeriod, current_board
from subgraphs.progress.places import Standing
from subgraphs.progress.repository.learners import LearnersRepository
from subgraphs.progress.service.leaderboards import SETTLE_EVERY, Points, move_leaderboards
from subgraphs.shared.ids import seed_id
from tests.support.subgraphs import SubgraphUnderTest, subgraph_under_test

LIMIT_MS = 20.0
LIMITED = ("rank,", "page,", "update")
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
MOST_XP = {
    LeaderboardPeriod.DAY: 300,
    LeaderboardPeriod.WEEK: 2_000,
    LeaderboardPeriod.MONTH: 8_000,
    LeaderboardPeriod.ALL_TIME: 500_000,
}
"""Points come in tens: a day has thirty different scores, so that ties are of tens of thousands."""

FRIENDS, MEMBERS = 200, 1_000
ORGANIZATION = seed_id("bench-organization", 0)

RANK = "query ($period: LeaderboardPeriod!) { leaderboard(period: $period, first: 0) { viewerEntry { rank xp } } }"
PAGE = """query ($period: LeaderboardPeriod!, $around: ID!) {
    leaderboard(period: $period, around: $around, first: 20) { edges { rank xp cursor node { id } } }
}"""
NEIGHBOURS = """query ($period: LeaderboardPeriod!) {
    leaderboard(period: $period, first: 0) { totalCount neighbours { rank xp node { id } } }
}"""
AMONG_FRIENDS = """query ($period: LeaderboardPeriod!) {
    leaderboard(period: $period, scope: FRIENDS, first: 20) { totalCount viewerRank edges { rank xp node { id } } }
}"""
AMONG_MEMBERS = f"""query ($period: LeaderboardPeriod!) {{
    leaderboard(period: $period, scope: ORGANIZATION, organizationId: "{ORGANIZATION}", first: 20) {{
        totalCount viewerRank edges {{ rank xp node {{ id }} }}
    }}
}}"""


@dataclass(frozen=True, slots=True)
class Timing:
    kind: str
    milliseconds: tuple[float, ...]

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.milliseconds, n=20, method="inclusive")[-1]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.leaderboard", description="Times of leaderboards.")
    parser.add_argument("--learners", type=int, default=1_000_000, help="how many stand on each board")
    parser.add_argument("--rounds", type=int, default=500, help="how often each is asked")
    parser.add_argument("--postgres", help="the URL of an empty database; SQLite only where left out")
    parser.add_argument("--redis", help="the URL of a Redis for the index of ranks; not measured where left out")
    asked = parser.parse_args()
    timings = asyncio.run(measure_all(asked.learners, asked.rounds, asked.postgres, asked.redis))
    sys.exit(any(timing.p95 > LIMIT_MS for timing in timings if timing.kind.startswith(LIMITED)))


async def measure_all(learners: int, rounds: int, postgres: str | None, redis: str | None) -> list[Timing]:
    ids = [seed_id("bench-learner", number) for number in range(learners)]
    timings: list[Timing] = []
    with tempfile.TemporaryDirectory() as folder:
        places = {"SQLite": f"sqlite+aiosqlite:///{folder}/progress.db"}
        if postgres is not None:
            places["PostgreSQL"] = postgres
        for name, url in places.items():
            async with subgraph_under_test(PROGRESS, Path(folder), database_url=url, clock=lambda: NOW) as progress:
                await fill(progress, name, ids)
                timings += await measure(progress, name, ids, rounds)
        if redis is not None:
            chosen: dict[str, Any] = {"leaderboard_index": "redis", "redis_url": redis, "database_url": url}
            async with subgraph_under_test(PROGRESS, Path(folder), clock=lambda: NOW, **chosen) as progress:
                await index(progress, f"{name} and Redis")
                timings += await measure(progress, f"{name} and Redis", ids, rounds)
    return timings


async def fill(progress: SubgraphUnderTest, name: str, ids: Sequence[UUID]) -> None:
    started = time.perf_counter()
    indexes = LeaderboardRow.__table__.indexes  # type: ignore[attr-defined]
    # Made once all rows are there, which is quicker.
    await change(progress, [DropIndex(each) for each in indexes])
    for board in boards():
        rows = rows_of(board, ids)
        while batch := list(islice(rows, 50_000)):
            await write(progress, LeaderboardRow, batch)
    await change(progress, [CreateIndex(each) for each in indexes])
    ties = {"is_on": True, "as_of": NOW}
    circle = [{"id": ORGANIZATION, "kind": "ORGANIZATION", **ties}]
    await write(progress, CircleRow, circle)
    members = [{"circle_id": ORGANIZATION, "user_id": user_id, "role": "MEMBER", **ties} for user_id in ids[:MEMBERS]]
    await write(progress, CircleMemberRow, members)
    friends = [{"user_id": one, "friend_id": each, **ties} for one in ids[:20] for each in ids[20 : 20 + FRIENDS]]
    await write(progress, FriendshipRow, friends)
    if not progress.subgraph.database.is_sqlite:
        async with progress.subgraph.transactions.begin() as work:
            await work.session.execute(text("ANALYZE"))
    print(f"{name}: {len(ids):,} learners on {len(MOST_XP)} boards in {time.perf_counter() - started:.0f} s")
    await index(progress, name)


async def index(progress: SubgraphUnderTest, name: str) -> None:
    started = time.perf_counter()
    for board in boards():
        async with progress.subgraph.transactions.begin() as work:
            await progress.subgraph.services.leaderboard_index.rebuild(work.session, board)
    print(f"{name}: index of ranks in {time.perf_counter() - started:.0f} s")


def boards() -> list[Board]:
    return [current_board(period, NOW) for period in LeaderboardPeriod]


def rows_of(board: Board, ids: Sequence[UUID]) -> Iterator[dict[str, Any]]:
    """Most learners have few points, and some have many."""
    chance = random.Random(board[0])
    for user_id in ids:
        xp = 10 + int(chance.random() ** 3 * MOST_XP[board[0]]) // 10 * 10
        standing = Standing(user_id, xp, NOW - timedelta(seconds=chance.randrange(40_000)))
        yield {
            "period": board[0].value,
            "starts_on": board[1],
            "user_id": user_id,
            "xp": xp,
            "reached_at": standing.reached_at,
            "place": standing.place,
            "is_listed": True,
        }


async def write(progress: SubgraphUnderTest, model: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """As each engine takes many rows most quickly."""
    database = progress.subgraph.database
    table, columns = str(model.__tablename__), list(rows[0])
    async with database.write() as session:
        connection: Any = (await (await session.connection()).get_raw_connection()).driver_connection
        if database.is_sqlite:
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
            await connection.executemany(statement, [tuple(map(as_sqlite_holds, row.values())) for row in rows])
        else:
            records = [tuple(row.values()) for row in rows]
            await connection.copy_records_to_table(table, records=records, columns=columns)


def as_sqlite_holds(value: Any) -> Any:
    match value:
        case UUID():
            return value.hex
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S.%f")
        case date():
            return value.isoformat()
        case _:
            return value


async def change(progress: SubgraphUnderTest, statements: Sequence[ExecutableDDLElement]) -> None:
    async with progress.subgraph.database.write() as session:
        for statement in statements:
            await session.execute(statement)


async def measure(progress: SubgraphUnderTest, name: str, ids: Sequence[UUID], rounds: int) -> list[Timing]:
    chance = random.Random(name)
    timings = []
    for period in (LeaderboardPeriod.ALL_TIME, LeaderboardPeriod.DAY):
        for kind, ask in asking(progress, period, ids, chance).items():
            timings.append(await time_kind(f"{kind}, {period.value}", ask, rounds))
    timings += await measure_updates(progress, ids, chance, rounds)
    print(name)
    for timing in timings:
        median, worst = statistics.median(timing.milliseconds), max(timing.milliseconds)
        print(f"  {timing.kind:32} median {median:6.1f} ms   p95 {timing.p95:6.1f} ms   worst {worst:6.1f} ms")
    return timings


def asking(
    progress: SubgraphUnderTest, period: LeaderboardPeriod, ids: Sequence[UUID], chance: random.Random
) -> dict[str, Callable[[], Awaitable[Any]]]:
    variables, with_friends = {"period": period.value}, ids[:20]
    return {
        "rank": lambda: progress.data(RANK, variables, caller=chance.choice(ids)),
        "page": lambda: progress.data(PAGE, {**variables, "around": str(chance.choice(ids))}, caller=ids[0]),
        "neighbours and total": lambda: progress.data(NEIGHBOURS, variables, caller=chance.choice(ids)),
        f"page among {FRIENDS} friends": lambda: progress.data(
            AMONG_FRIENDS, variables, caller=chance.choice(with_friends)
        ),
        f"page among {MEMBERS:,} members": lambda: progress.data(AMONG_MEMBERS, variables, caller=ids[0]),
    }


async def measure_updates(
    progress: SubgraphUnderTest, ids: Sequence[UUID], chance: random.Random, rounds: int
) -> list[Timing]:
    """Points that are given, and the counting in that follows from time to time, which another task does."""
    updates, settlings = [], []
    for number in range(rounds * 4):
        points = Points(chance.choice(ids), 10, NOW, NOW + timedelta(seconds=number))
        started = time.perf_counter()
        async with progress.subgraph.transactions.begin() as work:
            await LearnersRepository(work.session).locked_learner(points.learner_id)
            await move_leaderboards(work, points)
        updates.append((time.perf_counter() - started) * 1_000)
        if number % (SETTLE_EVERY // len(MOST_XP)) == 0:
            started = time.perf_counter()
            async with progress.subgraph.transactions.begin() as work:
                await progress.subgraph.services.leaderboard_index.settle(work.session)
            settlings.append((time.perf_counter() - started) * 1_000)
    print(f"  counting in {SETTLE_EVERY:,} changes: at most {max(settlings):.0f} ms")
    return [Timing("update of four boards", tuple(updates[10:]))]


async def time_kind(kind: str, ask: Callable[[], Awaitable[Any]], rounds: int) -> Timing:
    taken = []
    for _ in range(rounds + 10):
        started = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - started) * 1_000)
    # The first ones only warm up.
    return Timing(kind, tuple(taken[10:]))


if __name__ == "__main__":
    main()
