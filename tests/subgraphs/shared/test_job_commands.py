"""Dead jobs from the operator's side."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from typer.testing import CliRunner, Result

from subgraphs.shared.command_line import create_command_line
from subgraphs.shared.ids import new_id
from subgraphs.shared.job_request import JobRequest
from subgraphs.shared.jobs import GiveUp, Job, JobContext
from subgraphs.shared.messaging import Messaging
from tests.subgraphs.shared.garden import GARDEN, Table
from tests.support.subgraphs import AnySubgraph, open_subgraph


class Dig(JobRequest):
    kind: ClassVar[str] = "dig"
    deep: bool


async def dig(job: JobContext[Any, Any], request: Dig) -> None:
    await job.report(1, 3)
    if request.deep and job.row.claim == 1:
        raise GiveUp("the spade broke")


DIGGING = replace(GARDEN, jobs=(Job(request=Dig, handler=dig),))


async def in_garden(home: Path, do: Callable[[AnySubgraph], Awaitable[None]]) -> None:
    messaging = Messaging.alone()
    subgraph = open_subgraph(DIGGING, home, messaging)
    async with subgraph.database.engine.begin() as connection:
        await connection.run_sync(Table.metadata.create_all)
    try:
        await do(subgraph)
    finally:
        await subgraph.close()
        await messaging.close()


async def dig_twice(subgraph: AnySubgraph) -> None:
    async with subgraph.transactions.begin() as work:
        work.enqueue(Dig(deep=True))
        work.enqueue(Dig(deep=False))
    await subgraph.jobs.drain()


def command(home: Path, *arguments: str) -> Result:
    return CliRunner(env={"KUMIKI_HOME": str(home)}).invoke(create_command_line(DIGGING), ["jobs", *arguments])


def test_dead_jobs_are_listed_with_what_went_wrong(tmp_path: Path) -> None:
    asyncio.run(in_garden(tmp_path, dig_twice))
    (line,) = command(tmp_path, "list").stdout.splitlines()
    _, state, kind, attempts, _, progress, error = line.split("\t")
    assert (state, kind, attempts, progress, error) == ("dead", "dig", "1", "1 of 3", "GiveUp: the spade broke")


def test_a_dead_job_that_is_retried_is_done_by_whoever_serves(tmp_path: Path) -> None:
    asyncio.run(in_garden(tmp_path, dig_twice))
    assert command(tmp_path, "retry").stdout == "1 to be done again\n"
    (line,) = command(tmp_path, "list", "--all").stdout.splitlines()
    assert line.split("\t")[1] == "waiting"
    asyncio.run(in_garden(tmp_path, lambda subgraph: subgraph.jobs.drain()))
    assert command(tmp_path, "list", "--all").stdout == ""


def test_a_job_that_is_not_dead_cannot_be_retried(tmp_path: Path) -> None:
    asyncio.run(in_garden(tmp_path, dig_twice))
    assert command(tmp_path, "retry", "--id", str(new_id())).exit_code == 1
