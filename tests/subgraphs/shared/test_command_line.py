"""Dead letters from the operator's side."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from typer.testing import CliRunner, Result

from subgraphs.shared.command_line import create_command_line
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_consumer import BoundConsumer, Consumer
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.retry_policy import RetryPolicy
from subgraphs.shared.unit_of_work import UnitOfWork
from tests.subgraphs.shared.garden import GARDEN, Table
from tests.subgraphs.shared.test_events import announce, neighbours
from tests.support.subgraphs import SubgraphUnderTest, open_subgraph


async def bury(home: Path, heights: Sequence[int]) -> None:
    """Events that came while the handler was broken."""

    async def broken(work: UnitOfWork, event: EventEnvelope) -> None:
        raise RuntimeError("broken")

    messaging = Messaging.alone()
    subgraph = open_subgraph(GARDEN, home, messaging)
    async with subgraph.database.engine.begin() as connection:
        await connection.run_sync(Table.metadata.create_all)
    consumer = Consumer("add-neighbours", "garden-events", {"PlantGrew": broken})
    for envelope in await announce(SubgraphUnderTest(subgraph, messaging), *heights):
        await BoundConsumer(consumer, subgraph.transactions, RetryPolicy(1)).handle(envelope)
    await subgraph.close()
    await messaging.close()


async def effects(home: Path) -> list[int]:
    messaging = Messaging.alone()
    subgraph = open_subgraph(GARDEN, home, messaging)
    heights = await neighbours(SubgraphUnderTest(subgraph, messaging))
    await subgraph.close()
    await messaging.close()
    return heights


def command(home: Path, *arguments: str) -> Result:
    return CliRunner(env={"KUMIKI_HOME": str(home)}).invoke(create_command_line(GARDEN), ["dead-letters", *arguments])


def test_dead_letters_are_listed_with_what_went_wrong(tmp_path: Path) -> None:
    asyncio.run(bury(tmp_path, [5]))
    (line,) = command(tmp_path, "list").stdout.splitlines()
    number, consumer, event_type, _, error = line.split("\t")
    assert (number, consumer, event_type, error) == ("1", "add-neighbours", "PlantGrew", "RuntimeError: broken")


def test_a_mended_handler_can_be_given_its_dead_letters_again(tmp_path: Path) -> None:
    asyncio.run(bury(tmp_path, [5, 13, 7]))
    replayed = command(tmp_path, "replay")
    assert replayed.exit_code == 1
    assert replayed.stdout.splitlines() == ["1: handled", "3: handled"]
    assert asyncio.run(effects(tmp_path)) == [5, 7]
    assert command(tmp_path, "list").stdout.startswith("2\t")


def test_one_dead_letter_can_be_replayed_alone(tmp_path: Path) -> None:
    asyncio.run(bury(tmp_path, [5, 6]))
    assert command(tmp_path, "replay", "--id", "2").exit_code == 0
    assert asyncio.run(effects(tmp_path)) == [6]
