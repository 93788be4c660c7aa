"""Days in a row, and what moves them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from subgraphs.progress.events import StreakExtended, StreakFreezeUsed
from subgraphs.progress.models.learners import LearnerRow
from subgraphs.progress.repository.activity import ActivityRepository
from subgraphs.progress.repository.days import FrozenDaysRepository
from subgraphs.progress.repository.facts import FactsRepository
from subgraphs.progress.streak import count_with_frozen_days, days_of, extend_streak, quarter_hour_of
from subgraphs.progress.wiring import services_of
from subgraphs.shared.days import day_of, zone_named
from subgraphs.shared.unit_of_work import UnitOfWork

_QUARTER_HOUR = timedelta(minutes=15)


async def extend_streak_of(work: UnitOfWork, learner: LearnerRow, studied_at: datetime) -> None:
    """The learner studied then."""
    zone = zone_named(learner.time_zone)
    given = learner.freeze_days(zone)
    today, day = day_of(work.now, zone), day_of(studied_at, zone)
    before = learner.streak
    await ActivityRepository(work.session).add(learner.user_id, quarter_hour_of(studied_at))
    streak = extend_streak(before, day, services_of(work).freezes, given)
    if streak is None:
        await recount_streak_of(work, learner)
    elif streak != before:
        frozen = before.on(day, given).frozen
        FrozenDaysRepository(work.session).add(learner.user_id, frozen)
        learner.keep_streak(streak)
        _tell_of_freezes(work, learner, frozen)
    days = learner.streak.days_on(today, given)
    if days > before.days_on(today, given) and learner.last_active_on is not None:
        work.announce(StreakExtended(learner_id=learner.user_id, days=days, day=learner.last_active_on))


async def recount_streak_of(work: UnitOfWork, learner: LearnerRow) -> None:
    """Count afresh, in the zone where the learner lives now and with the freezes that they have been given."""
    zone = zone_named(learner.time_zone)
    activity = await ActivityRepository(work.session).by_users([learner.user_id])
    days = days_of(activity.get(learner.user_id, ()), zone)
    streak, frozen = count_with_frozen_days(days, services_of(work).freezes, learner.freeze_days(zone))
    learner.keep_streak(streak)
    await FrozenDaysRepository(work.session).replace(learner.user_id, frozen)


async def take_back_activity(work: UnitOfWork, learner: LearnerRow, studied_at: datetime) -> None:
    """What was done then is undone; other study of the same time may remain."""
    quarter_hour = quarter_hour_of(studied_at)
    study = services_of(work).rules.study
    facts = FactsRepository(work.session)
    if not await facts.has_within(learner.user_id, study, quarter_hour, quarter_hour + _QUARTER_HOUR):
        await ActivityRepository(work.session).remove(learner.user_id, [quarter_hour])
        await recount_streak_of(work, learner)


def _tell_of_freezes(work: UnitOfWork, learner: LearnerRow, frozen: Sequence[date]) -> None:
    if learner.streak_days > 1:
        for day in frozen:
            work.announce(StreakFreezeUsed(learner_id=learner.user_id, day=day, left=learner.streak_freezes))
