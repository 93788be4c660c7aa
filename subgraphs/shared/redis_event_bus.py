"""Events between processes, on Redis Streams: a stream per topic, a consumer group per consumer of a subgraph.

A group hands its entries to whoever asks, so two processes of one subgraph would handle one key's events out of order.
Therefore a group has one active reader, the holder of a lease that expires unless renewed; the others stand by. A new
holder first takes over whatever the last one was given and did not acknowledge, which is how the work of a process
that died is found again, as soon as its lease has expired. Should a holder be slow rather than dead, two handle the
same events for a moment, and the inbox lets the second do nothing.

Entries are acknowledged when handled. Redis must persist (append-only file) for events to outlive a loss of Redis.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import structlog
from pydantic import ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from subgraphs.shared.database import DatabaseIsClosed
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_consumer import BoundConsumer
from subgraphs.shared.ids import new_id
from subgraphs.shared.stop_tasks import stop_tasks

log = structlog.get_logger(__name__)

_LEASE_MS = 3_000
_RENEW_SECONDS = 1.0
_BLOCK_MS = 1_000
_BATCH = 64
_RETRY_SECONDS = 0.5
_STREAM_LENGTH = 1_000_000

_RENEW = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0"
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"

Entry = tuple[bytes, dict[bytes, bytes] | None]


class RedisEventBus:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._readers: list[_GroupReader] = []

    def register(self, consumer: BoundConsumer) -> None:
        self._readers.append(_GroupReader(self._redis, consumer))

    def lane_of(self, envelope: EventEnvelope) -> str:
        """One lane for all: appending to a stream is quick and waits for no consumer."""
        return ""

    async def publish(self, envelopes: Sequence[EventEnvelope]) -> None:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for envelope in envelopes:
                pipeline.xadd(_stream(envelope.topic), {"body": envelope.to_json()}, maxlen=_STREAM_LENGTH)
            await pipeline.execute()

    async def start(self) -> None:
        for reader in self._readers:
            reader.start()

    async def close(self) -> None:
        await asyncio.gather(*(reader.close() for reader in self._readers))


class _GroupReader:
    """One consumer's group, read while this process holds its lease."""

    def __init__(self, redis: Redis, consumer: BoundConsumer) -> None:
        self._redis = redis
        self._consumer = consumer
        self._stream = _stream(consumer.consumer.topic)
        self._group = f"{consumer.group}.{consumer.consumer.name}"
        self._lease = f"kumiki:lease:{self._group}"
        self._holder = str(new_id())
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=f"events-{self._group}")

    async def close(self) -> None:
        if self._task is None:
            return
        await stop_tasks([self._task])
        with suppress(RedisError, OSError):
            await self._call_script(_RELEASE, self._lease, self._holder)

    async def _run(self) -> None:
        while True:
            try:
                await self._ensure_group()
                if await self._redis.set(self._lease, self._holder, nx=True, px=_LEASE_MS):
                    await self._read_while_held()
                else:
                    await asyncio.sleep(_RENEW_SECONDS)
            except DatabaseIsClosed:
                return
            except (RedisError, OSError) as error:
                log.warning("events.redis.unreachable", group=self._group, error=str(error))
                await asyncio.sleep(_RETRY_SECONDS)
            except Exception as error:  # the consumer loop's boundary: unacknowledged entries are taken over again
                log.error("events.reading.failed", group=self._group, exc_info=error)
                await asyncio.sleep(_RETRY_SECONDS)

    async def _read_while_held(self) -> None:
        renewal = asyncio.create_task(self._renew())
        try:
            await self._take_over()
            while not renewal.done():
                await self._handle(await self._next_entries())
        finally:
            await stop_tasks([renewal])

    async def _renew(self) -> None:
        """Ends when the lease is another's, or cannot be renewed."""
        while await self._call_script(_RENEW, self._lease, self._holder, str(_LEASE_MS)):  # noqa: ASYNC110 - a heartbeat
            await asyncio.sleep(_RENEW_SECONDS)

    async def _take_over(self) -> None:
        """Handle what an earlier holder was given and never acknowledged, before anything newer."""
        start = "0-0"
        while True:
            answer = await self._redis.xautoclaim(
                self._stream, self._group, self._holder, min_idle_time=0, start_id=start, count=_BATCH
            )
            await self._handle(answer[1])
            start = answer[0].decode()
            if start == "0-0":
                return

    async def _next_entries(self) -> list[Entry]:
        answer: Any = await self._redis.xreadgroup(
            self._group, self._holder, {self._stream: ">"}, count=_BATCH, block=_BLOCK_MS
        )
        return _entries_of(answer)

    async def _handle(self, entries: Sequence[Entry]) -> None:
        """Each key's events in order, keys beside each other."""
        lanes: dict[str, list[tuple[bytes, EventEnvelope]]] = {}
        for entry_id, fields in entries:
            envelope = _parse(entry_id, fields)
            if envelope is None:
                await self._redis.xack(self._stream, self._group, entry_id)
            else:
                lanes.setdefault(envelope.key, []).append((entry_id, envelope))
        await asyncio.gather(*(self._handle_lane(lane) for lane in lanes.values()))

    async def _handle_lane(self, lane: Sequence[tuple[bytes, EventEnvelope]]) -> None:
        for entry_id, envelope in lane:
            await self._consumer.handle(envelope)
            await self._redis.xack(self._stream, self._group, entry_id)

    async def _ensure_group(self) -> None:
        try:
            # From the first entry: what was announced before this consumer existed is news to it too.
            await self._redis.xgroup_create(self._stream, self._group, id="0", mkstream=True)
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise

    async def _call_script(self, script: str, key: str, *arguments: str) -> bool:
        answer: Any = self._redis.eval(script, 1, key, *arguments)
        return bool(await answer)


def _stream(topic: str) -> str:
    return f"kumiki:events:{topic}"


def _entries_of(answer: Any) -> list[Entry]:
    """The entries of one stream, in either shape that the client library gives them."""
    if not answer:
        return []
    if isinstance(answer, dict):
        batches = next(iter(answer.values()))
        return [entry for batch in batches for entry in batch]
    return list(answer[0][1])


def _parse(entry_id: bytes, fields: dict[bytes, bytes] | None) -> EventEnvelope | None:
    """None for an entry that was trimmed away or that no relay of ours wrote."""
    if not fields:
        return None
    try:
        return EventEnvelope.from_json(fields[b"body"])
    except (ValidationError, KeyError):
        log.error("event.malformed", entry=entry_id.decode())
        return None
