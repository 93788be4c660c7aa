"""Which hours have begun, and where: who is to be told something at an hour of their own.

An hour that the clocks leave out begins when they have been put forward; one that comes twice begins the first time. So
every hour of every day begins once, everywhere.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from subgraphs.shared.days import ONE_DAY, zone_named

HOURS = range(24)


@dataclass(frozen=True, slots=True)
class BegunHour:
    zone: str
    day: date
    hour: int


def hours_begun(zones: Iterable[str], after: datetime, until: datetime) -> list[BegunHour]:
    """The hours of these zones that began later than `after` and not later than `until`."""
    return [BegunHour(name, *begun) for name in zones for begun in _begun(zone_named(name), after, until)]


def _begun(zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[tuple[date, int]]:
    # A day more at both ends: an hour that was left out begins on the clock of the next one.
    day = after.astimezone(zone).date() - ONE_DAY
    while day <= until.astimezone(zone).date() + ONE_DAY:
        for hour in HOURS:
            if after < datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC) <= until:
                yield day, hour
        day += ONE_DAY
