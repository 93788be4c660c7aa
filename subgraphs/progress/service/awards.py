"""What answers earn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from subgraphs.progress.events import LevelReached, XpAwarded
from subgraphs.progress.experience import XpReason, level_at, xp_for_review
from subgraphs.progress.models.awards import AwardRow
from subgraphs.progress.models.learners import LearnerRow
from subgraphs.progress.repository.awards import AwardsRepository
from subgraphs.progress.repository.learners import LearnersRepository
from subgraphs.progress.service.leaderboards import Points, move_leaderboards
from subgraphs.progress.service.live import progress_channel
from subgraphs.progress.service.streaks import extend_streak_of
from subgraphs.progress.streak import day_of, zone_named
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork


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
    learner = await LearnersRepository(work.session).locked_learner(review.learner_id)
    earned = await _give_points(work, learner, review)
    await extend_streak_of(work, learner, review.reviewed_at)
    points = Points(review.learner_id, sum(earned.values()), review.reviewed_at, review.announced_at)
    await move_leaderboards(work, points)
    work.publish_live(progress_channel(learner.user_id), {})


async def _give_points(work: UnitOfWork, learner: LearnerRow, review: HeardReview) -> dict[XpReason, int]:
    repository = AwardsRepository(work.session)
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
