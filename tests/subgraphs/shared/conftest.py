"""A garden to try everything in."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from subgraphs.shared.messaging import Messaging
from tests.subgraphs.shared.garden import GARDEN, PlantRow, Table
from tests.support.subgraphs import SubgraphUnderTest, database_engines, open_subgraph, temporary_database

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


async def plant(garden: SubgraphUnderTest, *heights: int, bed: str = "east") -> list[PlantRow]:
    rows = [PlantRow(garden=bed, name=f"{bed} {height}", height=height, planted_at=PLANTED) for height in heights]
    async with garden.subgraph.database.write() as session:
        session.add_all(rows)
    return rows
