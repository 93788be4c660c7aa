from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.learning.scheduling.study_days import StudyDays

# Clocks that change at one, two and three, at midnight, by half an hour; and days of which one was left out.
ZONES = (
    *("UTC", "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Atlantic/Azores", "Africa/Cairo", "Asia/Beirut"),
    *("America/Havana", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"),
)
INSTANTS = st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))


@given(INSTANTS, st.sampled_from(ZONES), st.integers(0, 6))
def test_every_instant_lies_in_the_day_that_it_is_said_to_lie_in(instant: datetime, zone: str, hour: int) -> None:
    days = StudyDays(ZoneInfo(zone), hour)
    start, end = days.bounds(days.day_of(instant))
    assert start <= instant < end


def test_after_midnight_it_is_still_the_day_before() -> None:
    days = StudyDays(ZoneInfo("Asia/Tokyo"), 4)
    assert days.day_of(datetime(2026, 3, 2, 18, 59, tzinfo=UTC)) == date(2026, 3, 2)
    assert days.day_of(datetime(2026, 3, 2, 19, 0, tzinfo=UTC)) == date(2026, 3, 3)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25), (date(2026, 6, 1), 24)])
def test_days_are_as_long_as_the_clocks_make_them(day: date, hours: int) -> None:
    start, end = StudyDays(ZoneInfo("Europe/Berlin"), 4).bounds(day)
    assert end - start == timedelta(hours=hours)


def test_a_card_for_tomorrow_is_due_when_the_day_begins_though_the_clocks_change() -> None:
    days = StudyDays(ZoneInfo("Europe/Berlin"), 4)
    evening = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)
    assert days.start_after(evening, 1) == datetime(2026, 3, 29, 2, 0, tzinfo=UTC)
