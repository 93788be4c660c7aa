"""From a commit to work that is done later: once, with patience, and by one worker at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from sqlalchemy import select, update

from subgraphs.shared.event_tables import EventStore
from subgraphs.shared.ids import new_id
from subgraphs.shared.job_request import JobRequest
from subgraphs.shared.job_tables import JobState
from subgraphs.shared.job_worker import JobWorker, WorkerPolicy
from subgraphs.shared.jobs import GiveUp, Job, JobContext, LeaseIsLost, PeriodicJob, PeriodicRun
from subgraphs.shared.messaging import Messaging
from subgraphs.shared.retry_policy import RetryPolicy
from tests.subgraphs.shared.conftest import OpenGarden
from tests.subgraphs.shared.garden import EVENT_TABLES, GARDEN, JOB_TABLES, PlantGrew, PlantRow
from tests.support.subgraphs import (
    MovableClock,
    SubgraphUnderTest,
    eventually,
    open_subgraph,
)

Context = JobContext[Any, Any]
Handler = Callable[[Context, "Water"], Awaitable[None]]


class Water(JobRequest):
    kind: ClassVar[str] = "water"
    plant_id: UUID | None = None


class Prune(JobRequest):
    kind: ClassVar[str] = "prune"


class Can:
    """A handler that remembers what it was asked, and fails as often as it is told to."""

    def __init__(self, failures: int = 0, error: Exception | None = None) -> None:
        self.attempts: list[int] = []
        self.failures = failures
        self.error = error or RuntimeError("the can is empty")

    async def __call__(self, job: Context, _request: JobRequest) -> None:
        self.attempts.append(job.attempt)
        if len(self.attempts) <= self.failures:
            raise self.error


def watering(handler: Any, **how: Any) -> Job[Water]:
    return Job(request=Water, handler=handler, **how)


async def ask(garden: SubgraphUnderTest, *requests: JobRequest, **how: Any) -> None:
    async with garden.subgraph.transactions.begin() as work:
        for request in requests or (Water(),):
            work.enqueue(request, **how)


async def states(garden: SubgraphUnderTest) -> list[JobState]:
    return [row.state for row in await garden.jobs()]


async def lose_lease(garden: SubgraphUnderTest) -> None:
    """As if this process had stood still and another one had taken over."""
    async with garden.subgraph.database.write() as session:
        await session.execute(update(JOB_TABLES.job).values(claim=JOB_TABLES.job.c.claim + 1))


async def test_a_job_is_done_after_the_commit_with_what_it_was_given(open_garden: OpenGarden) -> None:
    given: list[UUID | None] = []

    async def water(_job: Context, request: Water) -> None:
        given.append(request.plant_id)

    plant_id = new_id()
    async with open_garden(watering(water)) as garden:
        await ask(garden, Water(plant_id=plant_id))
        assert given == []
        await garden.run_jobs()
        await garden.run_jobs()
        assert given == [plant_id]
        assert await states(garden) == [JobState.DONE]


async def test_a_transaction_that_fails_leaves_no_job(open_garden: OpenGarden) -> None:
    async with open_garden(watering(Can())) as garden:
        with pytest.raises(ZeroDivisionError):
            async with garden.subgraph.transactions.begin() as work:
                work.enqueue(Water())
                raise ZeroDivisionError
        assert await garden.jobs() == []


async def test_a_job_waits_for_its_hour(open_garden: OpenGarden) -> None:
    can, clock = Can(), MovableClock()
    async with open_garden(watering(can), clock=clock) as garden:
        await ask(garden, run_at=clock.now + timedelta(hours=1))
        await garden.run_jobs()
        assert can.attempts == []
        clock.now += timedelta(hours=1)
        await garden.run_jobs()
        assert can.attempts == [1]


async def test_work_with_one_key_is_done_once_however_often_it_is_asked_for(open_garden: OpenGarden) -> None:
    can, pruning = Can(), Can()
    async with open_garden(watering(can), Job(request=Prune, handler=pruning)) as garden:
        await ask(garden, Water(), Water(), unique_key="today")
        await garden.run_jobs()
        await ask(garden, Water(), Prune(), unique_key="today")
        await garden.run_jobs()
        assert (can.attempts, pruning.attempts) == ([1], [1])


async def test_a_job_that_fails_is_tried_again_after_growing_pauses(open_garden: OpenGarden) -> None:
    can, clock = Can(failures=3), MovableClock()
    patient = RetryPolicy(attempts=9, first_pause=10, longest_pause=25)
    async with open_garden(watering(can, retries=patient), clock=clock) as garden:
        await ask(garden)
        pauses = []
        for _ in range(3):
            await garden.run_jobs()
            (row,) = await garden.jobs()
            pauses.append((row.due_at - clock.now).total_seconds())
            clock.now = row.due_at
        await garden.run_jobs()
        assert can.attempts == [1, 2, 3, 4]
        assert 5 <= pauses[0] <= 10 <= pauses[1] <= 20 and 12.5 <= pauses[2] <= 25
        assert await states(garden) == [JobState.DONE]


async def test_after_its_last_attempt_a_job_is_dead_and_can_be_retried(open_garden: OpenGarden) -> None:
    can = Can(failures=1)
    async with open_garden(watering(can, retries=RetryPolicy(1))) as garden:
        await ask(garden)
        await garden.run_jobs()
        (row,) = await garden.jobs()
        assert (row.state, row.error) == (JobState.DEAD, "RuntimeError: the can is empty")
        assert await garden.subgraph.retry_jobs(new_id()) == 0
        assert await garden.subgraph.retry_jobs(row.id) == 1
        await garden.run_jobs()
        assert can.attempts == [1, 1]
        assert await states(garden) == [JobState.DONE]


async def test_a_handler_that_gives_up_is_not_asked_again(open_garden: OpenGarden) -> None:
    can = Can(failures=1, error=GiveUp("the plant is gone"))
    async with open_garden(watering(can)) as garden:
        await ask(garden)
        await garden.run_jobs()
        (row,) = await garden.jobs()
        assert (row.state, row.error) == (JobState.DEAD, "GiveUp: the plant is gone")


async def test_a_payload_of_another_version_is_a_dead_job(open_garden: OpenGarden) -> None:
    async with open_garden(watering(Can())) as garden:
        await ask(garden)
        async with garden.subgraph.database.write() as session:
            await session.execute(update(JOB_TABLES.job).values(payload='{"planet": 3}'))
        await garden.run_jobs()
        assert await states(garden) == [JobState.DEAD]


async def test_a_kind_that_this_process_does_not_know_is_left_for_one_that_does(open_garden: OpenGarden) -> None:
    async with open_garden(watering(Can())) as garden:
        await ask(garden, Prune())
        await garden.run_jobs()
        assert await states(garden) == [JobState.WAITING]


async def test_an_attempt_that_takes_too_long_has_failed(open_garden: OpenGarden) -> None:
    async def dawdle(_job: Context, _request: Water) -> None:
        await asyncio.Event().wait()

    slow = watering(dawdle, timeout=timedelta(milliseconds=1), retries=RetryPolicy(1))
    async with open_garden(slow) as garden:
        await ask(garden)
        await garden.run_jobs()
        (row,) = await garden.jobs()
        assert row.error == "TimeoutError: It took longer than 0:00:00.001000."


async def test_a_job_whose_process_died_each_time_is_dead_in_the_end(open_garden: OpenGarden) -> None:
    can = Can()
    async with open_garden(watering(can, retries=RetryPolicy(2))) as garden:
        await ask(garden)
        async with garden.subgraph.database.write() as session:
            left = {"state": "running", "attempt": 2, "claim": 2}
            await session.execute(update(JOB_TABLES.job).values(left))
        await garden.run_jobs()
        (row,) = await garden.jobs()
        assert (row.state, row.error) == (JobState.DEAD, "GiveUp: Its process died while it ran.")
        assert can.attempts == []


async def test_the_last_unit_of_work_ends_the_job_with_its_effect(open_garden: OpenGarden) -> None:
    async def plant_and_fall(job: Context, _request: Water) -> None:
        async with job.finish() as work:
            work.session.add(PlantRow(garden="jobs", name="x", height=1, planted_at=work.now))
        raise RuntimeError("too late to matter")

    async with open_garden(watering(plant_and_fall)) as garden:
        await ask(garden)
        await garden.run_jobs()
        assert await states(garden) == [JobState.DONE]


async def test_who_lost_the_lease_can_write_nothing(open_garden: OpenGarden) -> None:
    refused: list[bool] = []

    async def stand_still(job: Context, _request: Water) -> None:
        await lose_lease(garden)
        try:
            async with job.begin() as work:
                work.session.add(PlantRow(garden="jobs", name="x", height=1, planted_at=work.now))
        except LeaseIsLost:
            refused.append(True)
            raise

    async with open_garden(watering(stand_still)) as garden:
        await ask(garden)
        await garden.run_jobs()
        async with garden.subgraph.database.read() as session:
            assert (await session.scalars(select(PlantRow))).all() == []
        assert refused == [True]
        assert await states(garden) == [JobState.RUNNING]


async def test_who_lost_the_lease_is_stopped(open_garden: OpenGarden) -> None:
    stopped = asyncio.Event()

    async def dawdle(_job: Context, _request: Water) -> None:
        await lose_lease(garden)
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    async with open_garden(watering(dawdle), job_lease=timedelta(milliseconds=30)) as garden:
        await ask(garden)
        await garden.run_jobs()
        assert stopped.is_set()


async def test_a_lease_is_renewed_while_its_job_runs(open_garden: OpenGarden) -> None:
    clock = MovableClock()

    async def dawdle(job: Context, _request: Water) -> None:
        first = job.row.due_at
        clock.now += timedelta(hours=1)

        async def is_renewed() -> bool:
            (row,) = await garden.jobs()
            return bool(row.due_at > first)

        await eventually(is_renewed)

    async with open_garden(watering(dawdle), clock=clock, job_lease=timedelta(milliseconds=30)) as garden:
        await ask(garden)
        await garden.run_jobs()
        assert await states(garden) == [JobState.DONE]


async def test_what_another_worker_has_is_left_to_it_until_its_lease_expires(open_garden: OpenGarden) -> None:
    clock, gate, can = MovableClock(), asyncio.Event(), Can()

    async def wait_at_gate(_job: Context, _request: Water) -> None:
        await gate.wait()

    async with open_garden(watering(wait_at_gate), clock=clock) as garden:
        await ask(garden)
        first = asyncio.create_task(garden.run_jobs())

        async def is_running() -> bool:
            return await states(garden) == [JobState.RUNNING]

        await eventually(is_running)
        subgraph = garden.subgraph
        other = JobWorker(subgraph.transactions, (watering(can),), (), subgraph._job_context, WorkerPolicy())
        await other.drain()
        assert can.attempts == []
        clock.now += timedelta(minutes=1)
        await other.drain()
        assert can.attempts == [2]
        gate.set()
        await first
        assert await states(garden) == [JobState.DONE]


async def test_a_worker_that_closes_gives_back_what_it_cannot_end(open_garden: OpenGarden) -> None:
    begun = asyncio.Event()

    async def dawdle(_job: Context, _request: Water) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with open_garden() as garden:
        subgraph = garden.subgraph
        hurried = WorkerPolicy(stop_patience=timedelta())
        worker = JobWorker(subgraph.transactions, (watering(dawdle),), (), subgraph._job_context, hurried)
        worker.start()
        await ask(garden)
        await begun.wait()
        await worker.close()
        (row,) = await garden.jobs()
        assert (row.state, row.attempt) == (JobState.WAITING, 0)


async def test_a_commit_wakes_the_worker_at_once(open_garden: OpenGarden) -> None:
    can = Can()

    async def is_watered() -> bool:
        return can.attempts == [1]

    async with open_garden(watering(can), job_poll=timedelta(hours=1)) as garden:
        garden.subgraph.jobs.start()
        await ask(garden)
        await eventually(is_watered)


async def test_long_jobs_leave_room_for_short_ones(open_garden: OpenGarden) -> None:
    gate, running, most = asyncio.Event(), set[UUID](), 0

    async def wait_at_gate(job: Context, _request: Water) -> None:
        nonlocal most
        running.add(job.row.id)
        most = max(most, len(running))
        await gate.wait()
        running.discard(job.row.id)

    async def open_gate(_job: Context, _request: Prune) -> None:
        async def is_full() -> bool:
            return len(running) == 2

        await eventually(is_full)
        gate.set()

    async with open_garden(watering(wait_at_gate, at_once=2), Job(request=Prune, handler=open_gate)) as garden:
        await ask(garden, Water(), Water(), Water(), Water(), Prune())
        await garden.run_jobs()
        assert set(await states(garden)) == {JobState.DONE}
        assert most == 2


async def test_a_job_tells_how_far_it_is(open_garden: OpenGarden) -> None:
    async def water(job: Context, _request: Water) -> None:
        await job.report(3, 10)

    async with open_garden(watering(water)) as garden:
        await ask(garden)
        await garden.run_jobs()
        (row,) = await garden.jobs()
        assert (row.progress_done, row.progress_total) == (3, 10)


async def test_what_a_job_announces_belongs_to_the_request_that_asked_for_it(open_garden: OpenGarden) -> None:
    async def grow(job: Context, _request: Water) -> None:
        async with job.begin() as work:
            work.announce(PlantGrew(plant_id=new_id(), by=1))

    async with open_garden(watering(grow)) as garden:
        async with garden.subgraph.transactions.begin() as work:
            work.enqueue(Water())
        await garden.run_jobs()
        (envelope,) = await garden.announced()
        assert envelope.correlation_id == work.cause.correlation_id


class Rounds:
    """The slots for which a periodic job ran."""

    def __init__(self) -> None:
        self.slots: list[datetime] = []

    async def __call__(self, _job: Context, run: PeriodicRun) -> None:
        self.slots.append(run.slot)


async def test_a_periodic_job_runs_once_per_slot_over_all_workers(open_garden: OpenGarden) -> None:
    clock, rounds = MovableClock(datetime(2026, 3, 2, 9, 10, tzinfo=UTC)), Rounds()
    hourly = PeriodicJob(name="round", handler=rounds, every=timedelta(hours=1), offset=timedelta(minutes=15))
    async with open_garden(periodic=(hourly,), clock=clock) as garden:
        subgraph = garden.subgraph
        other = JobWorker(subgraph.transactions, (), (hourly,), subgraph._job_context, WorkerPolicy())
        for minutes in (0, 4, 5, 20, 65, 240):
            clock.now = datetime(2026, 3, 2, 9, 10, tzinfo=UTC) + timedelta(minutes=minutes)
            await asyncio.gather(garden.run_jobs(), other.drain())
        slots = [(slot.hour, slot.minute) for slot in rounds.slots]
        assert slots == [(9, 15), (10, 15), (12, 15)]


async def test_finished_work_is_forgotten_after_its_time_and_the_rest_is_not(open_garden: OpenGarden) -> None:
    clock, can = MovableClock(), Can(failures=1, error=GiveUp("no"))
    async with open_garden(watering(can), clock=clock, job_retention_days=1, dead_retention_days=3) as garden:
        await garden.run_jobs()
        await ask(garden, Water(), Water(), Prune())
        await garden.run_jobs()
        kept = []
        for _ in range(3):
            clock.now += timedelta(days=1, hours=1)
            await garden.run_jobs()
            kept.append(await states(garden))
        dead, waiting = JobState.DEAD, JobState.WAITING
        assert [set(each) for each in kept] == [{dead, waiting}, {dead, waiting}, {waiting}]


async def test_handled_events_are_forgotten_after_their_time(open_garden: OpenGarden) -> None:
    clock = MovableClock()
    async with open_garden(clock=clock, inbox_retention_days=2, dead_retention_days=2) as garden:
        await garden.run_jobs()
        async with garden.subgraph.transactions.begin() as work:
            envelope = work.announce(PlantGrew(plant_id=new_id(), by=1))
            store = EventStore(work.session, EVENT_TABLES)
            await store.record_handled(envelope, "somebody", work.now)
            await store.add_dead_letter(envelope, "somebody", "broken", 1, work.now)
        remembered = []
        for _ in range(2):
            clock.now += timedelta(days=1, hours=1)
            await garden.run_jobs()
            async with garden.subgraph.database.read() as session:
                inbox = (await session.execute(select(EVENT_TABLES.inbox))).all()
                letters = (await session.execute(select(EVENT_TABLES.dead_letters))).all()
            remembered.append((len(inbox), len(letters)))
        assert remembered == [(1, 1), (0, 0)]


def test_two_jobs_of_one_name_are_refused(tmp_path: Path) -> None:
    twice = replace(GARDEN, jobs=(watering(Can()), watering(Can())))
    with pytest.raises(ValueError, match="two jobs of garden"):
        open_subgraph(twice, tmp_path, Messaging.alone())
