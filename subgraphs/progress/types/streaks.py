"""Days in a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

import strawberry

from subgraphs.progress.models.learners import LearnerRow
from subgraphs.progress.streak import Standing, Streak, count_streak
from subgraphs.progress.types.context import Info
from subgraphs.progress.types.stretches import checked_stretch
from subgraphs.shared.days import day_of, zone_named

_DEFAULT_STRETCH = timedelta(days=365)


@strawberry.type(description="Days in a row on which a learner studied, by the learner's own calendar.")
class StudyStreak:
    days: int = strawberry.field(
        description="The days up to today, or up to the last one before while it can still go on; 0 when a day was "
        "missed without a freeze. Frozen days keep the streak and do not count."
    )
    longest: int = strawberry.field(description="The most days in a row there ever were.")
    last_active_on: date | None = strawberry.field(description="The last day of study; null when there was none.")


@strawberry.type(
    description="What saves a streak: a missed day uses one up by itself, as long as there are any. They are earned by "
    "days in a row."
)
class StreakFreezes:
    available: int = strawberry.field(description="How many are left today.")
    user_id: strawberry.Private[UUID]
    today: strawberry.Private[date]
    frozen_lately: strawberry.Private[Sequence[date]]

    @strawberry.field(description="The days that were missed and used one up, the earliest first.")
    async def used(
        self,
        info: Info,
        since: Annotated[
            date | None,
            strawberry.argument(name="from", description="The first day that is asked about; a year ago unless said."),
        ] = None,
        until: Annotated[
            date | None, strawberry.argument(name="to", description="The last day; today unless said.")
        ] = None,
    ) -> list[date]:
        last = until or self.today
        first, last = checked_stretch(info, since or last - _DEFAULT_STRETCH, last)
        before = await info.context.loaders.frozen_days.load(self.user_id)
        return [day for day in (*before, *self.frozen_lately) if first <= day <= last]


@dataclass(frozen=True, slots=True)
class StreakToday:
    """A streak as it stands where the learner lives now."""

    streak: Streak
    standing: Standing
    today: date


async def streak_today(info: Info, user_id: UUID, time_zone: str) -> StreakToday:
    """A streak that was counted in the zone asked for is at hand; any other is counted from the activity."""
    zone = zone_named(time_zone)
    today = day_of(info.context.clock(), zone)
    learner = await info.context.loaders.learner_by_user.load(user_id)
    if learner is None:
        return StreakToday(Streak(), Standing(0, 0), today)
    given = learner.freeze_days(zone)
    streak = learner.streak if learner.time_zone == time_zone else await _counted_in(info, learner, time_zone)
    return StreakToday(streak, streak.on(today, given), today)


async def _counted_in(info: Info, learner: LearnerRow, time_zone: str) -> Streak:
    zone = zone_named(time_zone)
    active_at = await info.context.loaders.activity_by_user.load(learner.user_id)
    return count_streak(active_at, zone, info.context.services.freezes, learner.freeze_days(zone))
