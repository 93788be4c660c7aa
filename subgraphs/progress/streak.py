"""How many days in a row a learner has studied, by the learner's own calendar.

A day is a day where the learner lives, and learners move. So what is kept is when they studied, in
quarters of an hour of UTC, because midnight falls on a quarter of an hour in every time zone in use;
days are counted from that in whichever zone the learner has now. The common case, one more review in the zone
that was used last time, moves a running `Streak` forward without reading the past; everything
else counts afresh, and both give the same numbers.

A streak lives until a whole day passes without study: today may still be missing. A freeze saves it from that: every
missed day uses one up as long as there are any. A frozen day keeps the streak and does not lengthen it. Freezes are
earned by days in a row, up to a number, and given by others, beyond it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from subgraphs.shared.days import ONE_DAY, day_of

_QUARTER_HOUR_SECONDS = 900


@dataclass(frozen=True, slots=True)
class FreezeRules:
    days_per_freeze: int = 7
    """Every so many days in a row earn one."""

    most_earned: int = 2
    """None is earned by who has that many."""


NO_FREEZES = FreezeRules(most_earned=0)


@dataclass(frozen=True, slots=True)
class Standing:
    """A streak as it is seen on some day."""

    days: int
    """Nothing once a day was missed without a freeze."""

    freezes: int
    """Those that are left."""

    frozen: tuple[date, ...] = ()
    """The days since the last one of study that used one up."""


@dataclass(frozen=True, slots=True)
class Streak:
    """The last run of days, as it stood on its last day."""

    days: int = 0
    longest: int = 0
    last_active_on: date | None = None
    freezes: int = 0
    """Those at hand after study on that day."""

    def on(self, today: date, given: Sequence[date] = ()) -> Standing:
        """How it stands today before any study, with the freezes `given` on those days."""
        if self.last_active_on is None:
            return Standing(0, sum(day <= today for day in given))
        coming = sorted(day for day in given if self.last_active_on < day <= today)
        freezes, frozen = self.freezes, list[date]()
        missed = self.last_active_on + ONE_DAY
        while missed < today:
            while coming and coming[0] <= missed:
                freezes += 1
                coming.pop(0)
            if freezes == 0:
                return Standing(0, len(coming), tuple(frozen))
            freezes -= 1
            frozen.append(missed)
            missed += ONE_DAY
        return Standing(self.days, freezes + len(coming), tuple(frozen))

    def days_on(self, today: date, given: Sequence[date] = ()) -> int:
        return self.on(today, given).days

    def after(self, day: date, rules: FreezeRules = NO_FREEZES, given: Sequence[date] = ()) -> "Streak":
        """The streak after study on a day that is not before the last one."""
        if self.last_active_on == day:
            return self
        before = self.on(day, given)
        days = before.days + 1
        is_earned = days % rules.days_per_freeze == 0 and before.freezes < rules.most_earned
        return Streak(days, max(days, self.longest), day, before.freezes + is_earned)


def quarter_hour_of(instant: datetime) -> datetime:
    seconds = int(instant.timestamp())
    return datetime.fromtimestamp(seconds - seconds % _QUARTER_HOUR_SECONDS, UTC)


def days_of(active_at: Iterable[datetime], zone: ZoneInfo) -> list[date]:
    """The days of study, in order."""
    return sorted({day_of(instant, zone) for instant in active_at})


def count_streak(
    active_at: Iterable[datetime], zone: ZoneInfo, rules: FreezeRules = NO_FREEZES, given: Sequence[date] = ()
) -> Streak:
    """Count afresh from every instant of study."""
    return count_with_frozen_days(days_of(active_at, zone), rules, given)[0]


def count_with_frozen_days(
    days: Iterable[date], rules: FreezeRules, given: Sequence[date]
) -> tuple[Streak, list[date]]:
    """The streak after these days, which are in order, and all days that used up a freeze until the last of them."""
    streak, frozen = Streak(), list[date]()
    for day in days:
        frozen += streak.on(day, given).frozen
        streak = streak.after(day, rules, given)
    return streak, frozen


def extend_streak(
    streak: Streak, day: date, rules: FreezeRules = NO_FREEZES, given: Sequence[date] = ()
) -> Streak | None:
    """The streak after study on a day; None when the day lies in the past and only counting afresh can tell."""
    if streak.last_active_on is not None and day < streak.last_active_on:
        return None
    return streak.after(day, rules, given)
