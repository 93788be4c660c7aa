"""What carries events and live values between subgraphs: within this process, or through Redis."""

from dataclasses import dataclass
from typing import cast

from fakeredis import FakeAsyncRedis, FakeServer
from redis.asyncio import Redis

from subgraphs.shared.event_bus import EventBus, InProcessEventBus
from subgraphs.shared.live import LiveBus
from subgraphs.shared.redis_event_bus import RedisEventBus


@dataclass(frozen=True, slots=True)
class Messaging:
    """One per process, given to every subgraph in it."""

    redis: Redis
    live: LiveBus
    bus: EventBus | None
    """None: events wait in the outbox until the subgraph runs where its consumers can be reached."""

    @classmethod
    def in_process(cls) -> "Messaging":
        """For a process that holds every subgraph: events go straight from outbox to consumer."""
        redis = _fake_redis()
        return cls(redis, LiveBus(redis), InProcessEventBus())

    @classmethod
    def over_redis(cls, url: str) -> "Messaging":
        redis: Redis = Redis.from_url(url)
        return cls(redis, LiveBus(redis), RedisEventBus(redis))

    @classmethod
    def alone(cls) -> "Messaging":
        """For a lone subgraph without Redis: its live values reach itself, its events wait in the outbox."""
        redis = _fake_redis()
        return cls(redis, LiveBus(redis), None)

    async def start(self) -> None:
        """Begin to deliver. Called after every subgraph has registered its consumers."""
        if self.bus is not None:
            await self.bus.start()

    async def stop(self) -> None:
        """Deliver no more. Called before the subgraphs close, so that none is handed work while it stops."""
        if self.bus is not None:
            await self.bus.close()

    async def close(self) -> None:
        await self.live.close()
        await self.redis.aclose()


def _fake_redis() -> Redis:
    return cast(Redis, FakeAsyncRedis(server=FakeServer()))
