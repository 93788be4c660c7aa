"""The days of somebody who studies: they begin at an hour of the learner's own, where the learner lives.

Whoever studies past midnight still studies on the day before. An hour that the clocks leave out begins when they have
been put forward; one that comes twice begins the first time. So every instant lies in exactly one day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from subgraphs.shared.days import ONE_DAY

DEFAULT_HOUR = 4
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class StudyDays:
    zone: ZoneInfo = _UTC
    starts_at: int = DEFAULT_HOUR
    """The hour, by the clocks of the zone."""

    def day_of(self, instant: datetime) -> date:
        local = instant.astimezone(self.zone)
        return local.date() if local.hour >= self.starts_at else local.date() - ONE_DAY

    def start_of(self, day: date) -> datetime:
        local = datetime(day.year, day.month, day.day, self.starts_at, tzinfo=self.zone)
        return local.astimezone(UTC)

    def next_start(self, instant: datetime) -> datetime:
        """When the day after the one of this instant begins."""
        return self.start_of(self.day_of(instant) + ONE_DAY)

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """The instants between which it is that day; the end is exclusive."""
        return self.start_of(day), self.start_of(day + ONE_DAY)

    def start_after(self, instant: datetime, days: int) -> datetime:
        """The start of the day that is so many days after the one of this instant."""
        return self.start_of(self.day_of(instant) + timedelta(days=days))
