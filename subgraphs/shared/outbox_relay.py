"""Publish what the outbox holds: promptly after a commit, in order per lane, and again after a crash.

A row is marked only when the bus has taken its event over, so dying at any point publishes some events twice and none
never. Lanes run beside each other: while one waits for a consumer's retries, the others go on. Rows of a lane that is
under way are left for its next turn.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import structlog

from subgraphs.shared.clock import Clock, utc_now
from subgraphs.shared.database import Database, DatabaseIsClosed
from subgraphs.shared.event_bus import BusIsClosed, EventBus
from subgraphs.shared.event_tables import EventStore, EventTables, OutboxRow
from subgraphs.shared.stop_tasks import stop_tasks

log = structlog.get_logger(__name__)

_BATCH = 256
_POLL_SECONDS = 1.0
_PRUNE_EVERY = timedelta(hours=1)
_LANES_AT_ONCE = 16
_MOST_LEFT_OUT = 2_000
"""Positions that a statement names: databases bound the number of its parameters."""


class OutboxRelay:
    """The relay of one subgraph. `wake()` after a commit; polling finds what another process has written."""

    def __init__(
        self,
        database: Database,
        tables: EventTables,
        bus: EventBus,
        retention: timedelta = timedelta(days=7),
        clock: Clock = utc_now,
        poll_seconds: float = _POLL_SECONDS,
    ) -> None:
        self._poll_seconds = poll_seconds
        self._database = database
        self._tables = tables
        self._bus = bus
        self._retention = retention
        self._clock = clock
        self._wake = asyncio.Event()
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._under_way: set[int] = set()
        """Positions of the rows that lanes hold: reading them again and again would cost more than publishing them."""
        # Consumers take a database connection each; as many lanes as keys would starve everybody of them.
        self._turns = asyncio.Semaphore(_LANES_AT_ONCE)
        self._runner: asyncio.Task[None] | None = None

    def wake(self) -> None:
        self._wake.set()

    def start(self) -> None:
        self._runner = asyncio.create_task(self._run(), name="outbox-relay")

    async def close(self) -> None:
        """Stop. What is under way is given up: its rows stay unmarked and are published at the next start."""
        await stop_tasks(task for task in (self._runner, *self._lanes.values()) if task is not None)

    async def drain(self) -> None:
        """Return when everything that can be published is."""
        while self._lanes or await self._start_lanes():
            await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    async def _run(self) -> None:
        next_prune = self._clock()
        while True:
            self._wake.clear()
            try:
                await self._start_lanes()
                if self._clock() >= next_prune:
                    next_prune = self._clock() + _PRUNE_EVERY
                    await self._prune()
            except DatabaseIsClosed:
                return
            except Exception as error:  # the consumer loop's boundary: whatever it was, events wait for the next look
                log.warning("outbox.reading.failed", error=type(error).__name__)
                await asyncio.sleep(self._poll_seconds)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll_seconds):
                    await self._wake.wait()

    async def _start_lanes(self) -> int:
        """Begin publishing the lanes that have rows and are not under way; say how many."""
        # As of before the read: a lane that ends during it may have rows here that are marked by now.
        busy = set(self._lanes)
        under_way = set(self._under_way) if len(self._under_way) <= _MOST_LEFT_OUT else ()
        async with self._database.read() as session:
            rows = await EventStore(session, self._tables).unpublished(_BATCH + _BATCH * len(busy), under_way)
        lanes: dict[str, list[OutboxRow]] = {}
        for row in rows:
            lanes.setdefault(self._bus.lane_of(row.envelope), []).append(row)
        started = 0
        for lane, lane_rows in lanes.items():
            if lane not in busy and lane not in self._lanes:
                self._lanes[lane] = asyncio.create_task(self._publish_lane(lane, lane_rows), name=f"outbox-{lane}")
                started += 1
        return started

    async def _publish_lane(self, lane: str, rows: Sequence[OutboxRow]) -> None:
        positions = {row.position for row in rows}
        self._under_way |= positions
        try:
            async with self._turns:
                await self._publish_rows(rows)
        except* (BusIsClosed, DatabaseIsClosed):
            await asyncio.sleep(self._poll_seconds)
        except* Exception as errors:  # the consumer loop's boundary: the rows stay, and their turn comes again
            log.warning("outbox.publish.failed", errors=[type(e).__name__ for e in errors.exceptions])
            await asyncio.sleep(self._poll_seconds)
        finally:
            self._under_way -= positions
            del self._lanes[lane]
            # More may have been written to this lane meanwhile, and was left for this turn.
            self._wake.set()

    async def _publish_rows(self, rows: Sequence[OutboxRow]) -> None:
        await self._bus.publish([row.envelope for row in rows])
        async with self._database.write() as session:
            store = EventStore(session, self._tables)
            await store.mark_published([row.position for row in rows], self._clock())

    async def _prune(self) -> None:
        async with self._database.write() as session:
            await EventStore(session, self._tables).delete_published_before(self._clock() - self._retention)
