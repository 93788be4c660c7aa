"""A garden to try everything in."""

import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from subgraphs.shared.jobs import Job, PeriodicJob
from subgraphs.shared.messaging import Messaging
from tests.subgraphs.shared.garden import GARDEN, PlantRow, Table
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, database_engines, open_subgraph, temporary_database

PLANTED = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(params=database_engines())
async def garden(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SubgraphUnderTest]:
    messaging = Messaging.in_process()
    async with temporary_database(request.param, tmp_path, "garden") as url:
        subgraph = open_subgraph(GARDEN, tmp_path, messaging, database_url=url)
        async with subgraph.database.engine.begin() as connection:
            await connection.run_sync(Table.metadata.create_all)
        yield SubgraphUnderTest(subgraph, messaging)
        await messaging.stop()
        await subgraph.close()
        await messaging.close()


OpenGarden = Callable[..., AbstractAsyncContextManager[SubgraphUnderTest]]


@pytest.fixture(params=database_engines())
def open_garden(request: pytest.FixtureRequest, tmp_path: Path) -> OpenGarden:
    @asynccontextmanager
    async def open_it(
        *jobs: Job[Any], periodic: tuple[PeriodicJob, ...] = (), clock: Any = None, **settings: Any
    ) -> AsyncIterator[SubgraphUnderTest]:
        messaging = Messaging.in_process()
        definition = replace(GARDEN, jobs=jobs, periodic_jobs=periodic)
        async with temporary_database(request.param, tmp_path, "garden") as url:
            subgraph = open_subgraph(
                definition, tmp_path, messaging, database_url=url, clock=clock or MovableClock(), **settings
            )
            async with subgraph.database.engine.begin() as connection:
                await connection.run_sync(Table.metadata.create_all)
            try:
                yield SubgraphUnderTest(subgraph, messaging)
            finally:
                await messaging.stop()
                await subgraph.close()
                await messaging.close()

    return open_it


async def plant(garden: SubgraphUnderTest, *heights: int, bed: str = "east") -> list[PlantRow]:
    rows = [PlantRow(garden=bed, name=f"{bed} {height}", height=height, planted_at=PLANTED) for height in heights]
    async with garden.subgraph.database.write() as session:
        session.add_all(rows)
    return rows


@pytest.fixture(scope="session")
def redis_socket() -> Iterator[str]:
    """A Redis of these tests' own; the in-process stand-in forgets events given to a blocked reader."""
    with TemporaryDirectory(prefix="kumiki-redis-") as directory:
        socket = f"{directory}/redis"
        command = ["redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--dir", directory]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        yield socket
        server.terminate()
        server.wait()


async def answers(redis: Redis) -> bool:
    try:
        return bool(await redis.ping())
    except RedisError:
        return False
