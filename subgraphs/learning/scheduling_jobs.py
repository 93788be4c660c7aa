"""What scheduling does after the answer, and from time to time."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from subgraphs.learning.scheduling_requests import FitParameters, RescheduleCards
from subgraphs.learning.scheduling_settings import SchedulingSettings
from subgraphs.learning.service.fitting import ask_for_all, fit_parameters
from subgraphs.learning.service.reminders import end_round, hours_to_remind, remind_some
from subgraphs.learning.service.rescheduling import count_behind, reschedule_some
from subgraphs.shared.jobs import Job, JobContext, PeriodicJob, PeriodicRun

_LEARNERS_AT_ONCE = 500
_REMINDING = timedelta(hours=1)

Context = JobContext[SchedulingSettings, Any]


async def reschedule_cards(job: Context, request: RescheduleCards) -> None:
    async with job.begin() as work:
        total = await count_behind(work, request.user_id, request.version)
    done = 0
    while True:
        async with job.begin() as work:
            moved = await reschedule_some(work, request.user_id, request.version, job.settings.replay_batch)
        if not moved:
            return
        done += moved
        await job.report(done, max(done, total))


async def fit_all(job: Context, _run: PeriodicRun) -> None:
    after: UUID | None = None
    while True:
        async with job.begin() as work:
            after = await ask_for_all(work, job.settings, after, _LEARNERS_AT_ONCE)
        if after is None:
            return


async def remind(job: Context, run: PeriodicRun) -> None:
    settings = job.settings
    async with job.begin() as work:
        days = await hours_to_remind(work, run.slot, settings.reminder_catch_up, _REMINDING)
    after: UUID | None = None
    while True:
        async with job.begin() as work:
            after = await remind_some(work, days, after, _LEARNERS_AT_ONCE)
        if after is None:
            break
    async with job.finish() as work:
        await end_round(work, run.slot, timedelta(days=settings.reminder_retention_days))


SCHEDULING_JOBS = (
    Job(request=RescheduleCards, handler=reschedule_cards, at_once=2),
    Job(request=FitParameters, handler=fit_parameters, at_once=1),
)
SCHEDULING_PERIODIC_JOBS = (
    PeriodicJob(name="remind-of-due-cards", handler=remind, every=_REMINDING),
    PeriodicJob(name="fit-all-parameters", handler=fit_all, every=timedelta(days=1), offset=timedelta(hours=4)),
)
