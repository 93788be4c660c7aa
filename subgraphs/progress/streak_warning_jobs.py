"""What warns of streaks that end."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from subgraphs.progress.service.streak_warnings import warn_some, zones_to_warn
from subgraphs.progress.streak_warning_settings import StreakWarningSettings
from subgraphs.shared.jobs import JobContext, PeriodicJob, PeriodicRun

_LEARNERS_AT_ONCE = 500


async def warn_of_streaks(job: JobContext[StreakWarningSettings, Any], run: PeriodicRun) -> None:
    settings = job.settings
    async with job.begin() as work:
        days = await zones_to_warn(work, run.slot, settings.streak_warning_catch_up, settings.streak_warning_hour)
    after: UUID | None = None
    while True:
        async with job.begin() as work:
            after = await warn_some(work, days, after, _LEARNERS_AT_ONCE)
        if after is None:
            return


STREAK_WARNING_PERIODIC_JOBS = (
    PeriodicJob(name="warn-of-ending-streaks", handler=warn_of_streaks, every=timedelta(hours=1)),
)
