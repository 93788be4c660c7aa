"""Values for open subscriptions: what any subgraph process publishes, every other one hears.

All subscriptions of a process share one Redis connection. A channel is subscribed at Redis while anyone here listens
to it, and no longer. Whoever reads too slowly loses the oldest values, not the newest, and holds nobody else up.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Self

import orjson
import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

_PREFIX = "kumiki:live:"
_RETRY_SECONDS = 0.5


class LiveSubscription:
    """The values of one channel for one listener, from the moment it was made."""

    def __init__(self, channel: str, limit: int) -> None:
        self.channel = channel
        self._limit = limit
        self._values: deque[dict[str, Any]] = deque()
        self._arrival = asyncio.Event()

    def offer(self, payload: dict[str, Any]) -> None:
        if len(self._values) == self._limit:
            self._values.popleft()
            log.warning("live.subscriber.too_slow", channel=self.channel)
        self._values.append(payload)
        self._arrival.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> dict[str, Any]:
        while not self._values:
            self._arrival.clear()
            await self._arrival.wait()
        return self._values.popleft()


class _Channel:
    """One channel subscribed at Redis, and who listens to it here."""

    def __init__(self) -> None:
        self.listeners: set[LiveSubscription] = set()
        self.is_confirmed = asyncio.Event()


class LiveBus:
    def __init__(self, redis: Redis, queue_limit: int = 256) -> None:
        self._redis = redis
        self._queue_limit = queue_limit
        self._channels: dict[str, _Channel] = {}
        self._pubsub: PubSub | None = None
        self._reader: asyncio.Task[None] | None = None
        # Commands go out one at a time: two that find no connection would otherwise each make one.
        self._commands = asyncio.Lock()

    @property
    def listener_count(self) -> int:
        """How many subscriptions are open in this process."""
        return sum(len(channel.listeners) for channel in self._channels.values())

    async def publish(self, channel: str, payload: Mapping[str, Any]) -> None:
        """Tell whoever listens. A live value that cannot be told is lost: what it tells of is in the database."""
        try:
            await self._redis.publish(_PREFIX + channel, orjson.dumps(dict(payload)))
        except RedisError as error:
            log.warning("live.publish.failed", channel=channel, error=str(error))

    @asynccontextmanager
    async def subscribe(self, channel: str) -> AsyncIterator[LiveSubscription]:
        """Listen while the block runs. What is published after entering it is heard."""
        subscription = LiveSubscription(channel, self._queue_limit)
        try:
            await self._join(subscription)
            yield subscription
        finally:
            # Leaving must end even when the listener's task is being cancelled.
            await asyncio.shield(self._leave(subscription))

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
            self._reader = None
        if self._pubsub is not None:
            await self._pubsub.aclose()  # type: ignore[no-untyped-call]
            self._pubsub = None

    async def _join(self, subscription: LiveSubscription) -> None:
        channel = self._channels.get(subscription.channel)
        if channel is not None:
            channel.listeners.add(subscription)
            await channel.is_confirmed.wait()
            return
        channel = self._channels[subscription.channel] = _Channel()
        channel.listeners.add(subscription)
        async with self._commands:
            await self._opened_pubsub().subscribe(_PREFIX + subscription.channel)
        if self._reader is None:
            self._reader = asyncio.create_task(self._read(), name="live-bus-reader")
        await channel.is_confirmed.wait()

    async def _leave(self, subscription: LiveSubscription) -> None:
        channel = self._channels.get(subscription.channel)
        if channel is None:
            return
        channel.listeners.discard(subscription)
        if not channel.listeners:
            del self._channels[subscription.channel]
            async with self._commands:
                if self._pubsub is not None and subscription.channel not in self._channels:
                    await self._pubsub.unsubscribe(_PREFIX + subscription.channel)

    def _opened_pubsub(self) -> PubSub:
        if self._pubsub is None:
            self._pubsub = self._redis.pubsub()
        return self._pubsub

    async def _read(self) -> None:
        while True:
            try:
                message = await self._opened_pubsub().get_message(timeout=None)
            except (RedisError, OSError) as error:
                # The connection is made anew, with all its channels, by the next read.
                log.warning("live.connection.lost", error=str(error))
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            if message is not None:
                self._dispatch(message)

    def _dispatch(self, message: dict[str, Any]) -> None:
        channel = self._channels.get(message["channel"].decode().removeprefix(_PREFIX))
        if channel is None:
            return
        if message["type"] == "subscribe":
            channel.is_confirmed.set()
        elif message["type"] == "message":
            payload = orjson.loads(message["data"])
            for listener in channel.listeners:
                listener.offer(payload)
