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

from subgraphs.shared.stop_tasks import stop_tasks

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

    def __init__(self, opening: asyncio.Task[None]) -> None:
        self.opening = opening
        self.listeners: set[LiveSubscription] = set()
        self.is_confirmed = asyncio.Event()


class LiveBus:
    def __init__(self, redis: Redis, queue_limit: int = 256) -> None:
        self._redis = redis
        self._queue_limit = queue_limit
        self._channels: dict[str, _Channel] = {}
        self._pubsub: PubSub | None = None
        self._reader: asyncio.Task[None] | None = None
        # Commands go out one at a time, in tasks of their own: a listener that is cancelled must not leave the
        # connection that all share in the middle of one.
        self._commands = asyncio.Lock()
        self._closings: set[asyncio.Task[None]] = set()

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
        joined = self._join(subscription)
        try:
            await asyncio.shield(joined.opening)
            yield subscription
        finally:
            self._leave(subscription, joined)

    async def close(self) -> None:
        tasks = [*self._closings, *(channel.opening for channel in self._channels.values())]
        if self._reader is not None:
            tasks.append(self._reader)
        await stop_tasks(tasks)
        if self._pubsub is not None:
            await self._pubsub.aclose()  # type: ignore[no-untyped-call]
            self._pubsub = None

    def _join(self, subscription: LiveSubscription) -> _Channel:
        channel = self._channels.get(subscription.channel)
        if channel is None:
            channel = _Channel(asyncio.create_task(self._open(subscription.channel)))
            self._channels[subscription.channel] = channel
        channel.listeners.add(subscription)
        return channel

    def _leave(self, subscription: LiveSubscription, channel: _Channel) -> None:
        channel.listeners.discard(subscription)
        if not channel.listeners:
            closing = asyncio.create_task(self._close_unused(subscription.channel, channel))
            self._closings.add(closing)
            closing.add_done_callback(self._closings.discard)

    async def _open(self, name: str) -> None:
        async with self._commands:
            await self._opened_pubsub().subscribe(_PREFIX + name)
            if self._reader is None:
                self._reader = asyncio.create_task(self._read(), name="live-bus-reader")
            await self._channels[name].is_confirmed.wait()

    async def _close_unused(self, name: str, channel: _Channel) -> None:
        async with self._commands:
            if channel.listeners or self._channels.get(name) is not channel:
                return
            # From here on whoever wants this channel opens it anew, behind this command.
            del self._channels[name]
            try:
                await self._opened_pubsub().unsubscribe(_PREFIX + name)
            except (RedisError, OSError) as error:
                log.warning("live.connection.lost", error=str(error))

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
