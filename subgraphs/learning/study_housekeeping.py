"""What becomes by itself of study sessions that nobody ends."""

from datetime import timedelta
from typing import Any

from subgraphs.learning.repository.study_sessions import StudySessionRepository
from subgraphs.learning.service.study_sessions import finish_idle
from subgraphs.learning.study_session_settings import StudySessionSettings
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


STUDY_PERIODIC_JOBS = (
    PeriodicJob(name="finish-idle-study-sessions", handler=finish_idle_sessions, every=timedelta(minutes=5)),
    PeriodicJob(
        name="forget-study-session-queues",
        handler=forget_session_queues,
        every=timedelta(days=1),
        offset=timedelta(hours=3),
    ),
)
