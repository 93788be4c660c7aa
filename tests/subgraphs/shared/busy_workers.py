"""A process that asks for work and does it, until somebody kills it. What begins and ends is told in a file."""

import asyncio
import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from subgraphs.shared.ids import new_id
from subgraphs.shared.job_request import JobRequest
from subgraphs.shared.jobs import Job, JobContext
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.subgraph import run_subgraphs
from tests.subgraphs.shared.garden import GARDEN, PlantRow, Table
from tests.support.subgraphs import AnySubgraph, open_subgraph

LEASE = timedelta(seconds=3)
JOBS_PER_ROUND = 40


class PlantSeed(JobRequest):
    kind: ClassVar[str] = "plant-seed"
    number: str


def tell(log: Path, *words: str) -> None:
    with log.open("a") as file:
        file.write(" ".join(words) + "\n")


def busy_garden(log: Path, pause: float) -> Any:
    async def plant_seed(job: JobContext[Any, Any], request: PlantSeed) -> None:
        tell(log, "begin", request.number, str(os.getpid()))
        await asyncio.sleep(pause)
        async with job.finish() as work:
            work.session.add(PlantRow(garden="planted", name=request.number, height=1, planted_at=work.now))
        tell(log, "end", request.number, str(os.getpid()))

    return replace(GARDEN, jobs=(Job(request=PlantSeed, handler=plant_seed),))


def open_busy_garden(home: Path, url: str | None, messaging: Messaging, pause: float = 0.02) -> AnySubgraph:
    garden = busy_garden(home / "log", pause)
    return open_subgraph(garden, home, messaging, database_url=url or None, job_lease=LEASE, job_concurrency=4)


async def main(home: Path, url: str) -> None:
    messaging = Messaging.in_process()
    subgraph = open_busy_garden(home, url, messaging)
    async with subgraph.database.engine.begin() as connection:
        await connection.run_sync(Table.metadata.create_all)
    async with run_subgraphs([subgraph], messaging):
        for _ in range(JOBS_PER_ROUND):
            async with subgraph.transactions.begin() as work:
                number = new_id().hex
                work.session.add(PlantRow(garden="wanted", name=number, height=1, planted_at=work.now))
                work.enqueue(PlantSeed(number=number))
        sys.stdout.write("working\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def start(home: str, url: str) -> None:
    asyncio.run(main(Path(home), url))
