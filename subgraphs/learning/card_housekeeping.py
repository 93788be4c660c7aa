"""What learning does by itself about cards that were deleted, and about files that no card shows."""

from collections.abc import Sequence
from datetime import timedelta

from subgraphs.learning.flashcard_media import FOLDER
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.repository.media import MediaRepository
from subgraphs.learning.service.flashcards import throw_away
from subgraphs.learning.settings import LearningSettings
from subgraphs.learning.wiring import LearningServices
from subgraphs.shared.jobs import JobContext, PeriodicJob, PeriodicRun

AT_ONCE = 500

Context = JobContext[LearningSettings, LearningServices]


async def purge_deleted_flashcards(job: Context, _run: PeriodicRun) -> None:
    """Throw away for good what was deleted long ago, a bounded number in each transaction."""
    long_ago = job.now() - timedelta(days=job.settings.deleted_flashcards_days)
    while True:
        async with job.begin() as work:
            rows = await FlashcardRepository(work.session).deleted_before(long_ago, AT_ONCE)
            await throw_away(work, rows)
        if len(rows) < AT_ONCE:
            return


async def forget_unused_media(job: Context, _run: PeriodicRun) -> None:
    """Delete what no card shows, and files that a process left behind that was killed at the wrong instant."""
    long_ago = job.now() - timedelta(days=job.settings.unused_media_days)
    async with job.begin() as work:
        repository = MediaRepository(work.session)
        unused = await repository.unused(long_ago, AT_ONCE)
        await repository.delete(row.id for row in unused)
    # After the commit: a file without its row is found again, a row without its file is an error to readers.
    await job.services.objects.delete(*(row.key for row in unused))
    keys = [info.key async for info in job.services.objects.listing(FOLDER) if info.written_at < long_ago]
    for start in range(0, len(keys), AT_ONCE):
        await _delete_strays(job, keys[start : start + AT_ONCE])


async def _delete_strays(job: Context, keys: Sequence[str]) -> None:
    async with job.database.read() as session:
        known = await MediaRepository(session).known_keys(keys)
    await job.services.objects.delete(*(key for key in keys if key not in known))


CARD_PERIODIC_JOBS = (
    PeriodicJob(
        name="purge-deleted-flashcards",
        handler=purge_deleted_flashcards,
        every=timedelta(days=1),
        offset=timedelta(hours=2, minutes=20),
    ),
    PeriodicJob(
        name="forget-unused-media",
        handler=forget_unused_media,
        every=timedelta(days=1),
        offset=timedelta(hours=2, minutes=40),
    ),
)
