"""The stretches of time a leaderboard covers. One board for all, so its days are UTC days; weeks begin on Monday."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum


class LeaderboardPeriod(StrEnum):
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    ALL_TIME = "ALL_TIME"


Board = tuple[LeaderboardPeriod, date]
"""A leaderboard: the length of its period, and the period's first day."""

_BEGINNING = date(1970, 1, 1)


def period_start(period: LeaderboardPeriod, instant: datetime) -> date:
    """The first day of the period that an instant lies in."""
    day = instant.astimezone(UTC).date()
    match period:
        case LeaderboardPeriod.DAY:
            return day
        case LeaderboardPeriod.WEEK:
            return day - timedelta(days=day.weekday())
        case LeaderboardPeriod.MONTH:
            return day.replace(day=1)
        case LeaderboardPeriod.ALL_TIME:
            return _BEGINNING


def current_board(period: LeaderboardPeriod, now: datetime) -> Board:
    return period, period_start(period, now)
