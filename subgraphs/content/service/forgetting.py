"""What was deleted is gone when it can no longer be restored."""

from datetime import timedelta

from subgraphs.content.repository.comments import CommentRepository
from subgraphs.content.repository.courses import CourseRepository
from subgraphs.content.repository.series import SeriesRepository
from subgraphs.content.repository.translations import TranslationRepository
from subgraphs.content.settings import ContentSettings
from subgraphs.content.wiring import ContentServices
from subgraphs.shared.jobs import JobContext, PeriodicJob, PeriodicRun


async def forget_what_was_deleted(job: JobContext[ContentSettings, ContentServices], _run: PeriodicRun) -> None:
    content_before = job.now() - job.settings.deleted_content_retention
    comments_before = job.now() - job.settings.comment_restore_window
    async with job.begin() as work:
        comments = CommentRepository(work.session)
        await comments.delete_about(await CourseRepository(work.session).lessons_deleted_before(content_before))
        await comments.delete_about(await SeriesRepository(work.session).episodes_deleted_before(content_before))
        await TranslationRepository(work.session).delete_of_content_deleted_before(content_before)
        await CourseRepository(work.session).delete_courses_deleted_before(content_before)
        await SeriesRepository(work.session).delete_series_deleted_before(content_before)
        await comments.forget_texts_deleted_before(comments_before)


PERIODIC_JOBS = (
    PeriodicJob(name="forget-what-was-deleted", handler=forget_what_was_deleted, every=timedelta(hours=1)),
)
