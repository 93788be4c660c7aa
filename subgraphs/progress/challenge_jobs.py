"""What begins and ends challenges."""

from datetime import timedelta

from subgraphs.progress.service.running_challenges import run_challenges
from subgraphs.progress.settings import ProgressSettings
from subgraphs.progress.wiring import ProgressServices
from subgraphs.shared.jobs import JobContext, PeriodicJob, PeriodicRun


async def _run(job: JobContext[ProgressSettings, ProgressServices], _run: PeriodicRun) -> None:
    await run_challenges(job.transactions, job.services.challenges, job.settings.challenge_grace)


CHALLENGE_PERIODIC_JOBS = (PeriodicJob(name="run-challenges", handler=_run, every=timedelta(minutes=5)),)
