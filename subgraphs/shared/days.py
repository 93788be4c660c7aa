"""What day it is for somebody: days begin and end where they live."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ONE_DAY = timedelta(days=1)


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
