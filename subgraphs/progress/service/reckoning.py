"""Points by day: how the figures of a learner follow from facts, whatever the order in which these arrive.

A day is reckoned by `daily_points` from its facts and from the streak that the learner brought into it. The streak
after a day is kept with the day, so that a change in the past is followed only as far as it makes a difference: days
whose points it leaves alone have their streak counted on, and where that comes out as before, everything behind stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID, uuid5

from subgraphs.progress.daily_points import DayTally, Deed, Earned, Goal, tally_from_json
from subgraphs.progress.models.awards import AwardRow
from subgraphs.progress.models.days import DayRow
from subgraphs.progress.models.facts import HeardFactRow
from subgraphs.progress.models.learners import LearnerRow, timeline_of
from subgraphs.progress.repository.awards import AwardsRepository
from subgraphs.progress.repository.days import DaysRepository
from subgraphs.progress.repository.facts import FactsRepository
from subgraphs.progress.service.changes import Changes
from subgraphs.progress.streak import Streak
from subgraphs.progress.wiring import services_of
from subgraphs.shared.unit_of_work import UnitOfWork

FactsByDay = Mapping[date, Sequence[HeardFactRow]]

_AWARDS = UUID("6b756d69-6b69-5eed-8000-6177617264f0")
_MILLISECOND = timedelta(milliseconds=1)


class Reckoning:
    """Brings the days of one learner in line with changed facts. Whoever makes it holds the learner's row."""

    def __init__(self, work: UnitOfWork, learner: LearnerRow, facts_by_day: FactsByDay | None = None) -> None:
        self._learner = learner
        self._facts_by_day = facts_by_day
        self._services = services_of(work)
        self._days = DaysRepository(work.session)
        self._facts = FactsRepository(work.session)
        self._awards = AwardsRepository(work.session)
        self._goals = timeline_of(learner.goals)
        self.changes = Changes()

    async def add(self, fact: HeardFactRow) -> None:
        """A new deed. Where it is the latest of its day, the day goes on from where it stands."""
        if fact.day is None or self._is_settled(fact.day):
            return
        row = await self._days.find(self._learner.user_id, fact.day)
        if row is None or (fact.happened_at, fact.identity) <= (row.last_at, row.last_identity):
            return await self.reckon([fact.day])
        tally = _tally_of(row)
        earned = self._services.reckoner.take(tally, self._deed(fact))
        if tally.is_studied != row.is_studied:
            return await self.reckon([fact.day])
        self._keep(row, tally, fact)
        awards = [self._award(fact, fact.day, each) for each in earned]
        self._awards.add(awards)
        self.changes.gave(awards)

    async def reckon(self, days: Iterable[date]) -> None:
        """Reckon these days anew, and whatever hangs on them."""
        dirty = {day for day in days if not self._is_settled(day)}
        if not dirty:
            return
        user_id, given = self._learner.user_id, self._learner.freeze_days()
        rows = await self._days.since(user_id, min(dirty))
        before = await self._days.last_studied_before(user_id, min(dirty))
        streak = before.streak if before is not None else Streak()
        awards: dict[date, list[AwardRow]] = {}
        for day in sorted(rows.keys() | dirty):
            brought = streak.days_on(day, given)
            row = rows.get(day)
            if day in dirty or row is None or not self._services.rules.same_for_streaks(row.streak_before, brought):
                row, awards[day] = await self._reckon_day(day, row, brought)
            if row is not None:
                row.streak_before = brought
            if row is None or not row.is_studied:
                continue
            streak = streak.after(day, self._services.freezes, given)
            is_as_before = row.streak == streak
            row.keep_streak(streak)
            if is_as_before and day > max(dirty):
                break
        await self._replace_awards(awards)

    async def _reckon_day(self, day: date, row: DayRow | None, brought: int) -> tuple[DayRow | None, list[AwardRow]]:
        facts = await self._facts_of(day)
        if not facts:
            if row is not None:
                await self._days.delete(row)
            return None, []
        tally = DayTally(day, brought)
        awards = [
            self._award(fact, day, earned)
            for fact in facts
            for earned in self._services.reckoner.take(tally, self._deed(fact))
        ]
        if row is None:
            last = facts[-1]
            row = DayRow(user_id=self._learner.user_id, day=day, last_at=last.happened_at, last_identity=last.identity)
            self._days.add(row)
        self._keep(row, tally, facts[-1])
        if not row.is_studied:
            row.keep_streak(Streak())
        return row, awards

    async def _facts_of(self, day: date) -> Sequence[HeardFactRow]:
        if self._facts_by_day is not None:
            facts = self._facts_by_day.get(day, ())
        else:
            facts = await self._facts.of_day(self._learner.user_id, day)
        return [fact for fact in facts if fact.type in self._services.rules.heeded]

    async def _replace_awards(self, awards: Mapping[date, Sequence[AwardRow]]) -> None:
        if not awards:
            return
        before = await self._awards.of_days(self._learner.user_id, min(awards), max(awards))
        old = {award.id: award for award in before if award.day in awards}
        new = {award.id: award for each in awards.values() for award in each}
        for award_id, award in old.items():
            if award_id not in new:
                self.changes.took(award)
                await self._awards.delete(award)
        for award_id, award in new.items():
            if award_id not in old:
                self.changes.gave_anew(award)
            elif _is_other(old[award_id], award):
                self.changes.took(old[award_id])
                self.changes.gave_anew(award)
                _copy(award, old[award_id])
        self._awards.add(award for award_id, award in new.items() if award_id not in old)

    def _keep(self, row: DayRow, tally: DayTally, last: HeardFactRow) -> None:
        row.xp, row.reviews, row.milliseconds = tally.xp, tally.reviews, tally.time // _MILLISECOND
        row.is_studied = tally.is_studied
        row.goal = tally.goal
        row.goal_reached_at = tally.goal_reached_at
        row.tally = tally.to_json()
        row.last_at, row.last_identity = last.happened_at, last.identity
        if row.goal_reached_at is not None and not row.is_goal_announced:
            row.is_goal_announced = True
            self.changes.goals.append(row)

    def _deed(self, fact: HeardFactRow) -> Deed:
        goal = self._goals.at(fact.happened_at)
        held = Goal(goal, is_chosen=True) if goal is not None else self._services.default_goal
        return Deed(fact.type, fact.happened_at, fact.data, held, fact.undone_at is not None)

    def _award(self, fact: HeardFactRow, day: date, earned: Earned) -> AwardRow:
        name = f"{fact.user_id}|{fact.type}|{fact.identity}|{earned.rule}"
        return AwardRow(
            id=uuid5(_AWARDS, name),
            user_id=fact.user_id,
            fact_type=fact.type,
            fact_identity=fact.identity,
            rule=earned.rule,
            reason=earned.reason.value,
            base=earned.base,
            multipliers=[list(each) for each in earned.multipliers],
            amount=earned.amount,
            taken_by_cap=earned.taken_by_cap,
            undone_at=fact.undone_at,
            item_kind=fact.item_kind,
            item_id=fact.item_id,
            earned_at=fact.happened_at,
            announced_at=fact.announced_at,
            day=day,
        )

    def _is_settled(self, day: date) -> bool:
        return self._learner.settled_before is not None and day < self._learner.settled_before


def _tally_of(row: DayRow) -> DayTally:
    return DayTally(
        day=row.day,
        streak_days=row.streak_before,
        xp=row.xp,
        reviews=row.reviews,
        time=row.milliseconds * _MILLISECOND,
        is_studied=row.is_studied,
        goal=row.goal,
        goal_reached_at=row.goal_reached_at,
        by_rule=tally_from_json(row.tally),
    )


_RECKONED = ("base", "multipliers", "amount", "taken_by_cap", "undone_at", "item_kind", "item_id", "earned_at", "day")


def _is_other(left: AwardRow, right: AwardRow) -> bool:
    return any(getattr(left, name) != getattr(right, name) for name in _RECKONED)


def _copy(source: AwardRow, target: AwardRow) -> None:
    for name in _RECKONED:
        setattr(target, name, getattr(source, name))
