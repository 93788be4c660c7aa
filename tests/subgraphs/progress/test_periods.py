from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from subgraphs.progress.periods import LeaderboardPeriod, period_start

SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("period", "start"),
    [
        (LeaderboardPeriod.DAY, date(2026, 11, 22)),
        (LeaderboardPeriod.WEEK, date(2026, 11, 16)),
        (LeaderboardPeriod.MONTH, date(2026, 11, 1)),
        (LeaderboardPeriod.ALL_TIME, date(1970, 1, 1)),
    ],
)
def test_a_period_starts_on_its_first_day(period: LeaderboardPeriod, start: date) -> None:
    assert period_start(period, SUNDAY_NIGHT) == start


def test_a_new_week_begins_on_monday() -> None:
    assert period_start(LeaderboardPeriod.WEEK, SUNDAY_NIGHT + timedelta(minutes=1)) == date(2026, 11, 23)


def test_the_board_turns_over_in_utc_wherever_the_instant_was_written() -> None:
    in_tokyo = datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=9)))
    assert period_start(LeaderboardPeriod.DAY, in_tokyo) == date(2026, 11, 22)
