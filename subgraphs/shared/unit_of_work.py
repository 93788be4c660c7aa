"""One write transaction with everything that must happen together or not at all.

A use case changes rows through `work.session`, announces events, enqueues jobs and names live values to publish. Events
and jobs are written just before the commit, in the same transaction. What may only happen when the change is certain
happens after it: the relay and the job worker are woken, live values are published.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.shared.clock import Clock, utc_now
from subgraphs.shared.database import Database
from subgraphs.shared.event import Event, EventEnvelope
from subgraphs.shared.event_tables import EventStore, EventTables
from subgraphs.shared.ids import new_id
from subgraphs.shared.job_request import JobRequest, NewJob
from subgraphs.shared.job_tables import JobStore, JobTables
from subgraphs.shared.live import LiveBus


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is done: the request it belongs to, and the event that it answers, if one."""

    correlation_id: str
    causation_id: UUID | None = None

    @classmethod
    def unknown(cls) -> "Cause":
        return cls(str(new_id()))


@dataclass(slots=True)
class UnitOfWork:
    """What a use case works with. Made by `Transactions`, never kept beyond its block."""

    session: AsyncSession
    now: datetime
    """The instant of this transaction; everything it writes agrees on it."""

    source: str
    cause: Cause
    services: object = None
    """What the domain makes at start-up, for those who are handed nothing else: consumers."""

    _envelopes: list[EventEnvelope] = field(default_factory=list)
    _jobs: list[NewJob] = field(default_factory=list)
    _live_values: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _last_steps: list[Callable[[AsyncSession], Awaitable[None]]] = field(default_factory=list)

    def announce(self, event: Event) -> EventEnvelope:
        """Publish this fact once the transaction has committed."""
        envelope = EventEnvelope.enclose(
            event,
            source=self.source,
            occurred_at=self.now,
            correlation_id=self.cause.correlation_id,
            causation_id=self.cause.causation_id,
        )
        self._envelopes.append(envelope)
        return envelope

    def enqueue(self, request: JobRequest, *, run_at: datetime | None = None, unique_key: str | None = None) -> None:
        """Have this done once the transaction has committed, or from `run_at` on.

        A unique key names the piece of work: where a job of this kind had the same one, whatever became of it, nothing
        is added as long as that is remembered (`KUMIKI_JOB_RETENTION_DAYS`).
        """
        payload, correlation_id = request.model_dump_json(), self.cause.correlation_id
        due_at = run_at or self.now
        self._jobs.append(NewJob(new_id(), request.kind, payload, unique_key, due_at, self.now, correlation_id))

    def before_commit(self, step: Callable[[AsyncSession], Awaitable[None]]) -> None:
        """Do this last in the transaction, in the order asked for: what holds a lock that everybody needs."""
        self._last_steps.append(step)

    def publish_live(self, channel: str, payload: Mapping[str, Any]) -> None:
        """Tell open subscriptions once the transaction has committed. Who does not listen then never hears it."""
        self._live_values.append((channel, dict(payload)))


@dataclass(slots=True)
class Transactions:
    """Begins units of work on one subgraph's database."""

    source: str
    database: Database
    tables: EventTables
    job_tables: JobTables
    live: LiveBus
    clock: Clock = utc_now
    services: object = None
    """Handed on to every unit of work."""

    on_announced: Callable[[], None] = lambda: None
    """Called after a commit that left events in the outbox."""

    on_enqueued: Callable[[], None] = lambda: None
    """Called after a commit that added jobs."""

    @asynccontextmanager
    async def begin(self, cause: Cause | None = None) -> AsyncIterator[UnitOfWork]:
        """A unit of work: committed as a whole when the block ends, undone when it raises."""
        async with self.database.write() as session:
            work = UnitOfWork(session, self.clock(), self.source, cause or Cause.unknown(), self.services)
            yield work
            if work._envelopes or work._jobs or work._last_steps:
                await session.flush()
                await self._write_down(work)
        if work._envelopes:
            self.on_announced()
        if work._jobs:
            self.on_enqueued()
        if work._live_values:
            # The change has happened: whoever stops waiting for the answer must not keep others from hearing it.
            await asyncio.shield(self._publish_live(work._live_values))

    async def _write_down(self, work: UnitOfWork) -> None:
        for step in work._last_steps:
            await step(work.session)
        if work._jobs:
            await JobStore(work.session, self.job_tables).add(work._jobs)
        if work._envelopes:
            await EventStore(work.session, self.tables).add_to_outbox(work._envelopes)

    async def _publish_live(self, values: list[tuple[str, dict[str, Any]]]) -> None:
        for channel, payload in values:
            await self.live.publish(channel, payload)
