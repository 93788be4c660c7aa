"""Days in a row, and what moves them."""

from datetime import datetime
from uuid import UUID

from subgraphs.progress.events import StreakExtended
from subgraphs.progress.models.learners import LearnerRow
from subgraphs.progress.repository.activity import ActivityRepository
from subgraphs.progress.repository.learners import LearnersRepository
from subgraphs.progress.service.live import progress_channel
from subgraphs.progress.streak import count_streak, day_of, extend_streak, quarter_hour_of, zone_named
from subgraphs.shared.unit_of_work import UnitOfWork


async def move_to_zone(work: UnitOfWork, user_id: UUID, time_zone: str) -> None:
    """Reckon the learner's days in another zone from now on, those of the past too."""
    learner = await LearnersRepository(work.session).locked_learner(user_id)
    if learner.time_zone != time_zone:
        learner.time_zone = time_zone
        activity = await ActivityRepository(work.session).by_users([user_id])
        learner.keep_streak(count_streak(activity.get(user_id, ()), zone_named(time_zone)))
        work.publish_live(progress_channel(user_id), {})


async def extend_streak_of(work: UnitOfWork, learner: LearnerRow, studied_at: datetime) -> None:
    activity = ActivityRepository(work.session)
    zone = zone_named(learner.time_zone)
    today = day_of(work.now, zone)
    days_before = learner.streak.days_on(today)
    await activity.add(learner.user_id, quarter_hour_of(studied_at))
    streak = extend_streak(learner.streak, day_of(studied_at, zone))
    if streak is None:
        active_at = await activity.by_users([learner.user_id])
        streak = count_streak(active_at[learner.user_id], zone)
    learner.keep_streak(streak)
    if streak.days_on(today) > days_before and streak.last_active_on is not None:
        work.announce(StreakExtended(learner_id=learner.user_id, days=streak.days, day=streak.last_active_on))
