"""What progress does about a fact, once, in whatever order facts are told."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from subgraphs.progress.facts import FREEZES_GIVEN, GOAL_TOLD, NO_DEEDS, UNDOES, ZONE_TOLD, Fact
from subgraphs.progress.models.facts import HeardFactRow
from subgraphs.progress.models.learners import LearnerRow, told
from subgraphs.progress.repository.days import DaysRepository
from subgraphs.progress.repository.facts import FactsRepository
from subgraphs.progress.repository.learners import LearnersRepository
from subgraphs.progress.service.achievements import count_again
from subgraphs.progress.service.changes import give_points, tell_goals, tell_subscribers
from subgraphs.progress.service.mastery import reckon_mastery
from subgraphs.progress.service.reckoning import Reckoning
from subgraphs.progress.service.streaks import extend_streak_of, recount_streak_of, take_back_activity
from subgraphs.progress.timeline import Timeline
from subgraphs.progress.wiring import services_of
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

_UNDONE_BY = {done: undo for undo, done in UNDOES.items()}


async def hear(work: UnitOfWork, fact: Fact) -> None:
    """Remember a fact and move everything that hangs on it. One that was heard before changes nothing."""
    learner = await LearnersRepository(work.session).locked_learner(fact.user_id)
    repository = FactsRepository(work.session)
    counterpart = UNDOES.get(fact.type) or _UNDONE_BY.get(fact.type)
    types = [fact.type, *([counterpart] if counterpart else [])]
    known = await repository.of_identity(fact.user_id, types, fact.identity)
    if fact.type in known:
        return
    row = row_of(fact)
    repository.add(row)
    other = known.get(counterpart) if counterpart else None
    if fact.type in ZONE_TOLD:
        await _move_to_zone(work, learner, row)
    elif fact.type == GOAL_TOLD:
        await _set_goal(work, learner, row)
    elif fact.type == FREEZES_GIVEN:
        await _give_freezes(work, learner, row)
    elif fact.type in UNDOES:
        await _undo(work, learner, row, other)
    else:
        row.day = learner.day_at(row.happened_at)
        row.undone_at = other.happened_at if other is not None else None
        await _count_deed(work, learner, row)
    await _count_for_achievements(work, learner, [each.day for each in (row, other) if each is not None])


async def _count_for_achievements(work: UnitOfWork, learner: LearnerRow, days: Iterable[date | None]) -> None:
    settled = learner.settled_before
    dirty = {day for day in days if day is not None and (settled is None or day >= settled)}
    if dirty:
        await count_again(work, learner.user_id, dirty, services_of(work).settings.achievements_settled_within)


async def give_streak_freezes(work: UnitOfWork, user_id: UUID, count: int, grant_id: UUID, given_at: datetime) -> None:
    """Let a learner have freezes beside those that they earn, such as bought ones or a prize. One grant is given once,
    however often this is asked for."""
    data = {"count": count}
    await hear(work, Fact(new_id(), user_id, FREEZES_GIVEN, str(grant_id), given_at, work.now, data))


async def hear_answers(work: UnitOfWork, facts: Sequence[Fact]) -> None:
    """Remember answers of one learner to questions about items, all of one type. What they are part of is a fact of its
    own, which days are reckoned from."""
    if not facts:
        return
    learner = await LearnersRepository(work.session).locked_learner(facts[0].user_id)
    repository = FactsRepository(work.session)
    known = await repository.identities(learner.user_id, facts[0].type, [fact.identity for fact in facts])
    rows = [row_of(fact) for fact in facts if fact.identity not in known]
    for row in rows:
        row.day = learner.day_at(row.happened_at)
        repository.add(row)
    for row in {(row.item_kind, row.item_id): row for row in rows}.values():
        await reckon_mastery(work, row)


def row_of(fact: Fact) -> HeardFactRow:
    return HeardFactRow(
        id=fact.id,
        user_id=fact.user_id,
        type=fact.type,
        identity=fact.identity,
        happened_at=fact.happened_at.astimezone(UTC),
        announced_at=fact.announced_at.astimezone(UTC),
        item_kind=fact.item_kind,
        item_id=fact.item_id,
        data=dict(fact.data),
    )


def is_deed(row: HeardFactRow) -> bool:
    return row.type not in NO_DEEDS


async def _count_deed(work: UnitOfWork, learner: LearnerRow, row: HeardFactRow) -> None:
    await reckon_mastery(work, row)
    if row.type not in services_of(work).rules.heeded:
        return
    reckoning = Reckoning(work, learner)
    await reckoning.add(row)
    await give_points(work, learner, reckoning.changes)
    if row.type in services_of(work).rules.study and row.undone_at is None:
        await extend_streak_of(work, learner, row.happened_at)
    tell_goals(work, learner, reckoning.changes)
    tell_subscribers(work, learner)


async def _undo(work: UnitOfWork, learner: LearnerRow, undo: HeardFactRow, deed: HeardFactRow | None) -> None:
    """Take a deed back. One that was not heard of yet will find that it is undone."""
    if deed is None or deed.day is None:
        return
    deed.undone_at = undo.happened_at
    await _reckon(work, learner, [deed.day])
    if deed.type in services_of(work).rules.study:
        await take_back_activity(work, learner, deed.happened_at)
    await reckon_mastery(work, deed)


async def _reckon(work: UnitOfWork, learner: LearnerRow, days: Iterable[date]) -> None:
    reckoning = Reckoning(work, learner)
    await reckoning.reckon(days)
    await give_points(work, learner, reckoning.changes)
    tell_goals(work, learner, reckoning.changes)
    tell_subscribers(work, learner)


async def _move_to_zone(work: UnitOfWork, learner: LearnerRow, row: HeardFactRow) -> None:
    """Reckon the learner's days in another zone from then on. What was done before stays on the days it was done on,
    except that the streak is counted as if it had been there."""
    told_zones = await FactsRepository(work.session).of_types(learner.user_id, ZONE_TOLD)
    zones = zones_told(told_zones)
    if told(zones) == learner.zones:
        return
    moved = set(learner.freeze_days())
    is_first = not learner.zones or zones.changes[0][0] == row.happened_at
    learner.zones = told(zones)
    moved ^= set(learner.freeze_days())
    deeds = await FactsRepository(work.session).deeds_since(learner.user_id, None if is_first else row.happened_at)
    moved |= move_deeds(learner, deeds)
    await _reckon(work, learner, moved)
    await _count_for_achievements(work, learner, moved | {deed.day for deed in deeds if deed.day is not None})
    learner.time_zone = zones.latest or learner.time_zone
    await recount_streak_of(work, learner)


def move_deeds(learner: LearnerRow, deeds: Iterable[HeardFactRow]) -> set[date]:
    """Put deeds on the days that they were done on; the days on which this changes anything."""
    moved: set[date] = set()
    for deed in deeds:
        day = learner.day_at(deed.happened_at)
        if deed.day != day:
            moved |= {day, *([deed.day] if deed.day is not None else [])}
            deed.day = day
    return moved


async def _set_goal(work: UnitOfWork, learner: LearnerRow, row: HeardFactRow) -> None:
    told_goals = await FactsRepository(work.session).of_types(learner.user_id, [GOAL_TOLD])
    goals = goals_told(told_goals)
    if told(goals) == learner.goals:
        return
    learner.goals = told(goals)
    days = await DaysRepository(work.session).since(learner.user_id, learner.day_at(row.happened_at))
    await _reckon(work, learner, days)


async def _give_freezes(work: UnitOfWork, learner: LearnerRow, row: HeardFactRow) -> None:
    learner.given_freezes = freezes_given(
        await FactsRepository(work.session).of_types(learner.user_id, [FREEZES_GIVEN])
    )
    await _reckon(work, learner, [learner.day_at(row.happened_at)])
    await recount_streak_of(work, learner)


def zones_told(facts: Iterable[HeardFactRow]) -> Timeline[str]:
    return Timeline.of((fact.happened_at, fact.data["timeZone"]) for fact in facts)


def goals_told(facts: Iterable[HeardFactRow]) -> Timeline[int]:
    return Timeline.of((fact.happened_at, fact.data["dailyGoal"]) for fact in facts)


def freezes_given(facts: Iterable[HeardFactRow]) -> list[list[Any]]:
    return [[fact.happened_at.isoformat(), fact.data["count"]] for fact in facts]
