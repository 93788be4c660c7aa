"""Counting what learners have done, and giving them what they have achieved with it."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.progress.achievement_events import AchievementUnlocked
from subgraphs.progress.achievement_rules import AchievementBook, AchievementRule, Counter
from subgraphs.progress.counters import counted_by, counters_of_days, raised
from subgraphs.progress.experience import level_at
from subgraphs.progress.jobs import SettleAchievements
from subgraphs.progress.models.achievements import LearnerCountersRow
from subgraphs.progress.models.learners import LearnerRow
from subgraphs.progress.repository.achievements import AchievementRepository
from subgraphs.progress.repository.learners import LearnersRepository
from subgraphs.shared.unit_of_work import UnitOfWork

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def achievement_channel(user_id: UUID) -> str:
    """Where open subscriptions hear what this learner has achieved."""
    return f"achievements:{user_id}"


async def count_again(work: UnitOfWork, user_id: UUID, days: Iterable[date], within: timedelta) -> None:
    """Have these days of a learner's counted anew soon: something was heard of them."""
    await AchievementRepository(work.session).mark_stale(user_id, days)
    slot = (work.now - _EPOCH) // within + 1
    work.enqueue(SettleAchievements(), run_at=_EPOCH + slot * within, unique_key=str(slot))


async def settle_achievements(work: UnitOfWork, user_id: UUID, book: AchievementBook, *, is_news: bool = True) -> None:
    """Count what was not counted yet, give what was achieved, and take back what rested on what was taken back.

    Nothing is announced of what is no news.
    """
    learner = await LearnersRepository(work.session).locked_learner(user_id)
    repository = AchievementRepository(work.session)
    for day in await repository.stale_days(user_id):
        deeds = await repository.deeds_of(user_id, day)
        counted = Tally(name.value for kind, at, data in deeds for name in counted_by(kind, data, _local(learner, at)))
        await repository.keep_count(user_id, day, counted)
    counters = await _counters(work.session, learner)
    row = LearnerCountersRow(
        user_id=user_id, counters={name.value: number for name, number in counters.items()}, counted_at=work.now
    )
    await repository.keep_counters(row)
    for rule in await _settle(work, user_id, book, counters):
        if is_news:
            _tell(work, user_id, rule)


async def _counters(session: AsyncSession, learner: LearnerRow) -> Mapping[Counter, int]:
    repository = AchievementRepository(session)
    user_id = learner.user_id
    now = counters_of_days(await repository.counted_days(user_id))
    now |= await repository.counters_beside_days(user_id)
    now[Counter.LEVEL] = level_at(learner.xp)
    now[Counter.LONGEST_STREAK] = learner.streak_longest
    kept = (await repository.counters([user_id])).get(user_id)
    before = {Counter(name): number for name, number in kept.counters.items()} if kept is not None else {}
    return raised(before, now)


async def _settle(
    work: UnitOfWork, user_id: UUID, book: AchievementBook, counters: Mapping[Counter, int]
) -> list[AchievementRule]:
    """What is had since now."""
    repository = AchievementRepository(work.session)
    had = (await repository.unlocked([user_id])).get(user_id, {})
    has = book.reached(counters)
    # What is in no rule any more stays with who has it.
    lost = {name for name in had if name in book.by_id} - has
    if lost:
        await repository.take_back(user_id, lost)
    unlocked = [rule for rule in book.rules if rule.id in has and rule.id not in had]
    for rule in unlocked:
        repository.unlock(user_id, rule.id, work.now)
    return unlocked


def _tell(work: UnitOfWork, user_id: UUID, rule: AchievementRule) -> None:
    work.announce(AchievementUnlocked(learner_id=user_id, achievement_id=rule.id, name=rule.name, tier=rule.tier))
    work.publish_live(achievement_channel(user_id), {"achievementId": rule.id})


def _local(learner: LearnerRow, at: datetime) -> datetime:
    return at.astimezone(learner.zone_at(at))
