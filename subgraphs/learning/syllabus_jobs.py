"""What becomes of syllabi by themselves: lessons are heard of, and weeks that end are followed by a new plan."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from subgraphs.learning.models.syllabi import SyllabusState
from subgraphs.learning.repository.syllabi import SyllabusRepository
from subgraphs.learning.service.syllabus_adaptation import adapt
from subgraphs.learning.syllabus_settings import SyllabusSettings
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_consumer import Consumer
from subgraphs.shared.job_request import JobRequest
from subgraphs.shared.jobs import Job, JobContext, PeriodicJob, PeriodicRun
from subgraphs.shared.unit_of_work import UnitOfWork

Context = JobContext[SyllabusSettings, Any]

_BATCH = 500


class AdaptSyllabus(JobRequest):
    kind: ClassVar[str] = "adapt-syllabus"

    syllabus_id: UUID


async def ask_for_adaptations(job: Context, run: PeriodicRun) -> None:
    """A job for each syllabus whose week is over, so that one that fails holds up no other."""
    after = UUID(int=0)
    while True:
        async with job.begin() as work:
            due = await SyllabusRepository(work.session).due_for_adaptation(job.now(), after, _BATCH)
            for syllabus_id in due:
                work.enqueue(AdaptSyllabus(syllabus_id=syllabus_id), unique_key=f"{syllabus_id}:{run.slot:%Y-%m-%d}")
        if len(due) < _BATCH:
            return
        after = due[-1]


async def adapt_syllabus(job: Context, request: AdaptSyllabus) -> None:
    async with job.finish() as work:
        row = await SyllabusRepository(work.session).locked(request.syllabus_id)
        if row is not None and row.state == SyllabusState.ACTIVE and row.next_adaptation_at <= work.now:
            await adapt(work, job.settings, row)


async def _on_lesson_completed(work: UnitOfWork, event: EventEnvelope) -> None:
    learner_id, lesson_id, course_id = (UUID(event.data[name]) for name in ("learnerId", "lessonId", "courseId"))
    await SyllabusRepository(work.session).note_completed_lesson(learner_id, lesson_id, course_id, event.occurred_at)


SYLLABUS_JOBS = (Job(request=AdaptSyllabus, handler=adapt_syllabus, at_once=1),)
SYLLABUS_PERIODIC_JOBS = (
    PeriodicJob(
        name="adapt-syllabi", handler=ask_for_adaptations, every=timedelta(hours=1), offset=timedelta(minutes=7)
    ),
)
SYLLABUS_CONSUMERS = (Consumer("follow-lessons", "content-events", {"LessonCompleted": _on_lesson_completed}),)
