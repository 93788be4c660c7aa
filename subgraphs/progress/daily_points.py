"""The points of one day of one learner: its facts, in the order of their own time, by the rules.

What a fact earns depends on those before it within the day (caps, the first of the day, the goal) and on the streak
that the day began with; on nothing else. So a day is reckoned the same however its facts arrived: one that is later
than all before goes on from the tally, any other has the day reckoned anew from its facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from subgraphs.progress.experience import XpReason
from subgraphs.progress.xp_rules import WHOLE, RuleBook, XpRule

GOAL_REACHED = "DailyGoalReached"
_REVIEW = "FlashcardReviewed"
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Goal:
    """The points that a learner wants to earn each day."""

    xp: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that a learner did, as the rules look at it."""

    type: str
    at: datetime
    data: Mapping[str, Any]
    goal: Goal
    """The goal that held then."""

    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class Earned:
    """What one deed earned by one rule, and how that came about."""

    rule: str
    reason: XpReason
    base: int
    multipliers: tuple[tuple[str, int], ...]
    """Those that raised it, each with its percentage."""

    amount: int
    taken_by_cap: int = 0


@dataclass(slots=True)
class RuleTally:
    """What a rule has given on a day."""

    points: int = 0
    times: int = 0


@dataclass(slots=True)
class DayTally:
    """Where a day stands. `streak_days` is the streak that the learner brought into it."""

    day: date
    streak_days: int
    xp: int = 0
    reviews: int = 0
    time: timedelta = timedelta()
    is_studied: bool = False
    goal: int | None = None
    """The goal when something was done last."""

    goal_reached_at: datetime | None = None
    by_rule: dict[str, RuleTally] = field(default_factory=dict)

    def to_json(self) -> dict[str, list[int]]:
        return {rule: [tally.points, tally.times] for rule, tally in self.by_rule.items()}


@dataclass(frozen=True, slots=True)
class DayReckoner:
    """Reckons days by the rules."""

    rules: RuleBook
    longest_answer: timedelta

    def take(self, tally: DayTally, deed: Deed) -> list[Earned]:
        """Move the tally on by one deed; what the deed earned."""
        if deed.is_undone:
            return [self._nothing_for(tally, rule, deed) for rule in self._rules_of(deed) if rule.times_a_day is None]
        tally.is_studied |= deed.type in self.rules.study
        tally.reviews += deed.type == _REVIEW
        tally.time += self._time_of(deed)
        tally.goal = deed.goal.xp
        earned = [each for rule in self._rules_of(deed) if (each := self._give(tally, rule, deed.data))]
        if tally.goal_reached_at is None and tally.xp >= deed.goal.xp:
            tally.goal_reached_at = deed.at
            data = {"isChosen": deed.goal.is_chosen, "goal": deed.goal.xp}
            bonuses = [self._give(tally, rule, data) for rule in self.rules.about(GOAL_REACHED, data)]
            earned += [bonus for bonus in bonuses if bonus]
        return earned

    def _rules_of(self, deed: Deed) -> list[XpRule]:
        return list(self.rules.about(deed.type, deed.data))

    def _give(self, tally: DayTally, rule: XpRule, data: Mapping[str, Any]) -> Earned | None:
        given = tally.by_rule.setdefault(rule.id, RuleTally())
        if rule.times_a_day is not None and given.times >= rule.times_a_day:
            return None
        base, multipliers, points = self._raised(tally, rule, data)
        room = points if rule.daily_cap is None else max(0, rule.daily_cap - given.points)
        amount = min(points, room)
        given.points += amount
        given.times += 1
        tally.xp += amount
        return Earned(rule.id, rule.reason, base, multipliers, amount, points - amount)

    def _nothing_for(self, tally: DayTally, rule: XpRule, deed: Deed) -> Earned:
        base, multipliers, _ = self._raised(tally, rule, deed.data)
        return Earned(rule.id, rule.reason, base, multipliers, amount=0)

    def _raised(
        self, tally: DayTally, rule: XpRule, data: Mapping[str, Any]
    ) -> tuple[int, tuple[tuple[str, int], ...], int]:
        base = points = rule.base(data)
        is_weekend = tally.day.weekday() >= _SATURDAY
        percents = [(each, self.rules.percent(each, tally.streak_days, is_weekend)) for each in rule.multipliers]
        applied = tuple((name, percent) for name, percent in percents if percent != WHOLE)
        for _, percent in applied:
            points *= percent
        return base, applied, points // WHOLE ** len(applied)

    def _time_of(self, deed: Deed) -> timedelta:
        match deed.type:
            case "FlashcardReviewed":
                return min(timedelta(milliseconds=max(0, deed.data.get("durationMs") or 0)), self.longest_answer)
            case "TestCompleted":
                return min(_duration(deed.data), int(deed.data["questionCount"]) * self.longest_answer)
            case "LessonCompleted":
                return timedelta(minutes=max(0, deed.data.get("minutes") or 0))
            case "EpisodeWatched":
                return timedelta(seconds=max(0, deed.data.get("seconds") or 0))
            case _:
                return timedelta()


def _duration(data: Mapping[str, Any]) -> timedelta:
    return datetime.fromisoformat(data["finishedAt"]) - datetime.fromisoformat(data["startedAt"])


def tally_from_json(values: Mapping[str, list[int]]) -> dict[str, RuleTally]:
    return {rule: RuleTally(points, times) for rule, (points, times) in values.items()}
