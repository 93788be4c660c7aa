"""What keeps ranks cheap, after the answer."""

from datetime import timedelta

from subgraphs.progress.jobs import SettleLeaderboards
from subgraphs.progress.settings import ProgressSettings
from subgraphs.progress.wiring import ProgressServices
from subgraphs.shared.job_request import JobRequest
from subgraphs.shared.jobs import Job, JobContext, PeriodicJob

Context = JobContext[ProgressSettings, ProgressServices]


async def _settle(job: Context, _request: JobRequest) -> None:
    is_more_left = True
    while is_more_left:
        async with job.begin() as work:
            is_more_left = await job.services.leaderboard_index.settle(work.session)


LEADERBOARD_JOBS = (Job(request=SettleLeaderboards, handler=_settle, at_once=1),)
LEADERBOARD_PERIODIC_JOBS = (
    # For boards so quiet that their changes never come to a round number, and so that no note outlives an erasure.
    PeriodicJob(name="settle-quiet-leaderboards", handler=_settle, every=timedelta(hours=1)),
)
