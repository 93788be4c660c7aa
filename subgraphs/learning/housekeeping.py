"""What learning does by itself from time to time."""

from datetime import timedelta
from typing import Any

from subgraphs.learning.repository.performed_mutations import PerformedMutationRepository
from subgraphs.learning.settings import LearningSettings
from subgraphs.shared.jobs import JobContext, PeriodicJob, PeriodicRun


async def forget_performed_mutations(job: JobContext[LearningSettings, Any], _run: PeriodicRun) -> None:
    async with job.begin() as work:
        long_ago = work.now - timedelta(days=job.settings.mutation_retention_days)
        await PerformedMutationRepository(work.session).forget_before(long_ago)


PERIODIC_JOBS = (
    PeriodicJob(
        name="forget-performed-mutations",
        handler=forget_performed_mutations,
        every=timedelta(days=1),
        offset=timedelta(hours=2),
    ),
)
