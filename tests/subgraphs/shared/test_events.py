"""From a commit to an effect elsewhere: once, in order, whatever fails."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from subgraphs.shared.clock import utc_now
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_bus import InProcessEventBus
from subgraphs.shared.event_consumer import BoundConsumer, Consumer
from subgraphs.shared.event_tables import EventStore
from subgraphs.shared.ids import new_id
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.outbox_relay import OutboxRelay
from subgraphs.shared.retry_policy import RetryPolicy
from subgraphs.shared.subgraph import run_subgraphs
from subgraphs.shared.unit_of_work import UnitOfWork
from tests.subgraphs.shared.garden import EVENT_TABLES, GARDEN, PlantGrew, PlantRow, Table
from tests.support.subgraphs import AnyDefinition, SubgraphUnderTest, eventually, open_subgraph

AT_ONCE = RetryPolicy(attempts=3, first_pause=0.001)


async def announce(garden: SubgraphUnderTest, *heights: int) -> list[EventEnvelope]:
    plant_id = new_id()
    async with garden.subgraph.transactions.begin() as work:
        return [work.announce(PlantGrew(plant_id=plant_id, by=by)) for by in heights]


async def neighbours(garden: SubgraphUnderTest) -> list[int]:
    async with garden.subgraph.database.read() as session:
        rows = await session.scalars(select(PlantRow).where(col(PlantRow.garden) == "neighbours"))
        return [row.height for row in sorted(rows, key=lambda row: row.id)]


async def has_neighbours(garden: SubgraphUnderTest, *heights: int) -> bool:
    return await neighbours(garden) == list(heights)


def hurried(garden: SubgraphUnderTest, consumer: Consumer | None = None) -> BoundConsumer:
    return BoundConsumer(consumer or GARDEN.consumers[0], garden.subgraph.transactions, AT_ONCE)


async def test_an_event_carries_what_happened_and_why(garden: SubgraphUnderTest) -> None:
    await announce(garden, 3)
    (envelope,) = await garden.announced()
    assert (envelope.event_type, envelope.topic, envelope.source, envelope.version) == (
        "PlantGrew",
        "garden-events",
        "garden",
        1,
    )
    assert envelope.data == {"plantId": envelope.key, "by": 3}
    assert envelope.causation_id is None


async def test_a_transaction_that_fails_announces_nothing(garden: SubgraphUnderTest) -> None:
    with pytest.raises(ZeroDivisionError):
        async with garden.subgraph.transactions.begin() as work:
            work.announce(PlantGrew(plant_id=new_id(), by=1))
            raise ZeroDivisionError
    assert await garden.announced() == []


async def test_events_of_one_key_have_their_effects_in_order(garden: SubgraphUnderTest) -> None:
    await announce(garden, *range(1, 10))
    await garden.deliver_events()
    assert await neighbours(garden) == list(range(1, 10))
    assert await garden.announced() == []


async def test_an_event_that_is_delivered_again_has_no_second_effect(garden: SubgraphUnderTest) -> None:
    (envelope,) = await announce(garden, 4)
    consumer = hurried(garden)
    await asyncio.gather(*(consumer.handle(envelope) for _ in range(5)))
    assert await neighbours(garden) == [4]


async def test_a_handler_that_fails_first_succeeds_later_with_one_effect(garden: SubgraphUnderTest) -> None:
    failures = [RuntimeError("not yet"), RuntimeError("nor now")]

    async def grudging(work: UnitOfWork, event: EventEnvelope) -> None:
        work.session.add(PlantRow(garden="neighbours", name="late", height=1, planted_at=work.now))
        await work.session.flush()
        if failures:
            raise failures.pop()

    (envelope,) = await announce(garden, 4)
    await hurried(garden, Consumer("grudging", "garden-events", {"PlantGrew": grudging})).handle(envelope)
    assert await neighbours(garden) == [1]
    assert await garden.subgraph.dead_letters() == []


async def test_an_event_that_fails_too_often_is_a_dead_letter_that_can_be_replayed(garden: SubgraphUnderTest) -> None:
    (envelope,) = await announce(garden, 13)
    await hurried(garden).handle(envelope)
    (letter,) = await garden.subgraph.dead_letters()
    assert (letter.consumer, letter.attempts, letter.error) == ("add-neighbours", 3, "RuntimeError: unlucky")
    with pytest.raises(RuntimeError, match="unlucky"):
        await garden.subgraph.replay(letter)
    luckier = replace(letter, envelope=letter.envelope.model_copy(update={"data": {"by": 14}}))
    await garden.subgraph.replay(luckier)
    assert await neighbours(garden) == [14]
    assert await garden.subgraph.dead_letters() == []


async def test_what_follows_from_an_event_names_it_as_its_cause(garden: SubgraphUnderTest) -> None:
    followers: list[EventEnvelope] = []

    async def follow(work: UnitOfWork, event: EventEnvelope) -> None:
        followers.append(work.announce(PlantGrew(plant_id=new_id(), by=0)))

    (envelope,) = await announce(garden, 4)
    await hurried(garden, Consumer("follow", "garden-events", {"PlantGrew": follow})).handle(envelope)
    assert followers[0].causation_id == envelope.event_id
    assert followers[0].correlation_id == envelope.correlation_id


class DyingBus(InProcessEventBus):
    """Delivers, and dies before it can say so."""

    async def publish(self, envelopes: Sequence[EventEnvelope]) -> None:
        await super().publish(envelopes)
        raise RuntimeError("killed")


async def test_a_death_between_delivery_and_marking_repeats_the_event_without_effect(
    garden: SubgraphUnderTest,
) -> None:
    await announce(garden, 4)
    dying = DyingBus()
    dying.register(hurried(garden))
    relay = OutboxRelay(garden.subgraph.database, EVENT_TABLES, dying)
    task = asyncio.create_task(relay.drain())
    await eventually(lambda: has_neighbours(garden, 4))
    task.cancel()
    await relay.close()
    assert len(await garden.announced()) == 1
    await garden.deliver_events()
    assert await garden.announced() == []
    assert await neighbours(garden) == [4]


async def test_a_poisonous_event_holds_up_its_own_key_only(garden: SubgraphUnderTest) -> None:
    gate = asyncio.Event()

    async def stubborn(work: UnitOfWork, event: EventEnvelope) -> None:
        if event.data["by"] == 1 and not gate.is_set():
            raise RuntimeError("blocked")
        work.session.add(PlantRow(garden="neighbours", name="x", height=event.data["by"], planted_at=work.now))

    patient = RetryPolicy(attempts=1_000_000, first_pause=0.001, longest_pause=0.001)
    bus = InProcessEventBus()
    consumer = Consumer("stubborn", "garden-events", {"PlantGrew": stubborn})
    bus.register(BoundConsumer(consumer, garden.subgraph.transactions, patient))
    await announce(garden, 1, 2)
    await announce(garden, 3)
    relay = OutboxRelay(garden.subgraph.database, EVENT_TABLES, bus)
    task = asyncio.create_task(relay.drain())
    await eventually(lambda: has_neighbours(garden, 3))
    gate.set()
    await task
    assert sorted(await neighbours(garden)) == [1, 2, 3]


async def test_a_commit_wakes_the_relay_at_once(garden: SubgraphUnderTest) -> None:
    assert garden.messaging.bus is not None
    relay = OutboxRelay(garden.subgraph.database, EVENT_TABLES, garden.messaging.bus, poll_seconds=3_600)
    garden.subgraph.transactions.on_announced = relay.wake
    relay.start()
    await announce(garden, 4)
    await eventually(lambda: has_neighbours(garden, 4))
    await announce(garden, 5)
    await eventually(lambda: has_neighbours(garden, 4, 5))
    await relay.close()


class GatedBus(InProcessEventBus):
    """Holds back the events of one key, and counts how often it is asked where each event belongs."""

    def __init__(self, held_key: str) -> None:
        super().__init__()
        self.held_key = held_key
        self.gate = asyncio.Event()
        self.looks: Counter[str] = Counter()

    def lane_of(self, envelope: EventEnvelope) -> str:
        self.looks[envelope.key] += 1
        return super().lane_of(envelope)

    async def publish(self, envelopes: Sequence[EventEnvelope]) -> None:
        if envelopes[0].key == self.held_key:
            await self.gate.wait()


async def test_what_is_being_published_is_not_read_again_meanwhile(garden: SubgraphUnderTest) -> None:
    (held,) = await announce(garden, 1)
    bus = GatedBus(held.key)
    relay = OutboxRelay(garden.subgraph.database, EVENT_TABLES, bus, poll_seconds=0.001)
    relay.start()
    for height in (2, 3, 4):
        (other,) = await announce(garden, height)

        async def is_published(event_id: UUID = other.event_id) -> bool:
            return event_id not in {event.event_id for event in await garden.announced()}

        await eventually(is_published)
    assert bus.looks[held.key] == 1
    bus.gate.set()
    await relay.close()


async def test_a_bus_that_closes_gives_up_what_is_under_way_and_it_stays_in_the_outbox(
    garden: SubgraphUnderTest,
) -> None:
    begun = asyncio.Event()

    async def linger(work: UnitOfWork, _event: EventEnvelope) -> None:
        await work.session.execute(select(1))
        begun.set()
        await asyncio.Event().wait()

    bus, database = InProcessEventBus(), garden.subgraph.database
    bus.register(hurried(garden, Consumer("linger", "garden-events", {"PlantGrew": linger})))
    relay = OutboxRelay(database, EVENT_TABLES, bus, timedelta(days=1), utc_now)
    await announce(garden, 1)
    relay.start()
    await begun.wait()
    assert database.engine.pool.checkedout() == 1  # type: ignore[attr-defined]
    await bus.close()
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    await relay.close()
    assert len(await garden.announced()) == 1


async def test_events_wait_in_the_outbox_of_a_lone_subgraph(tmp_path: Path) -> None:
    messaging = Messaging.alone()
    subgraph = open_subgraph(GARDEN, tmp_path, messaging)
    async with subgraph.database.engine.begin() as connection:
        await connection.run_sync(Table.metadata.create_all)
    lone = SubgraphUnderTest(subgraph, messaging)
    async with run_subgraphs([subgraph], messaging):
        await announce(lone, 4)
        assert len(await lone.announced()) == 1


async def test_published_rows_are_pruned_after_their_time_and_waiting_ones_never(garden: SubgraphUnderTest) -> None:
    await announce(garden, 1)
    await garden.deliver_events()
    await announce(garden, 2)
    async with garden.subgraph.database.write() as session:
        await EventStore(session, EVENT_TABLES).delete_published_before(utc_now() + timedelta(seconds=1))
    async with garden.subgraph.database.read() as session:
        rows = (await session.execute(select(EVENT_TABLES.outbox))).all()
    assert len(rows) == 1 and rows[0].published_at is None


def test_a_variant_of_a_definition_is_a_value_away() -> None:
    variant: AnyDefinition = replace(GARDEN, consumers=())
    assert variant.consumers == () and variant.schema is GARDEN.schema
