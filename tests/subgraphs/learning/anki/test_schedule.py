from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.learning.anki.collection import Answer, Card
from subgraphs.learning.anki.schedule import (
    CardNumbers,
    Schedule,
    answer_of,
    day_of,
    instant_of,
    milliseconds_of,
    moved,
    numbers_of,
    reviews_of,
    schedule_of,
)
from tests.subgraphs.learning.anki.packages import CREATED

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def card(**changes: Any) -> Card:
    plain = Card(1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "{}")
    return replace(plain, **changes)


def test_a_new_card_is_due_now_and_knows_nothing() -> None:
    found = schedule_of(card(due=7), [], CREATED, NOW)
    assert (found.state, found.due, found.stability, found.reps) == ("NEW", NOW, None, 0)


def test_a_card_in_review_is_due_when_its_day_begins() -> None:
    known = card(type=2, queue=2, due=900, interval=30, factor=2500, reps=3, lapses=1, data='{"s":12.5,"d":6.25}')
    found = schedule_of(known, [], CREATED, NOW)
    assert found.due == datetime.fromtimestamp(CREATED, UTC) + timedelta(days=900)
    assert (found.state, found.step, found.stability, found.difficulty) == ("REVIEW", None, 12.5, 6.25)
    assert (found.ease, found.interval_days, found.reps, found.lapses) == (2.5, 30.0, 3, 1)
    assert found.last_reviewed_at == min(found.due - timedelta(days=30), NOW)


def test_without_fsrs_the_interval_tells_how_long_it_lasts() -> None:
    found = schedule_of(card(type=2, queue=2, due=900, interval=30), [], CREATED, NOW)
    assert (found.stability, found.difficulty) == (30.0, 5.0)


@pytest.mark.parametrize("data", ["", "no json", "[1]", '{"s":"x","d":null}', '{"s":-1,"d":3}', "{" * 9_999])
def test_data_that_is_none_is_passed_over(data: str) -> None:
    assert schedule_of(card(type=2, queue=2, due=1, interval=3, data=data), [], CREATED, NOW).stability == 3.0


def test_a_card_in_learning_is_due_at_an_instant_or_on_a_day() -> None:
    soon = int((NOW + timedelta(minutes=5)).timestamp())
    assert schedule_of(card(type=1, queue=1, due=soon), [], CREATED, NOW).due == NOW + timedelta(minutes=5)
    assert schedule_of(card(type=1, queue=3, due=10), [], CREATED, NOW).due == instant_of(CREATED * 1000) + timedelta(
        days=10
    )


def test_what_is_left_out_of_study_is_known() -> None:
    suspended, buried = (schedule_of(card(type=2, queue=queue, due=9), [], CREATED, NOW) for queue in (-1, -3))
    assert (suspended.is_suspended, suspended.is_buried) == (True, False)
    assert (buried.is_suspended, buried.is_buried) == (False, True)


def test_absurd_numbers_stay_within_a_hundred_years() -> None:
    for due in (2**62, -(2**62), 10**12):
        found = schedule_of(card(type=2, queue=2, due=due, interval=2**40, factor=2**40), [], CREATED, NOW)
        assert abs(found.due - NOW) <= timedelta(days=36_501)


def test_entries_of_the_log_that_were_answers_become_reviews() -> None:
    log = [
        Answer(1_770_000_000_000, 1, 3, -600, -60, 2500, 4_000, 0),
        Answer(1_770_000_700_000, 1, 4, 4, -600, 2500, 3_000, 0),
        Answer(1_770_400_000_000, 1, 1, -600, 4, 500, 999_999_999, 1),
        Answer(1_770_400_100_000, 1, 0, 30, 30, 2500, 0, 4),
    ]
    first, second, third = reviews_of(log)
    assert (first.rating, first.state_before, first.state_after) == ("GOOD", "NEW", "LEARNING")
    assert (second.rating, second.state_before, second.state_after) == ("EASY", "LEARNING", "REVIEW")
    assert (third.rating, third.state_before, third.state_after) == ("AGAIN", "REVIEW", "RELEARNING")
    assert first.due - first.reviewed_at == timedelta(minutes=10) and second.interval_days == 4.0
    assert third.milliseconds == 24 * 60 * 60 * 1000
    assert (first.algorithm, third.algorithm) == ("SM2", "FSRS")


def test_an_entry_that_is_written_again_reads_the_same() -> None:
    log = [
        Answer(1_770_000_000_000, 1, 3, -600, 0, 2500, 4_000, 0),
        Answer(1_770_000_700_000, 1, 4, 4, -600, 2500, 3_000, 0),
    ]
    first, second = reviews_of(log)
    assert [
        answer_of(first, milliseconds_of(first.reviewed_at), 1, None),
        answer_of(second, milliseconds_of(second.reviewed_at), 1, first),
    ] == log


@given(st.integers(1, 20_000), st.integers(-9_000, 9_000))
def test_days_count_the_same_from_another_day_0(day: int, shift: int) -> None:
    one = card(type=2, queue=2, due=day)
    other = replace(one, due=moved(one, CREATED, CREATED + shift * 86_400))
    assert schedule_of(one, [], CREATED, NOW).due == schedule_of(other, [], CREATED + shift * 86_400, NOW).due


def test_a_schedule_in_ankis_words() -> None:
    due = instant_of(CREATED * 1000) + timedelta(days=900, hours=5)
    known = Schedule("REVIEW", due, None, 12.5, 6.25, None, 30.2, NOW, 3, 1)
    assert numbers_of(known, 5, CREATED) == CardNumbers(2, 2, 900, 30, 2500, 0, '{"s":12.5,"d":6.25}')
    assert numbers_of(replace(known, is_suspended=True), 5, CREATED).queue == -1
    assert numbers_of(replace(known, is_buried=True), 5, CREATED).queue == -3
    learning = Schedule("LEARNING", NOW, 0, None, None, 2.1, None, NOW, 1, 0)
    assert numbers_of(learning, 5, CREATED) == CardNumbers(1, 1, int(NOW.timestamp()), 0, 2100, 1_002, "{}")
    new = Schedule("NEW", NOW, 0, None, None, None, None, None, 0, 0)
    assert numbers_of(new, 5, CREATED) == CardNumbers(0, 0, 5, 0, 0, 0, "{}")
    assert day_of(due, CREATED) == 900
