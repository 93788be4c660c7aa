"""A process that announces events and handles them as fast as it can, until somebody kills it."""

import asyncio
import sys
from pathlib import Path

from subgraphs.shared.clock import utc_now
from subgraphs.shared.ids import new_id
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.subgraph import run_subgraphs
from tests.subgraphs.shared.garden import GARDEN, PlantGrew, PlantRow, Table
from tests.support.subgraphs import AnySubgraph, open_subgraph


async def grow_for_ever(subgraph: AnySubgraph) -> None:
    while True:
        plant_id = new_id()
        async with subgraph.transactions.begin() as work:
            work.session.add(PlantRow(id=plant_id, garden="grown", name="x", height=1, planted_at=utc_now()))
            work.announce(PlantGrew(plant_id=plant_id, by=1))


async def main(home: Path, redis_url: str) -> None:
    messaging = Messaging.over_redis(redis_url) if redis_url else Messaging.in_process()
    subgraph = open_subgraph(GARDEN, home, messaging)
    async with subgraph.database.engine.begin() as connection:
        await connection.run_sync(Table.metadata.create_all)
    async with run_subgraphs([subgraph], messaging):
        sys.stdout.write("growing\n")
        sys.stdout.flush()
        await grow_for_ever(subgraph)


def start(home: str, redis_url: str) -> None:
    asyncio.run(main(Path(home), redis_url))
