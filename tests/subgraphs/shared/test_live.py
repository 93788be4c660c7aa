"""Live values: heard by who listens, and nobody else is held up."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fakeredis import FakeAsyncRedis, FakeServer
from redis.asyncio import Redis

from subgraphs.shared.live import LiveBus
from subgraphs.shared.stop_tasks import stop_tasks
from tests.subgraphs.shared.conftest import answers
from tests.support.subgraphs import eventually


@pytest.fixture(params=["in process", "redis"])
async def live(request: pytest.FixtureRequest, redis_socket: str) -> AsyncIterator[LiveBus]:
    if request.param == "redis":
        redis: Redis = Redis.from_url(f"unix://{redis_socket}")
        await eventually(lambda: answers(redis))
    else:
        redis = FakeAsyncRedis(server=FakeServer())
    bus = LiveBus(redis, queue_limit=3)
    yield bus
    await bus.close()
    await redis.aclose()


async def test_a_value_published_after_subscribing_is_heard_by_everyone(live: LiveBus) -> None:
    async with live.subscribe("a") as one, live.subscribe("a") as two:
        await live.publish("a", {"n": 1})
        assert await anext(one) == {"n": 1}
        assert await anext(two) == {"n": 1}


async def test_channels_are_kept_apart(live: LiveBus) -> None:
    async with live.subscribe("a") as a, live.subscribe("b") as b:
        await live.publish("b", {"to": "b"})
        await live.publish("a", {"to": "a"})
        assert await anext(a) == {"to": "a"}
        assert await anext(b) == {"to": "b"}


async def test_leaving_frees_the_channel_at_once(live: LiveBus) -> None:
    async with live.subscribe("a"):
        assert live.listener_count == 1
    assert live.listener_count == 0


async def test_a_cancelled_listener_leaves_too(live: LiveBus) -> None:
    listening = asyncio.Event()

    async def listen() -> None:
        async with live.subscribe("a") as values:
            listening.set()
            await anext(values)

    task = asyncio.create_task(listen())
    await listening.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert live.listener_count == 0


async def test_a_listener_that_is_cancelled_while_it_subscribes_leaves_nothing_behind(live: LiveBus) -> None:
    async def listen() -> None:
        async with live.subscribe("a"):
            await asyncio.Event().wait()

    for steps in range(8):
        task = asyncio.create_task(listen())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert live.listener_count == 0
    async with live.subscribe("a") as values:
        await live.publish("a", {"n": 1})
        assert await anext(values) == {"n": 1}


async def test_who_comes_back_hears_again(live: LiveBus) -> None:
    for n in range(3):
        async with live.subscribe("a") as values:
            await live.publish("a", {"n": n})
            assert await anext(values) == {"n": n}


async def test_a_slow_listener_loses_the_oldest_values(live: LiveBus) -> None:
    async with live.subscribe("a") as slow, live.subscribe("a") as quick:
        for n in range(5):
            await live.publish("a", {"n": n})
            assert await anext(quick) == {"n": n}
        assert [(await anext(slow))["n"] for _ in range(3)] == [2, 3, 4]


async def test_a_listener_hears_again_after_the_connection_was_lost(redis_socket: str) -> None:
    redis: Redis = Redis.from_url(f"unix://{redis_socket}")
    await eventually(lambda: answers(redis))
    live = LiveBus(redis)
    heard: list[dict[str, object]] = []

    async def listen() -> None:
        async with live.subscribe("a") as values:
            async for value in values:
                heard.append(value)

    async def has_heard() -> bool:
        await live.publish("a", {"n": 1})
        return bool(heard)

    listening = asyncio.create_task(listen())
    await eventually(has_heard)
    await redis.client_kill_filter(_type="pubsub")
    heard.clear()
    await eventually(has_heard)
    await stop_tasks([listening])
    await live.close()
    await redis.aclose()
