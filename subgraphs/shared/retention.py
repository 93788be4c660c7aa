"""Forget what has served its time: finished jobs, handled events, dead letters. Every domain does it once an hour."""

from datetime import timedelta
from typing import Any

from subgraphs.shared.event_tables import EventStore
from subgraphs.shared.job_tables import JobState, JobStore
from subgraphs.shared.jobs import JobContext, PeriodicJob, PeriodicRun
from subgraphs.shared.settings import SubgraphSettings


async def forget_what_is_over(job: JobContext[SubgraphSettings, Any], _run: PeriodicRun) -> None:
    settings, now = job.settings, job.now()
    async with job.begin() as work:
        jobs = JobStore(work.session, job.transactions.job_tables)
        await jobs.delete_finished_before(JobState.DONE, now - timedelta(days=settings.job_retention_days))
        await jobs.delete_finished_before(JobState.DEAD, now - timedelta(days=settings.dead_retention_days))
        events = EventStore(work.session, job.transactions.tables)
        await events.delete_handled_before(now - timedelta(days=settings.inbox_retention_days))
        await events.delete_erased_before(now - timedelta(days=settings.inbox_retention_days))
        await events.delete_dead_letters_before(now - timedelta(days=settings.dead_retention_days))


FORGET_WHAT_IS_OVER = PeriodicJob(name="forget-what-is-over", handler=forget_what_is_over, every=timedelta(hours=1))
