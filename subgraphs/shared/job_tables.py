"""The tables of what a domain does later. Every domain has them among its own tables.

`job`: written in the transaction that wants the work done, claimed by one worker at a time. A job that waits is due at
`due_at`; one that runs is due again at that instant too, when its lease expires, so that a worker that was killed
needs nobody to clean up after it. `claim` counts how often it was given out: who holds a smaller number has lost it.

`job_slot`: the last slot of every periodic job that was filled.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    delete,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.shared.database import UtcDateTime
from subgraphs.shared.job_request import NewJob


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
    """Given up after its last attempt, until somebody retries it."""


@dataclass(frozen=True, slots=True)
class JobTables:
    job: Table
    slot: Table


@dataclass(frozen=True, slots=True)
class JobRow:
    id: UUID
    kind: str
    unique_key: str | None
    payload: str
    correlation_id: str
    state: JobState
    attempt: int
    """How often it was begun, with this time; starts again at 0 when somebody retries a dead job."""

    claim: int
    due_at: datetime
    created_at: datetime
    finished_at: datetime | None
    error: str | None
    """Of the last attempt that failed."""

    progress_done: int | None
    progress_total: int | None


_COLUMNS = tuple(JobRow.__dataclass_fields__)
_UNFINISHED = (JobState.WAITING.value, JobState.RUNNING.value)


def define_job_tables(metadata: MetaData) -> JobTables:
    """Add the two tables to a domain's MetaData: `JOB_TABLES = define_job_tables(Table.metadata)`."""
    return JobTables(_job(metadata), _slot(metadata))


def _job(metadata: MetaData) -> Table:
    table = Table(
        "job",
        metadata,
        Column("id", Uuid(), primary_key=True),
        Column("kind", String, nullable=False),
        Column("unique_key", String, nullable=True),
        Column("payload", Text, nullable=False),
        Column("correlation_id", String, nullable=False),
        Column("state", String(16), nullable=False),
        Column("attempt", Integer, nullable=False),
        Column("claim", Integer, nullable=False),
        Column("due_at", UtcDateTime(), nullable=False),
        Column("created_at", UtcDateTime(), nullable=False),
        Column("finished_at", UtcDateTime(), nullable=True),
        Column("error", Text, nullable=True),
        Column("progress_done", Integer, nullable=True),
        Column("progress_total", Integer, nullable=True),
        UniqueConstraint("kind", "unique_key"),
    )
    unfinished = table.c.state.in_(_UNFINISHED)
    Index("ix_job_due", table.c.due_at, sqlite_where=unfinished, postgresql_where=unfinished)
    return table


def _slot(metadata: MetaData) -> Table:
    return Table(
        "job_slot",
        metadata,
        Column("job", String, primary_key=True),
        Column("last_slot", UtcDateTime(), nullable=False),
    )


