"""Counting for achievements after the answer."""

from datetime import timedelta
from uuid import UUID

from subgraphs.progress.jobs import SettleAchievements
from subgraphs.progress.repository.achievements import AchievementRepository
from subgraphs.progress.service.achievements import settle_achievements
from subgraphs.progress.service.share_cards import collect_left_overs
from subgraphs.progress.settings import ProgressSettings
from subgraphs.progress.wiring import ProgressServices
from subgraphs.shared.jobs import Job, JobContext, PeriodicJob, PeriodicRun

_BATCH = 100


async def settle_all(job: JobContext[ProgressSettings, ProgressServices], _request: SettleAchievements) -> None:
    """Each learner in a transaction of their own, so that nobody waits for another's counting."""
    last: UUID | None = None
    while True:
        async with job.database.read() as session:
            found = await AchievementRepository(session).learners_with_stale_days(last, _BATCH)
        for user_id in found:
            async with job.begin() as work:
                await settle_achievements(work, user_id, job.services.achievements)
        if len(found) < _BATCH:
            return
        last = found[-1]


async def collect_pictures(job: JobContext[ProgressSettings, ProgressServices], _run: PeriodicRun) -> None:
    await collect_left_overs(job.database, job.services.objects, job.now())


ACHIEVEMENT_JOBS = (Job(request=SettleAchievements, handler=settle_all),)
ACHIEVEMENT_PERIODIC_JOBS = (
    PeriodicJob(
        name="collect-share-cards", handler=collect_pictures, every=timedelta(days=1), offset=timedelta(hours=3)
    ),
)
