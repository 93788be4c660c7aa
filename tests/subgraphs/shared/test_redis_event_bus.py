"""Events between processes: two buses on one Redis stand for two processes of a subgraph."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_consumer import BoundConsumer, Consumer
from subgraphs.shared.outbox_relay import OutboxRelay
from subgraphs.shared.redis_event_bus import RedisEventBus
from subgraphs.shared.retry_policy import RetryPolicy
from subgraphs.shared.unit_of_work import UnitOfWork
from tests.subgraphs.shared.conftest import answers
from tests.subgraphs.shared.garden import EVENT_TABLES, GARDEN
from tests.subgraphs.shared.test_events import announce, has_neighbours, neighbours
from tests.support.subgraphs import SubgraphUnderTest, eventually

STREAM = "kumiki:events:garden-events"
GROUP = "garden.add-neighbours"

Connect = Callable[[], Redis]


@pytest.fixture
async def connect(redis_socket: str) -> AsyncIterator[Connect]:
    opened: list[Redis] = []

    def open_connection() -> Redis:
        opened.append(Redis.from_url(f"unix://{redis_socket}"))
        return opened[-1]

    await eventually(lambda: answers(open_connection()))
    await opened[0].flushall()
    yield open_connection
    for redis in opened:
        await redis.aclose()


@asynccontextmanager
async def process(
    garden: SubgraphUnderTest, redis: Redis, consumer: Consumer = GARDEN.consumers[0]
) -> AsyncIterator[RedisEventBus]:
    bus = RedisEventBus(redis)
    bus.register(BoundConsumer(consumer, garden.subgraph.transactions, RetryPolicy(3, 0.001)))
    await bus.start()
    yield bus
    await bus.close()


async def publish(garden: SubgraphUnderTest, redis: Redis) -> None:
    await OutboxRelay(garden.subgraph.database, EVENT_TABLES, RedisEventBus(redis)).drain()


async def pending(redis: Redis) -> int:
    summary = await redis.xpending(STREAM, GROUP)
    return int(summary["pending"])


async def test_events_reach_the_consumer_in_order_and_are_acknowledged(
    garden: SubgraphUnderTest, connect: Connect
) -> None:
    redis = connect()
    await announce(garden, *range(1, 8))
    await publish(garden, redis)
    assert await garden.announced() == []
    async with process(garden, connect()):
        await eventually(lambda: has_neighbours(garden, *range(1, 8)))
        await eventually(lambda: nothing_pending(redis))


async def nothing_pending(redis: Redis) -> bool:
    return await pending(redis) == 0


async def test_what_a_dead_process_had_been_given_is_taken_over(garden: SubgraphUnderTest, connect: Connect) -> None:
    redis = connect()
    await announce(garden, 1, 2)
    await publish(garden, redis)
    await redis.xgroup_create(STREAM, GROUP, id="0")
    await redis.xreadgroup(GROUP, "dead", {STREAM: ">"})
    assert await pending(redis) == 2
    async with process(garden, connect()):
        await eventually(lambda: has_neighbours(garden, 1, 2))
        await eventually(lambda: nothing_pending(redis))


async def test_two_processes_of_a_subgraph_handle_an_event_once(garden: SubgraphUnderTest, connect: Connect) -> None:
    redis = connect()
    async with process(garden, connect()), process(garden, connect()):
        await announce(garden, 1, 2, 3)
        await publish(garden, redis)
        await eventually(lambda: has_neighbours(garden, 1, 2, 3))
        await eventually(lambda: nothing_pending(redis))
    assert await neighbours(garden) == [1, 2, 3]


async def test_the_next_process_goes_on_when_one_leaves(garden: SubgraphUnderTest, connect: Connect) -> None:
    redis = connect()
    async with process(garden, connect()):
        await announce(garden, 1)
        await publish(garden, redis)
        await eventually(lambda: has_neighbours(garden, 1))
    async with process(garden, connect()):
        await announce(garden, 2)
        await publish(garden, redis)
        await eventually(lambda: has_neighbours(garden, 1, 2))


async def test_an_event_under_way_when_a_process_stops_is_handled_by_the_next(
    garden: SubgraphUnderTest, connect: Connect
) -> None:
    redis = connect()
    begun = asyncio.Event()

    async def never_ends(work: UnitOfWork, event: EventEnvelope) -> None:
        begun.set()
        await asyncio.Event().wait()

    await announce(garden, 5)
    await publish(garden, redis)
    async with process(garden, connect(), Consumer("add-neighbours", "garden-events", {"PlantGrew": never_ends})):
        await begun.wait()
    assert await pending(redis) == 1
    async with process(garden, connect()):
        await eventually(lambda: has_neighbours(garden, 5))


async def test_an_entry_that_no_relay_wrote_is_passed_over(garden: SubgraphUnderTest, connect: Connect) -> None:
    redis = connect()
    await redis.xadd(STREAM, {"body": "not an event"})
    await announce(garden, 6)
    await publish(garden, redis)
    async with process(garden, connect()):
        await eventually(lambda: has_neighbours(garden, 6))
        await eventually(lambda: nothing_pending(redis))
