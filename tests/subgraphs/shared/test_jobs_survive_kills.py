"""Processes that are killed while they work lose no job, do none twice and never two of them one at a time."""

import asyncio
import random
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from subgraphs.shared.job_tables import JobState
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.subgraph import run_subgraphs
from tests.subgraphs.shared.busy_workers import open_busy_garden, tell
from tests.subgraphs.shared.garden import PlantRow
from tests.support.forked import Forked
from tests.support.subgraphs import AnySubgraph, database_engines, eventually, temporary_database

KILLS = 2


def start(home: Path, url: str) -> Forked:
    process = Forked("tests.subgraphs.shared.busy_workers", str(home), url)
    assert process.read_line() == b"working\n"
    return process


def kill(process: Forked, home: Path) -> None:
    pid = process.pid
    process.close()
    tell(home / "log", "killed", "-", str(pid))


def kill_again_and_again(home: Path, url: str) -> None:
    delays = random.Random(2026)
    staying = start(home, url)
    for _ in range(KILLS):
        other = start(home, url)
        # Nothing is waited for here: the kill is meant to meet the process anywhere.
        time.sleep(delays.uniform(0.0, 0.2))
        kill(other, home)
    kill(staying, home)


async def names_in(subgraph: AnySubgraph, garden: str) -> list[str]:
    statement = select(col(PlantRow.name)).where(col(PlantRow.garden) == garden)
    async with subgraph.database.read() as session:
        return sorted((await session.scalars(statement)).all())


async def count_in(subgraph: AnySubgraph, garden: str) -> int:
    statement = select(func.count()).select_from(PlantRow).where(col(PlantRow.garden) == garden)
    async with subgraph.database.read() as session:
        return (await session.scalar(statement)) or 0


def assert_one_at_a_time(log: Path) -> None:
    """Whoever begins a job finds nobody at it who is alive."""
    busy: dict[str, str] = {}
    dead: set[str] = set()
    for line in log.read_text().splitlines():
        what, number, process = line.split(" ")
        if what == "killed":
            dead.add(process)
        elif what == "begin":
            assert busy.get(number) is None or busy[number] in dead, line
            busy[number] = process
        else:
            del busy[number]


@pytest.mark.parametrize("engine", database_engines())
async def test_killed_again_and_again_every_job_is_done_once(engine: str, tmp_path: Path) -> None:
    async with temporary_database(engine, tmp_path, "garden") as url:
        await asyncio.to_thread(kill_again_and_again, tmp_path, url)
        messaging = Messaging.in_process()
        subgraph = open_busy_garden(tmp_path, url, messaging, pause=0)
        async with run_subgraphs([subgraph], messaging):
            wanted = await names_in(subgraph, "wanted")

            async def all_are_done() -> bool:
                return await count_in(subgraph, "planted") >= len(wanted)

            await eventually(all_are_done, seconds=60)
            await subgraph.jobs.drain()
            assert await names_in(subgraph, "planted") == wanted
            assert await subgraph.list_jobs([JobState.DEAD, JobState.WAITING, JobState.RUNNING]) == []
        assert_one_at_a_time(tmp_path / "log")
