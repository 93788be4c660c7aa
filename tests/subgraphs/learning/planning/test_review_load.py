"""What a card costs after it was begun."""

from datetime import UTC, datetime
from random import Random

import pytest
from fsrs import Card, Rating, Scheduler

from subgraphs.learning.planning.review_load import (
    INTERVALS,
    answers_per_day,
    answers_per_week,
    answers_to_known_cards,
)


def test_the_intervals_are_those_that_fsrs_gives_who_always_recalls() -> None:
    scheduler, card, now = (
        Scheduler(enable_fuzzing=False, maximum_interval=365),
        Card(),
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    card, _ = scheduler.review_card(card, Rating.Good, now)
    intervals = []
    for _ in INTERVALS:
        now = card.due
        card, _ = scheduler.review_card(card, Rating.Good, now)
        intervals.append((card.due - now).days)
    assert tuple(intervals) == INTERVALS


def test_who_always_recalls_answers_when_the_intervals_end() -> None:
    days = [day for day, answers in enumerate(answers_per_day(300, 1.0)) if answers]
    assert days == [2, 13, 59, 222]


@pytest.mark.parametrize("retention", [0.8, 0.9])
def test_the_expected_answers_are_the_mean_of_many_lives(retention: float) -> None:
    random, lives, days = Random(7), 4_000, 120
    counts = [0] * days
    for _ in range(lives):
        day, place = INTERVALS[0], 0
        while day < days:
            is_recalled = random.random() < retention
            counts[day] += 1 if is_recalled else 2
            place = min(place + 1, len(INTERVALS) - 1) if is_recalled else 0
            day += INTERVALS[place]
    expected = answers_per_day(days, retention)
    assert sum(expected) == pytest.approx(sum(counts) / lives, rel=0.02)
    assert max(abs(expected[day] - counts[day] / lives) for day in range(days)) < 0.03


def test_weeks_add_up_to_days_of_cards_begun_on_any_day() -> None:
    per_day, per_week = answers_per_day(70, 0.9), answers_per_week(10, 0.9)
    begun_first = sum(per_day) / 7
    assert per_week[0] == pytest.approx(sum(sum(per_day[: 7 - begun]) for begun in range(7)) / 7)
    assert begun_first < sum(per_week) < sum(per_day)


def test_known_cards_come_back_when_they_are_due_and_less_often_the_longer_they_last() -> None:
    assert answers_to_known_cards([(8, 11.0)], 2, 1.0) == [0.0, 1.0]
    assert answers_to_known_cards([(-5, 11.0)], 2, 1.0) == [1.0, 0.0]
    young, old = (answers_to_known_cards([(0, days)], 20, 0.9) for days in (2.0, 200.0))
    assert sum(young) > sum(old)
