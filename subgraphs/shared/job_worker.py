"""Do the jobs of one subgraph: those that are due, a few beside each other, until each is done or given up.

A commit wakes the worker; polling finds what other processes have written, what comes due and what a dead process has
left. A lease keeps others off while a job runs here, and is renewed as long as it does. Whoever cannot renew it stops:
the job belongs to somebody else by then.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.shared.database import DatabaseIsClosed
from subgraphs.shared.ids import new_id
from subgraphs.shared.job_request import NewJob
from subgraphs.shared.job_tables import JobRow, JobStore
from subgraphs.shared.jobs import GiveUp, Job, JobContext, LeaseIsLost, PeriodicJob, PeriodicRun
from subgraphs.shared.retry_policy import RetryPolicy
from subgraphs.shared.settings import SubgraphSettings
from subgraphs.shared.stop_tasks import stop_tasks
from subgraphs.shared.unit_of_work import Cause, Transactions

log = structlog.get_logger(__name__)

_RETRIES = RetryPolicy(attempts=10, first_pause=2.0, longest_pause=3_600.0)

MakeContext = Callable[[JobRow], JobContext[Any, Any]]


@dataclass(frozen=True, slots=True)
class WorkerPolicy:
    """What the settings say about jobs; `SubgraphSettings` describes each."""

    concurrency: int = 4
    poll: timedelta = timedelta(seconds=1)
    lease: timedelta = timedelta(seconds=30)
    timeout: timedelta = timedelta(minutes=15)
    stop_patience: timedelta = timedelta(seconds=3)
    retries: RetryPolicy = _RETRIES

    @classmethod
    def from_settings(cls, settings: SubgraphSettings) -> "WorkerPolicy":
        return cls(
            concurrency=settings.job_concurrency,
            poll=settings.job_poll,
            lease=settings.job_lease,
            timeout=settings.job_timeout,
            retries=replace(_RETRIES, attempts=settings.job_attempts),
        )


class JobWorker:
    """The worker of one subgraph in one process."""

    def __init__(
        self,
        transactions: Transactions,
        jobs: Sequence[Job[Any]],
        periodic: Sequence[PeriodicJob],
        make_context: MakeContext,
        policy: WorkerPolicy,
    ) -> None:
        self._transactions = transactions
        self._jobs = {job.kind: job for job in (*jobs, *(each.as_job() for each in periodic))}
        if len(self._jobs) != len(jobs) + len(periodic):
            raise ValueError(f"two jobs of {transactions.source} have one name")
        self._periodic = periodic
        self._make_context = make_context
        self._policy = policy
        self._wake = asyncio.Event()
        self._running: dict[UUID, tuple[JobRow, asyncio.Task[None]]] = {}
        self._filled: dict[str, datetime] = {}
        self._runner: asyncio.Task[None] | None = None

    def wake(self) -> None:
        self._wake.set()

    def start(self) -> None:
        if self._policy.concurrency > 0:
            self._runner = asyncio.create_task(self._run(), name="job-worker")

    async def close(self) -> None:
        """Stop. What does not end within a moment is given back, to be begun again elsewhere or later."""
        if self._runner is not None:
            await stop_tasks([self._runner])
        if self._running:
            await asyncio.wait(self._tasks(), timeout=self._policy.stop_patience.total_seconds())
        left = [row for row, _task in self._running.values()]
        await stop_tasks(self._tasks())
        for row in left:
            with suppress(SQLAlchemyError, OSError, DatabaseIsClosed):
                await self._give_back(row)

    async def drain(self) -> None:
        """Return when nothing is due any more."""
        while True:
            # As of before the look: a job that ends during it leaves room that the look did not see.
            was_idle = not self._running
            if not await self._start_due() and was_idle:
                return
            if tasks := self._tasks():
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

    async def _run(self) -> None:
        pause = self._policy.poll.total_seconds()
        while True:
            self._wake.clear()
            try:
                await self._start_due()
            except DatabaseIsClosed:
                return
            except Exception as error:  # the consumer loop's boundary: whatever it was, jobs wait for the next look
                log.warning("job.reading.failed", error=type(error).__name__)
                await asyncio.sleep(pause)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()

    async def _start_due(self) -> int:
        """Begin what is due, as far as there is room; how many that were."""
        await self._fill_slots()
        if not self._free() or not await self._has_due(self._jobs):
            return 0
        started = 0
        for kinds, room in self._rooms():
            for row in await self._claim(kinds, room):
                task = asyncio.create_task(self._perform(row), name=f"job-{row.kind}")
                self._running[row.id] = (row, task)
                started += 1
        return started

    def _rooms(self) -> Iterator[tuple[list[str], int]]:
        """Which kinds may begin, and how many of them; asked again after each answer was used."""
        yield [kind for kind, job in self._jobs.items() if job.at_once is None], self._free()
        for kind, job in self._jobs.items():
            if job.at_once is not None:
                running = sum(row.kind == kind for row, _task in self._running.values())
                yield [kind], min(self._free(), job.at_once - running)

    def _free(self) -> int:
        return max(max(self._policy.concurrency, 1) - len(self._running), 0)

    async def _has_due(self, kinds: Collection[str]) -> bool:
        """Asked first, because reading waits for no writer."""
        async with self._transactions.database.read() as session:
            return await self._store(session).has_due(kinds, self._transactions.clock())

    async def _claim(self, kinds: list[str], room: int) -> list[JobRow]:
        if room <= 0 or not kinds or not await self._has_due(kinds):
            return []
        async with self._transactions.database.write() as session:
            now = self._transactions.clock()
            return await self._store(session).claim(kinds, room, now, now + self._policy.lease, self._running.keys())

    async def _perform(self, row: JobRow) -> None:
        job = self._jobs[row.kind]
        retries = job.retries or self._policy.retries
        try:
            if row.attempt > retries.attempts:
                # Every attempt was begun and none ended: it takes its process with it.
                raise GiveUp("Its process died while it ran.")
            if await self._attempt(job, row):
                await self._settle(row, lambda store, now: store.finish(row.id, row.claim, now))
        except LeaseIsLost:
            log.warning("job.lease.lost", **_names(row))
        except DatabaseIsClosed:
            pass
        except Exception as error:  # the consumer loop's boundary: a handler may fail in any way
            await self._fail(row, retries, error)
        finally:
            del self._running[row.id]
            self._wake.set()

    async def _attempt(self, job: Job[Any], row: JobRow) -> bool:
        """Run the handler as long as the lease is ours and its time lasts. Raises what the handler raises."""
        timeout = job.timeout or self._policy.timeout
        handling = asyncio.create_task(self._handle(job, row), name=f"job-{row.kind}-handler")
        renewing = asyncio.create_task(self._keep_lease(row), name=f"job-{row.kind}-lease")
        try:
            await asyncio.wait(
                (handling, renewing), timeout=timeout.total_seconds(), return_when=asyncio.FIRST_COMPLETED
            )
            if handling.done():
                handling.result()
                return True
            if renewing.done():
                raise LeaseIsLost
            raise TimeoutError(f"It took longer than {timeout}.")
        finally:
            await stop_tasks((handling, renewing))

    async def _handle(self, job: Job[Any], row: JobRow) -> None:
        try:
            request = job.request.model_validate_json(row.payload)
        except ValidationError as error:
            raise GiveUp("Its payload is not what this version understands.") from error
        await job.handler(self._make_context(row), request)

    async def _keep_lease(self, row: JobRow) -> None:
        """Return when the lease is lost."""
        while True:
            await asyncio.sleep(self._policy.lease.total_seconds() / 3)
            try:
                until = self._transactions.clock() + self._policy.lease
                async with self._transactions.database.write() as session:
                    if not await self._store(session).renew(row.id, row.claim, until):
                        return
            except (SQLAlchemyError, OSError) as error:
                # Whether it is lost is for whoever can ask: transactions of the job fail where it is.
                log.warning("job.lease.not_renewed", error=type(error).__name__, **_names(row))

    async def _fail(self, row: JobRow, retries: RetryPolicy, error: Exception) -> None:
        text = f"{type(error).__name__}: {error}"
        is_dead = isinstance(error, GiveUp) or row.attempt >= retries.attempts
        try:
            if is_dead:
                await self._settle(row, lambda store, now: store.bury(row.id, row.claim, now, text))
            else:
                pause = timedelta(seconds=retries.pause_after(row.attempt))
                await self._settle(row, lambda store, now: store.postpone(row.id, row.claim, now + pause, text))
        except (SQLAlchemyError, OSError, DatabaseIsClosed) as failure:
            # The lease expires, and the job begins again.
            log.warning("job.failure.not_recorded", error=type(failure).__name__, **_names(row))
            return
        if is_dead:
            log.error("job.dead", exc_info=error, **_names(row))
        else:
            log.warning("job.failed", error=type(error).__name__, **_names(row))

    async def _give_back(self, row: JobRow) -> None:
        await self._settle(row, lambda store, now: store.give_back(row.id, row.claim, now))

    async def _settle(self, row: JobRow, change: Callable[[JobStore, datetime], Awaitable[bool]]) -> None:
        """Write what became of a claim; nothing where it was settled before, or belongs to somebody else."""
        async with self._transactions.database.write() as session:
            await change(self._store(session), self._transactions.clock())

    async def _fill_slots(self) -> None:
        now = self._transactions.clock()
        due = {each.name: slot for each in self._periodic if self._filled.get(each.name) != (slot := each.slot_at(now))}
        if not due:
            return
        async with self._transactions.database.read() as session:
            known = await self._store(session).last_slots()
        if any(name not in known or known[name] < slot for name, slot in due.items()):
            await self._fill(due, known)
        self._filled.update(due)

    async def _fill(self, due: Mapping[str, datetime], known: Mapping[str, datetime]) -> None:
        async with self._transactions.begin() as work:
            store = self._store(work.session)
            for name, slot in due.items():
                if name not in known:
                    await store.begin_slots(name, slot)
                elif await store.fill_slot(name, slot):
                    await store.add([_job_of_slot(name, slot, work.now, work.cause)])

    def _store(self, session: AsyncSession) -> JobStore:
        return JobStore(session, self._transactions.job_tables)

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [task for _row, task in self._running.values()]


def _job_of_slot(name: str, slot: datetime, now: datetime, cause: Cause) -> NewJob:
    payload = PeriodicRun(slot=slot).model_dump_json()
    return NewJob(new_id(), name, payload, slot.isoformat(), now, now, cause.correlation_id)


def _names(row: JobRow) -> dict[str, Any]:
    return {"kind": row.kind, "job_id": str(row.id), "attempt": row.attempt, "correlation_id": row.correlation_id}
