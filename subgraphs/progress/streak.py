"""How many days in a row a learner has studied, by the learner's own calendar.

A day is a day where the learner lives, and learners move. So what is kept is when they studied, in
quarters of an hour of UTC, because midnight falls on a quarter of an hour in every time zone in use;
days are counted from that in whichever zone the learner has now. The common case, one more review in the zone
that was used last time, moves a running `Streak` forward without reading the past; everything
else counts afresh, and both give the same numbers.

A streak lives until a whole day passes without study: today may still be missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ONE_DAY = timedelta(days=1)
_QUARTER_HOUR_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Streak:
    """The last run of days, as it stood on its last day."""

    days: int = 0
    longest: int = 0
    last_active_on: date | None = None

    def days_on(self, today: date) -> int:
        """The length of the run as seen today: nothing once a whole day was missed."""
        is_alive = self.last_active_on is not None and self.last_active_on >= today - ONE_DAY
        return self.days if is_alive else 0


def zone_named(name: str) -> ZoneInfo:
    """The zone of that name; UTC when this machine has never heard of it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants in UTC between which it is that day in that zone; the end is exclusive."""
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    following = day + ONE_DAY
    end = datetime(following.year, following.month, following.day, tzinfo=zone)
    return start.astimezone(UTC), end.astimezone(UTC)


def quarter_hour_of(instant: datetime) -> datetime:
    seconds = int(instant.timestamp())
    return datetime.fromtimestamp(seconds - seconds % _QUARTER_HOUR_SECONDS, UTC)


def count_streak(active_at: Iterable[datetime], zone: ZoneInfo) -> Streak:
    """Count afresh from every instant of study."""
    streak = Streak()
    for day in sorted({day_of(instant, zone) for instant in active_at}):
        streak = _after(streak, day)
    return streak


def extend_streak(streak: Streak, day: date) -> Streak | None:
    """The streak after study on a day; None when the day lies in the past and only counting afresh can tell."""
    if streak.last_active_on is not None and day < streak.last_active_on:
        return None
    return _after(streak, day)


def _after(streak: Streak, day: date) -> Streak:
    if streak.last_active_on == day:
        return streak
    is_next_day = streak.last_active_on == day - ONE_DAY
    days = streak.days + 1 if is_next_day else 1
    return replace(streak, days=days, longest=max(days, streak.longest), last_active_on=day)
