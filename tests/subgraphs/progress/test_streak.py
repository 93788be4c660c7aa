from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.progress.streak import (
    Streak,
    count_streak,
    day_bounds,
    day_of,
    extend_streak,
    quarter_hour_of,
    zone_named,
)

TOKYO = ZoneInfo("Asia/Tokyo")
NEW_YORK = ZoneInfo("America/New_York")
UTC_ZONE = ZoneInfo("UTC")
ZONES = [
    UTC_ZONE,
    TOKYO,
    NEW_YORK,
    ZoneInfo("Asia/Kathmandu"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Pacific/Apia"),
]


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_days_in_a_row_count_once_each() -> None:
    streak = count_streak([at(1), at(2), at(2, 13), at(3)], UTC_ZONE)
    assert streak == Streak(days=3, longest=3, last_active_on=date(2026, 11, 3))


def test_a_missed_day_begins_a_new_streak_and_keeps_the_longest() -> None:
    streak = count_streak([at(1), at(2), at(3), at(5)], UTC_ZONE)
    assert (streak.days, streak.longest) == (1, 3)


def test_a_streak_survives_today_without_study_and_ends_after_a_whole_day() -> None:
    streak = Streak(days=4, longest=9, last_active_on=date(2026, 11, 10))
    assert streak.days_on(date(2026, 11, 11)) == 4
    assert streak.days_on(date(2026, 11, 12)) == 0


def test_nobody_who_never_studied_has_a_streak() -> None:
    assert Streak().days_on(date(2026, 11, 1)) == 0


def test_the_same_instants_are_other_days_in_another_zone() -> None:
    instants = [at(1, 14, 30), at(1, 15, 30)]
    assert count_streak(instants, TOKYO).days == 2
    assert count_streak(instants, NEW_YORK).days == 1


def test_a_late_review_of_a_past_day_cannot_be_told_from_the_running_count() -> None:
    assert extend_streak(Streak(1, 1, date(2026, 11, 5)), date(2026, 11, 4)) is None


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_read_as_utc(name: str) -> None:
    assert zone_named(name).key == "UTC"


def test_a_day_of_changing_clocks_is_as_long_as_the_clocks_say() -> None:
    start, end = day_bounds(date(2026, 11, 1), NEW_YORK)
    assert end - start == timedelta(hours=25)


instants = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(st.lists(instants, max_size=40), st.sampled_from(ZONES))
def test_quarters_of_an_hour_tell_the_days_that_the_instants_tell(when: list[datetime], zone: ZoneInfo) -> None:
    assert count_streak(map(quarter_hour_of, when), zone) == count_streak(when, zone)


@given(st.lists(instants, max_size=40), st.sampled_from(ZONES))
def test_a_running_count_gives_what_counting_afresh_gives(when: list[datetime], zone: ZoneInfo) -> None:
    running = Streak()
    for index, instant in enumerate(when):
        running = extend_streak(running, day_of(instant, zone)) or count_streak(when[: index + 1], zone)
    assert running == count_streak(when, zone)


@given(instants, st.sampled_from(ZONES))
def test_an_instant_lies_within_the_bounds_of_its_day(instant: datetime, zone: ZoneInfo) -> None:
    start, end = day_bounds(day_of(instant, zone), zone)
    assert start <= instant < end
