"""Reckoning everything anew, and forgetting what is too old for that."""

from datetime import timedelta

from subgraphs.progress.jobs import RebuildProgress
from subgraphs.progress.service.forgetting import forget_old_facts
from subgraphs.progress.service.rebuild import rebuild_all
from subgraphs.progress.settings import ProgressSettings
from subgraphs.progress.wiring import ProgressServices
from subgraphs.shared.job_request import JobRequest
from subgraphs.shared.jobs import Job, JobContext, PeriodicJob

Context = JobContext[ProgressSettings, ProgressServices]


async def _rebuild(job: Context, _request: JobRequest) -> None:
    async for _user_id in rebuild_all(job.transactions):
        pass


async def _forget(job: Context, _request: JobRequest) -> None:
    if job.settings.fact_retention_days is not None:
        horizon = job.now() - timedelta(days=job.settings.fact_retention_days)
        await forget_old_facts(job.transactions, horizon.date())


REBUILD_JOBS = (Job(request=RebuildProgress, handler=_rebuild, at_once=1, timeout=timedelta(hours=12)),)
REBUILD_PERIODIC_JOBS = (PeriodicJob(name="forget-old-facts", handler=_forget, every=timedelta(days=1)),)
