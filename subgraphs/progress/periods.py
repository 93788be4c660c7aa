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
_ONE_DAY = timedelta(days=1)
_LONGER_THAN_A_MONTH = timedelta(days=31)


def utc_day(instant: datetime) -> date:
    return instant.astimezone(UTC).date()


def period_start(period: LeaderboardPeriod, instant: datetime) -> date:
    """The first day of the period that an instant lies in."""
    return board_of(period, utc_day(instant))[1]


def board_of(period: LeaderboardPeriod, day: date) -> Board:
    """The board on which a day counts."""
    match period:
        case LeaderboardPeriod.DAY:
            return period, day
        case LeaderboardPeriod.WEEK:
            return period, day - timedelta(days=day.weekday())
        case LeaderboardPeriod.MONTH:
            return period, day.replace(day=1)
        case LeaderboardPeriod.ALL_TIME:
            return period, _BEGINNING


def current_board(period: LeaderboardPeriod, now: datetime) -> Board:
    return board_of(period, utc_day(now))


def last_day_of(board: Board) -> date | None:
    """None for what never ends."""
    period, starts_on = board
    match period:
        case LeaderboardPeriod.DAY:
            return starts_on
        case LeaderboardPeriod.WEEK:
            return starts_on + timedelta(days=6)
        case LeaderboardPeriod.MONTH:
            return (starts_on + _LONGER_THAN_A_MONTH).replace(day=1) - _ONE_DAY
        case LeaderboardPeriod.ALL_TIME:
            return None
