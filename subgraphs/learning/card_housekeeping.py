"""What learning does by itself about cards that were deleted, and about files that no card shows."""

from datetime import timedelta

from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.service.flashcards import throw_away
from subgraphs.learning.settings import LearningSettings
from subgraphs.learning.wiring import LearningServices
from subgraphs.shared.jobs import JobContext, PeriodicJob, PeriodicRun

AT_ONCE = 500


async def purge_deleted_flashcards(job: JobContext[LearningSettings, LearningServices], _run: PeriodicRun) -> None:
    """Throw away for good what was deleted long ago, a bounded number in each transaction."""
    long_ago = job.now() - timedelta(days=job.settings.deleted_flashcards_days)
    while True:
        async with job.begin() as work:
            rows = await FlashcardRepository(work.session).deleted_before(long_ago, AT_ONCE)
            await throw_away(work, rows)
        if len(rows) < AT_ONCE:
            return


CARD_PERIODIC_JOBS = (
    PeriodicJob(
        name="purge-deleted-flashcards",
        handler=purge_deleted_flashcards,
        every=timedelta(days=1),
        offset=timedelta(hours=2, minutes=20),
    ),
)
