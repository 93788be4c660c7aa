"""What progress does about reviews and moves, and what it knows of a learner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from subgraphs.progress.events import LevelReached, StreakExtended, XpAwarded
from subgraphs.progress.experience import XpReason, level_at, xp_for_review
from subgraphs.progress.models import AwardRow, LearnerRow
from subgraphs.progress.periods import LeaderboardPeriod, current_board, period_start
from subgraphs.progress.repository import ProgressRepository
from subgraphs.progress.streak import (
    count_streak,
    day_of,
    extend_streak,
    quarter_hour_of,
    zone_named,
)
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

LEADERBOARD_CHANNEL = "leaderboard"


def progress_channel(user_id: UUID) -> str:
    """Where open subscriptions hear that this learner's progress has changed."""
    return f"progress:{user_id}"


@dataclass(frozen=True, slots=True)
class HeardReview:
    """What progress needs to know of a review."""

    review_id: UUID
    learner_id: UUID
    rating: str
    reviewed_at: datetime
    announced_at: datetime


async def award_review(work: UnitOfWork, review: HeardReview) -> None:
    """Give the points of one review and move everything that hangs on them."""
    repository = ProgressRepository(work.session)
    learner = await repository.locked_learner(review.learner_id)
    earned = await _give_points(work, repository, learner, review)
    await _extend_streak(work, repository, learner, review.reviewed_at)
    await _move_leaderboards(work, repository, review, sum(earned.values()))
    work.publish_live(progress_channel(learner.user_id), {})


async def move_to_zone(work: UnitOfWork, user_id: UUID, time_zone: str) -> None:
    """Reckon the learner's days in another zone from now on, those of the past too."""
    repository = ProgressRepository(work.session)
    learner = await repository.locked_learner(user_id)
    if learner.time_zone != time_zone:
        learner.time_zone = time_zone
        activity = await repository.activity([user_id])
        learner.keep_streak(count_streak(activity.get(user_id, ()), zone_named(time_zone)))
        work.publish_live(progress_channel(user_id), {})


async def _give_points(
    work: UnitOfWork, repository: ProgressRepository, learner: LearnerRow, review: HeardReview
) -> dict[XpReason, int]:
    day = day_of(review.reviewed_at, zone_named(learner.time_zone))
    is_first_of_day = not await repository.has_daily_bonus(learner.user_id, day)
    earned = xp_for_review(review.rating, is_first_of_day)
    repository.add_awards(_award_rows(learner.user_id, review, earned, day))
    level_before = level_at(learner.xp)
    amount = sum(earned.values())
    learner.xp += amount
    work.announce(XpAwarded(learner_id=learner.user_id, amount=amount, by_reason=dict(earned), xp=learner.xp))
    if level_at(learner.xp) > level_before:
        work.announce(LevelReached(learner_id=learner.user_id, level=level_at(learner.xp)))
    return earned


def _award_rows(user_id: UUID, review: HeardReview, earned: Mapping[XpReason, int], day: date) -> Iterable[AwardRow]:
    for reason, amount in earned.items():
        yield AwardRow(
            id=new_id(),
            user_id=user_id,
            review_id=review.review_id,
            reason=reason,
            amount=amount,
            earned_at=review.reviewed_at,
            day=day,
        )


async def _extend_streak(
    work: UnitOfWork, repository: ProgressRepository, learner: LearnerRow, studied_at: datetime
) -> None:
    zone = zone_named(learner.time_zone)
    today = day_of(work.now, zone)
    days_before = learner.streak.days_on(today)
    await repository.add_activity(learner.user_id, quarter_hour_of(studied_at))
    streak = extend_streak(learner.streak, day_of(studied_at, zone))
    if streak is None:
        activity = await repository.activity([learner.user_id])
        streak = count_streak(activity[learner.user_id], zone)
    learner.keep_streak(streak)
    if streak.days_on(today) > days_before and streak.last_active_on is not None:
        work.announce(StreakExtended(learner_id=learner.user_id, days=streak.days, day=streak.last_active_on))


async def _move_leaderboards(
    work: UnitOfWork, repository: ProgressRepository, review: HeardReview, amount: int
) -> None:
    boards = [(period, period_start(period, review.reviewed_at)) for period in LeaderboardPeriod]
    standings = await repository.add_to_boards(review.learner_id, boards, amount, review.announced_at)
    # A review that was synchronised late may have moved a board of the past, to which nobody listens.
    xp_by_period = {board[0].value: xp for board, xp in standings.items() if board == current_board(board[0], work.now)}
    work.publish_live(LEADERBOARD_CHANNEL, {"userId": str(review.learner_id), "xpByPeriod": xp_by_period})