class JobStore:
    """The statements over the job tables, within one session."""

    def __init__(self, session: AsyncSession, tables: JobTables) -> None:
        self._session = session
        self._job = tables.job
        self._slot = tables.slot

    async def add(self, jobs: Iterable[NewJob]) -> None:
        """Those whose kind and unique key are there already are left out."""
        rows = [
            {
                **{name: getattr(job, name) for name in NewJob.__dataclass_fields__},
                "state": JobState.WAITING.value,
                "attempt": 0,
                "claim": 0,
            }
            for job in jobs
        ]
        await self._session.execute(self._insert(self._job).on_conflict_do_nothing(), rows)

    async def has_due(self, kinds: Collection[str], now: datetime) -> bool:
        found = await self._session.execute(select(self._job.c.id).where(*self._due(kinds, now)).limit(1))
        return found.first() is not None

    async def claim(
        self, kinds: Collection[str], limit: int, now: datetime, until: datetime, besides: Collection[UUID] = ()
    ) -> list[JobRow]:
        """Take due jobs, the longest due first; nobody else can take them before `until`.

        `besides` names jobs that the caller runs already, whatever their lease.
        """
        job = self._job
        chosen = (
            select(job.c.id)
            .where(*self._due(kinds, now), job.c.id.not_in(list(besides)))
            .order_by(job.c.due_at, job.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        ids = (await self._session.scalars(chosen)).all()
        if not ids:
            return []
        taken = {
            "state": JobState.RUNNING.value,
            "attempt": job.c.attempt + 1,
            "claim": job.c.claim + 1,
            "due_at": until,
        }
        rows = await self._session.execute(
            update(job).where(job.c.id.in_(ids)).values(taken).returning(*self._columns())
        )
        return sorted(map(_to_row, rows.all()), key=lambda row: row.id)

    async def holds(self, job_id: UUID, claim: int) -> bool:
        """Whether a claim still stands. Where it does, it goes on standing until this transaction ends."""
        job = self._job
        found = await self._session.execute(select(job.c.id).where(*self._held(job_id, claim)).with_for_update())
        return found.first() is not None

    async def renew(self, job_id: UUID, claim: int, until: datetime) -> bool:
        """Prolong the lease; False where the claim does not stand any more."""
        return await self._change(job_id, claim, due_at=until)

    async def report(self, job_id: UUID, claim: int, done: int, total: int) -> bool:
        return await self._change(job_id, claim, progress_done=done, progress_total=total)

    async def finish(self, job_id: UUID, claim: int, now: datetime) -> bool:
        return await self._change(job_id, claim, state=JobState.DONE.value, finished_at=now, error=None)

    async def postpone(self, job_id: UUID, claim: int, until: datetime, error: str) -> bool:
        return await self._change(job_id, claim, state=JobState.WAITING.value, due_at=until, error=error)

    async def bury(self, job_id: UUID, claim: int, now: datetime, error: str) -> bool:
        return await self._change(job_id, claim, state=JobState.DEAD.value, finished_at=now, error=error)

    async def give_back(self, job_id: UUID, claim: int, now: datetime) -> bool:
        """What was begun and could not be ended counts as not begun."""
        values = {"state": JobState.WAITING.value, "due_at": now, "attempt": self._job.c.attempt - 1}
        return await self._change(job_id, claim, **values)

    async def listed(self, states: Collection[JobState]) -> list[JobRow]:
        job = self._job
        chosen = job.c.state.in_([state.value for state in states])
        rows = await self._session.execute(select(*self._columns()).where(chosen).order_by(job.c.created_at, job.c.id))
        return [_to_row(row) for row in rows.all()]

    async def find(self, kind: str, unique_key: str) -> JobRow | None:
        job = self._job
        chosen = select(*self._columns()).where(job.c.kind == kind, job.c.unique_key == unique_key)
        row = (await self._session.execute(chosen)).one_or_none()
        return _to_row(row) if row is not None else None

    async def revive(self, now: datetime, job_id: UUID | None = None) -> int:
        """Let one dead job, or all of them, begin anew; how many there were."""
        job = self._job
        chosen = [job.c.state == JobState.DEAD.value, *([job.c.id == job_id] if job_id else [])]
        values = {"state": JobState.WAITING.value, "attempt": 0, "due_at": now, "finished_at": None}
        result: Any = await self._session.execute(update(job).where(*chosen).values(values))
        return int(result.rowcount)

    async def delete_finished_before(self, state: JobState, instant: datetime) -> None:
        job = self._job
        await self._session.execute(delete(job).where(job.c.state == state.value, job.c.finished_at < instant))

    async def begin_slots(self, job_name: str, current: datetime) -> None:
        """Remember a periodic job that is new: its first run is in the slot after the current one."""
        values = {"job": job_name, "last_slot": current}
        await self._session.execute(self._insert(self._slot).on_conflict_do_nothing(), [values])

    async def fill_slot(self, job_name: str, slot: datetime) -> bool:
        """Claim a slot; False where it, or a later one, was filled before."""
        table = self._slot
        result: Any = await self._session.execute(
            update(table).where(table.c.job == job_name, table.c.last_slot < slot).values(last_slot=slot)
        )
        return bool(result.rowcount)

    async def last_slots(self) -> dict[str, datetime]:
        rows = await self._session.execute(select(self._slot.c.job, self._slot.c.last_slot))
        return {row.job: row.last_slot for row in rows.all()}

    def _due(self, kinds: Collection[str], now: datetime) -> Sequence[ColumnElement[bool]]:
        job = self._job
        return (job.c.state.in_(_UNFINISHED), job.c.due_at <= now, job.c.kind.in_(sorted(kinds)))

    def _held(self, job_id: UUID, claim: int) -> Sequence[ColumnElement[bool]]:
        job = self._job
        return (job.c.id == job_id, job.c.claim == claim, job.c.state == JobState.RUNNING.value)

    async def _change(self, job_id: UUID, claim: int, **values: Any) -> bool:
        result: Any = await self._session.execute(update(self._job).where(*self._held(job_id, claim)).values(values))
        return bool(result.rowcount)

    def _columns(self) -> list[Column[Any]]:
        return [self._job.c[name] for name in _COLUMNS]

    def _insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        is_postgresql = self._session.get_bind().dialect.name == "postgresql"
        return postgresql.insert(table) if is_postgresql else sqlite.insert(table)


def _to_row(row: Row[Any]) -> JobRow:
    values = dict(row._mapping)
    return JobRow(**{**values, "state": JobState(values["state"])})
