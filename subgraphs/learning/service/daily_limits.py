"""How many cards there are still to be today."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.repository.daily_limits import Allowance, DailyLimitRepository, Done, Left
from subgraphs.learning.study_rules import StudyRules


async def allowance_of(session: AsyncSession, owner_id: UUID, rules: StudyRules, now: datetime) -> Allowance:
    """What the learner's limits leave of the day that it is for them, after what they did on it."""
    repository = DailyLimitRepository(session)
    start, end = rules.days.bounds(rules.days.day_of(now))
    done = await repository.done_by_deck(owner_id, start, end)
    limits = await repository.limits_of_decks(owner_id)
    together = Done(sum(each.new for each in done.values()), sum(each.reviews for each in done.values()))
    whole = Left(rules.preferences.new_per_day, rules.preferences.reviews_per_day)
    by_deck = {deck: _left(limit, done.get(deck, Done())) for deck, limit in limits.items()}
    return Allowance(_left(whole, together), by_deck)


def _left(limit: Left, done: Done) -> Left:
    return Left(_rest(limit.new, done.new), _rest(limit.reviews, done.reviews))


def _rest(limit: int | None, done: int) -> int | None:
    return max(limit - done, 0) if limit is not None else None
