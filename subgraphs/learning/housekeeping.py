"""What learning does by itself from time to time."""

from datetime import timedelta
from typing import Any

from subgraphs.learning.repository import LearningRepository
from subgraphs.shared.jobs import JobContext, PeriodicJob, PeriodicRun
from subgraphs.shared.settings import SubgraphSettings


async def forget_performed_mutations(job: JobContext[SubgraphSettings, Any], _run: PeriodicRun) -> None:
    async with job.begin() as work:
        long_ago = work.now - timedelta(days=job.settings.mutation_retention_days)
        await LearningRepository(work.session).forget_performed_before(long_ago)


PERIODIC_JOBS = (
    PeriodicJob(
        name="forget-performed-mutations",
        handler=forget_performed_mutations,
        every=timedelta(days=1),
        offset=timedelta(hours=2),
    ),
)
