"""Work that is done after the answer, by whichever process of the domain is free: jobs and periodic jobs.

A use case asks for it with `work.enqueue(SendWelcome(user_id=...))`, in the transaction of the change that makes it
necessary; a handler does it. A job runs at least once: a process that is killed leaves its jobs to others, who begin
them again when the lease has expired. It never runs twice at once, except where a process stands still for longer than
its lease and then goes on: therefore a handler writes through `job.begin()`, whose transaction fails where the lease
was lost, and ends with `job.finish()` where its effect must happen exactly once.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

from subgraphs.shared.database import Database
from subgraphs.shared.job_request import JobRequest
from subgraphs.shared.job_tables import JobRow, JobStore
from subgraphs.shared.live import LiveBus
from subgraphs.shared.mail import Letter, LetterIsRefused, Mailer
from subgraphs.shared.retry_policy import RetryPolicy
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.unit_of_work import Cause, Transactions, UnitOfWork

RequestT = TypeVar("RequestT", bound=JobRequest)
SettingsT = TypeVar("SettingsT", bound=SubgraphSettings, covariant=True)
ServicesT = TypeVar("ServicesT", covariant=True)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class GiveUp(Exception):
    """Raised by a handler that no further attempt can help: the job is dead at once."""


class LeaseIsLost(Exception):
    """Another worker has this job now, or somebody has buried it."""


@dataclass(frozen=True, slots=True)
class JobContext(Generic[SettingsT, ServicesT]):
    """What a handler works with, for one attempt of one job."""

    transactions: Transactions
    services: ServicesT
    settings: SettingsT
    mailer: Mailer
    row: JobRow

    @property
    def attempt(self) -> int:
        """1 for the first."""
        return self.row.attempt

    @property
    def database(self) -> Database:
        return self.transactions.database

    @property
    def live(self) -> LiveBus:
        return self.transactions.live

    def now(self) -> datetime:
        return self.transactions.clock()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        """A unit of work of this job. Raises `LeaseIsLost`, so that nobody writes who has been replaced."""
        async with self.transactions.begin(Cause(self.row.correlation_id)) as work:
            if not await self._store(work).holds(self.row.id, self.row.claim):
                raise LeaseIsLost
            yield work

    @asynccontextmanager
    async def finish(self) -> AsyncIterator[UnitOfWork]:
        """The last unit of work of this job, which ends it: its effect happens exactly once."""
        async with self.begin() as work:
            yield work
            await self._store(work).finish(self.row.id, self.row.claim, work.now)

    async def report(self, done: int, total: int) -> None:
        """Tell how far it is, for whoever lists jobs."""
        async with self.begin() as work:
            await self._store(work).report(self.row.id, self.row.claim, done, total)

    async def send(self, letter: Letter) -> None:
        """Send a letter, the same one in every attempt. A job whose letter is refused for good gives up."""
        try:
            await self.mailer.send(replace(letter, id=self.row.id))
        except LetterIsRefused as error:
            raise GiveUp(str(error)) from error

    def _store(self, work: UnitOfWork) -> JobStore:
        return JobStore(work.session, self.transactions.job_tables)


@dataclass(frozen=True, kw_only=True)
class Job(Generic[RequestT]):
    """How a domain does one kind of work."""

    request: type[RequestT]
    handler: Callable[[JobContext[Any, Any], RequestT], Awaitable[None]]
    """Done when it returns; tried again when it raises."""

    retries: RetryPolicy | None = None
    """None: as the settings say."""

    timeout: timedelta | None = None
    """An attempt that takes longer is ended and has failed. None: as the settings say."""

    at_once: int | None = None
    """How many of this kind a process runs beside each other, so that long ones leave room for short ones."""

    @property
    def kind(self) -> str:
        return self.request.kind


class PeriodicRun(JobRequest):
    """One run of a periodic job."""

    kind: ClassVar[str] = "periodic"

    slot: datetime
    """The instant it was due at. Runs that were missed are not made up for, except for the last."""


@dataclass(frozen=True, kw_only=True)
class PeriodicJob:
    """What a domain does again and again, once per slot over all its processes.

    Slots begin at multiples of `every` since 1970, plus `offset`: a job of every day with an offset of three hours runs
    at three o'clock, in UTC. A job that is new waits for its next slot.
    """

    name: str
    handler: Callable[[JobContext[Any, Any], PeriodicRun], Awaitable[None]]
    every: timedelta
    offset: timedelta = field(default=timedelta())
    retries: RetryPolicy | None = None
    timeout: timedelta | None = None

    def slot_at(self, now: datetime) -> datetime:
        """The last slot that has begun."""
        since = now - _EPOCH - self.offset
        return _EPOCH + self.offset + since // self.every * self.every

    def as_job(self) -> Job[PeriodicRun]:
        request = type("PeriodicRun", (PeriodicRun,), {"kind": self.name, "__module__": __name__})
        return Job(request=request, handler=self.handler, retries=self.retries, timeout=self.timeout, at_once=1)
