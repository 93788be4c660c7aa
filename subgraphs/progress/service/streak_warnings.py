"""Warning of streaks that end with the day, at an hour of the learner's own.

A round looks at the last hours, so what was missed because nothing ran is made up for; whoever has studied meanwhile is
left alone. The day on which somebody was warned is written down with the warning.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from subgraphs.progress.models.learners import LearnerRow
from subgraphs.progress.reminder_events import StreakWarning
from subgraphs.progress.repository.streak_warnings import StreakWarningRepository
from subgraphs.shared.days import ONE_DAY, zone_named
from subgraphs.shared.local_hours import hours_begun
from subgraphs.shared.unit_of_work import UnitOfWork

SHORTEST = 2
"""One day is not yet a row of days."""

Days = Mapping[str, date]
"""By zone, the day on which the hour has begun."""


async def zones_to_warn(work: UnitOfWork, until: datetime, catch_up: timedelta, hour: int) -> Days:
    zones = await StreakWarningRepository(work.session).zones()
    return {begun.zone: begun.day for begun in hours_begun(zones, until - catch_up, until) if begun.hour == hour}


async def warn_some(work: UnitOfWork, days: Days, after: UUID | None, limit: int) -> UUID | None:
    """Warn so many learners behind `after`; the last one looked at, None when there are no more."""
    if not days:
        return None
    learners = await StreakWarningRepository(work.session).without_study(days, after, limit)
    for learner in learners:
        day = days[learner.time_zone]
        if learner.streak_warned_on != day and _ends_with(learner, day):
            learner.streak_warned_on = day
            work.announce(StreakWarning(learner_id=learner.user_id, day=day, days=learner.streak_days))
    return learners[-1].user_id if len(learners) == limit else None


def _ends_with(learner: LearnerRow, day: date) -> bool:
    """Whether there is a row of days that no freeze would save."""
    given = learner.freeze_days(zone_named(learner.time_zone))
    return learner.streak.days_on(day, given) >= SHORTEST and learner.streak.days_on(day + ONE_DAY, given) == 0
