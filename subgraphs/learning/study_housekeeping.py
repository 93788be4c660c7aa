"""What becomes by itself of study sessions and tests that nobody ends, and of what their answers tell."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from subgraphs.learning.repository.study_sessions import StudySessionRepository
from subgraphs.learning.service.abilities import fit_difficulties
from subgraphs.learning.service.study_sessions import finish_idle
from subgraphs.learning.service.study_tests import finish_expired
from subgraphs.learning.study_session_settings import StudySessionSettings
from subgraphs.learning.study_test_settings import StudyTestSettings
from subgraphs.shared.jobs import JobContext, PeriodicJob, PeriodicRun

_AT_ONCE = 200


async def finish_idle_sessions(job: JobContext[StudySessionSettings, Any], _run: PeriodicRun) -> None:
    while True:
        async with job.begin() as work:
            finished = await finish_idle(work, job.settings, _AT_ONCE)
        if finished < _AT_ONCE:
            return


async def forget_session_queues(job: JobContext[StudySessionSettings, Any], _run: PeriodicRun) -> None:
    async with job.begin() as work:
        long_ago = work.now - timedelta(days=job.settings.study_queue_retention_days)
        await StudySessionRepository(work.session).forget_queues_before(long_ago)


async def finish_expired_tests(job: JobContext[StudyTestSettings, Any], _run: PeriodicRun) -> None:
    while True:
        async with job.begin() as work:
            finished = await finish_expired(work, job.settings, _AT_ONCE)
        if finished < _AT_ONCE:
            return


async def refit_difficulties(job: JobContext[StudyTestSettings, Any], _run: PeriodicRun) -> None:
    after: UUID | None = None
    while True:
        async with job.begin() as work:
            after = await fit_difficulties(work, job.settings, after)
        if after is None:
            return


STUDY_PERIODIC_JOBS = (
    PeriodicJob(name="finish-idle-study-sessions", handler=finish_idle_sessions, every=timedelta(minutes=5)),
    PeriodicJob(
        name="forget-study-session-queues",
        handler=forget_session_queues,
        every=timedelta(days=1),
        offset=timedelta(hours=3),
    ),
    PeriodicJob(name="finish-expired-tests", handler=finish_expired_tests, every=timedelta(minutes=5)),
    PeriodicJob(
        name="refit-item-difficulties",
        handler=refit_difficulties,
        every=timedelta(days=1),
        offset=timedelta(hours=4),
    ),
)
