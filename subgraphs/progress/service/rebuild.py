"""All figures of a learner, reckoned anew from the facts that were heard.

They come out as they stand, unless rules or settings have changed since, or something went wrong. Nothing is announced:
what happened was told when it was heard of.
"""

from collections.abc import AsyncIterator, Iterable
from datetime import date
from uuid import UUID

from subgraphs.progress.experience import level_at
from subgraphs.progress.facts import FREEZES_GIVEN, GOAL_TOLD, UNDOES, ZONE_TOLD
from subgraphs.progress.models.facts import HeardFactRow
from subgraphs.progress.models.learners import LearnerRow, told
from subgraphs.progress.periods import utc_day
from subgraphs.progress.repository.achievements import AchievementRepository
from subgraphs.progress.repository.activity import ActivityRepository
from subgraphs.progress.repository.awards import AwardsRepository
from subgraphs.progress.repository.days import DaysRepository
from subgraphs.progress.repository.facts import FactsRepository
from subgraphs.progress.repository.learners import LearnersRepository
from subgraphs.progress.service.achievements import count_again
from subgraphs.progress.service.changes import stand_anew
from subgraphs.progress.service.facts import freezes_given, goals_told, is_deed, zones_told
from subgraphs.progress.service.leaderboards import leave_leaderboards
from subgraphs.progress.service.mastery import rebuild_mastery
from subgraphs.progress.service.reckoning import Reckoning
from subgraphs.progress.service.streaks import recount_streak_of
from subgraphs.progress.streak import quarter_hour_of
from subgraphs.progress.wiring import services_of
from subgraphs.shared.unit_of_work import Transactions, UnitOfWork

_BATCH = 200


async def rebuild_all(transactions: Transactions) -> AsyncIterator[UUID]:
    """Everybody in turn, each in a transaction of their own, so that the platform may go on meanwhile."""
    last: UUID | None = None
    while True:
        async with transactions.database.read() as session:
            users = await FactsRepository(session).users_after(last, _BATCH)
        if not users:
            return
        for user_id in users:
            async with transactions.begin() as work:
                await rebuild(work, user_id)
            yield user_id
        last = users[-1]


async def rebuild(work: UnitOfWork, user_id: UUID) -> None:
    learner = await LearnersRepository(work.session).locked_learner(user_id)
    facts = await FactsRepository(work.session).all_of(user_id)
    _tell_again(learner, facts)
    deeds = _mark_deeds(learner, facts)
    await _rebuild_days(work, learner, deeds)
    awards = AwardsRepository(work.session)
    learner.xp = await awards.total(user_id)
    learner.highest_level = max(learner.highest_level, level_at(learner.xp))
    await _rebuild_activity(work, learner, deeds)
    await recount_streak_of(work, learner)
    await rebuild_mastery(work, user_id, deeds)
    await _count_again(work, learner, deeds)
    await leave_leaderboards(work, user_id)
    days = {utc_day(earned_at) for earned_at in await awards.instants(user_id)}
    if days:
        await stand_anew(work, learner, days)


def _tell_again(learner: LearnerRow, facts: Iterable[HeardFactRow]) -> None:
    zones = zones_told(fact for fact in facts if fact.type in ZONE_TOLD)
    learner.zones = told(zones)
    learner.time_zone = zones.latest or learner.time_zone
    learner.goals = told(goals_told(fact for fact in facts if fact.type == GOAL_TOLD))
    learner.given_freezes = freezes_given(fact for fact in facts if fact.type == FREEZES_GIVEN)


def _mark_deeds(learner: LearnerRow, facts: Iterable[HeardFactRow]) -> list[HeardFactRow]:
    """Put every deed on its day, and say what was taken back."""
    undone = {(UNDOES[fact.type], fact.identity): fact.happened_at for fact in facts if fact.type in UNDOES}
    deeds = [fact for fact in facts if is_deed(fact)]
    for deed in deeds:
        deed.day = learner.day_at(deed.happened_at)
        deed.undone_at = undone.get((deed.type, deed.identity))
    return deeds


async def _count_again(work: UnitOfWork, learner: LearnerRow, deeds: Iterable[HeardFactRow]) -> None:
    """Of days whose facts were forgotten, what was counted stands."""
    counted = await AchievementRepository(work.session).counted_days(learner.user_id)
    days = {deed.day for deed in deeds if deed.day is not None} | {each.day for each in counted}
    since = learner.settled_before
    dirty = [day for day in days if since is None or day >= since]
    await count_again(work, learner.user_id, dirty, services_of(work).settings.achievements_settled_within)


async def _rebuild_days(work: UnitOfWork, learner: LearnerRow, deeds: Iterable[HeardFactRow]) -> None:
    by_day: dict[date, list[HeardFactRow]] = {}
    for deed in deeds:
        if deed.day is not None:
            by_day.setdefault(deed.day, []).append(deed)
    existing = await DaysRepository(work.session).since(learner.user_id, date.min)
    await Reckoning(work, learner, by_day).reckon([*by_day, *existing])


async def _rebuild_activity(work: UnitOfWork, learner: LearnerRow, deeds: Iterable[HeardFactRow]) -> None:
    study, since = services_of(work).rules.study, learner.settled_before
    done = [deed.happened_at for deed in deeds if deed.type in study and deed.undone_at is None]
    wanted = {quarter_hour_of(at) for at in done if since is None or learner.day_at(at) >= since}
    repository = ActivityRepository(work.session)
    known = (await repository.by_users([learner.user_id])).get(learner.user_id, [])
    counted = {at for at in known if since is None or learner.day_at(at) >= since}
    await repository.remove(learner.user_id, counted - wanted)
    repository.add_all(learner.user_id, wanted - counted)
