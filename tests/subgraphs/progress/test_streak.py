from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.progress.streak import (
    FreezeRules,
    Standing,
    Streak,
    count_streak,
    count_with_frozen_days,
    extend_streak,
    quarter_hour_of,
)
from subgraphs.shared.days import day_bounds, day_of, zone_named

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


FREEZES = FreezeRules(days_per_freeze=3, most_earned=2)


def days(*numbers: int) -> list[date]:
    return [date(2026, 11, number) for number in numbers]


def test_days_in_a_row_earn_freezes_up_to_a_number() -> None:
    streaks = [count_with_frozen_days(days(*range(1, count + 1)), FREEZES, [])[0] for count in (2, 3, 6, 9)]
    assert [streak.freezes for streak in streaks] == [0, 1, 2, 2]


def test_a_missed_day_uses_up_a_freeze_and_does_not_lengthen_the_streak() -> None:
    streak, frozen = count_with_frozen_days(days(1, 2, 3, 5), FREEZES, [])
    assert (streak.days, streak.freezes, frozen) == (4, 0, days(4))


def test_a_streak_ends_when_no_freeze_is_left_for_a_missed_day() -> None:
    streak, frozen = count_with_frozen_days(days(1, 2, 3, 6), FREEZES, [])
    assert (streak.days, streak.longest, streak.freezes, frozen) == (1, 3, 0, days(4))


def test_freezes_are_used_as_days_pass_without_study() -> None:
    streak, _ = count_with_frozen_days(days(*range(1, 7)), FREEZES, [])
    assert streak.on(date(2026, 11, 7)) == Standing(6, 2)
    assert streak.on(date(2026, 11, 9)) == Standing(6, 0, (date(2026, 11, 7), date(2026, 11, 8)))
    assert streak.on(date(2026, 11, 10)) == Standing(0, 0, (date(2026, 11, 7), date(2026, 11, 8)))


def test_a_freeze_that_is_given_saves_from_the_day_on_which_it_is_given() -> None:
    in_time, _ = count_with_frozen_days(days(1, 2, 4), FREEZES, days(3))
    too_late, _ = count_with_frozen_days(days(1, 2, 4), FREEZES, days(4))
    assert (in_time.days, in_time.freezes) == (3, 1)
    assert (too_late.days, too_late.freezes) == (1, 1)


def test_given_freezes_come_on_top_of_earned_ones_and_wait_for_a_streak() -> None:
    streak, _ = count_with_frozen_days(days(*range(1, 7)), FREEZES, [*days(1), *days(1), *days(5)])
    assert streak.freezes == 3
    assert Streak().on(date(2026, 11, 9), days(2)) == Standing(0, 1)


november = st.dates(date(2026, 11, 1), date(2026, 11, 30))


@given(st.sets(november, max_size=25), st.lists(november, max_size=4), november)
def test_a_running_streak_with_freezes_is_what_counting_afresh_gives(
    studied: set[date], given_on: list[date], today: date
) -> None:
    in_order = sorted(studied)
    running = Streak()
    for day in in_order:
        running = running.after(day, FREEZES, given_on)
    afresh, frozen = count_with_frozen_days(in_order, FREEZES, given_on)
    assert running == afresh
    assert not studied.intersection(frozen)
    if in_order:
        # Every freeze was earned or given, and is used or left.
        assert afresh.freezes + len(frozen) <= len(given_on) + len(in_order) // FREEZES.days_per_freeze
    standing = afresh.on(max([today, *in_order]), given_on)
    assert standing.days in (0, afresh.days) and standing.freezes >= 0
