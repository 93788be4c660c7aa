"""What scheduling does after the answer, and from time to time."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from subgraphs.learning.scheduling_requests import FitParameters, RescheduleCards
from subgraphs.learning.scheduling_settings import SchedulingSettings
from subgraphs.learning.service.fitting import ask_for_all, fit_parameters
from subgraphs.learning.service.rescheduling import pass_over_new_cards, reschedule_some
from subgraphs.shared.jobs import Job, JobContext, PeriodicJob, PeriodicRun

_LEARNERS_AT_ONCE = 500

Context = JobContext[SchedulingSettings, Any]


async def reschedule_cards(job: Context, request: RescheduleCards) -> None:
    async with job.begin() as work:
        total = await pass_over_new_cards(work, request.user_id, request.version)
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


SCHEDULING_JOBS = (
    Job(request=RescheduleCards, handler=reschedule_cards, at_once=2),
    Job(request=FitParameters, handler=fit_parameters, at_once=1),
)
SCHEDULING_PERIODIC_JOBS = (
    PeriodicJob(name="fit-all-parameters", handler=fit_all, every=timedelta(days=1), offset=timedelta(hours=4)),
)
