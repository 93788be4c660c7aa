"""Worked by hand from the published formulas."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from subgraphs.learning.scheduling.memory import Answer, FlashcardState, Memory, Rating, new_memory, rating_of
from subgraphs.learning.scheduling.rules import Algorithm, SchedulingRules
from subgraphs.learning.scheduling.scheduler import answer, recall_probability
from subgraphs.learning.scheduling.sm2 import eased

RULES = SchedulingRules(algorithm=Algorithm.SM2)
CARD = UUID(int=1)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def graded(memory: Memory, quality: int, at: datetime, rules: SchedulingRules = RULES) -> Memory:
    return answer(memory, Answer(rating_of(quality), at, quality), rules, CARD)


def graded_when_due(*qualities: int) -> list[tuple[float | None, float]]:
    """The interval and the factor after each grade, each given at nine on the day of the repetition."""
    memory, now, found = new_memory(START), START, []
    for quality in qualities:
        memory = graded(memory, quality, now)
        found.append((memory.interval_days, round(memory.ease or 0, 4)))
        assert memory.next_repetition_on is not None
        now = datetime.combine(memory.next_repetition_on, START.timetz())
    return found


@pytest.mark.parametrize(("quality", "change"), [(5, 0.1), (4, 0.0), (3, -0.14), (2, -0.32), (1, -0.54), (0, -0.8)])
def test_the_factor_moves_as_the_formula_says(quality: int, change: float) -> None:
    assert eased(2.5, quality) == pytest.approx(2.5 + change)


def test_the_factor_is_never_under_one_and_three_tenths() -> None:
    assert eased(1.35, 3) == 1.3


def test_intervals_are_one_day_six_days_and_then_grow_by_the_factor() -> None:
    # 6 x 2.5 = 15; 15 x 2.5 = 37.5, which is 38; 38 x 2.5 = 95
    assert graded_when_due(4, 4, 4, 4, 4) == [(1, 2.5), (6, 2.5), (15, 2.5), (38, 2.5), (95, 2.5)]


def test_easy_answers_let_intervals_grow_faster() -> None:
    # 6 x 2.8 = 16.8, which is 17; 17 x 2.9 = 49.3, which is 50
    assert graded_when_due(5, 5, 5, 5) == [(1, 2.6), (6, 2.7), (17, 2.8), (50, 2.9)]


def test_hard_answers_lower_the_factor_to_its_floor() -> None:
    factors = [ease for _, ease in graded_when_due(*[3] * 10)]
    assert factors == [2.36, 2.22, 2.08, 1.94, 1.8, 1.66, 1.52, 1.38, 1.3, 1.3]


def test_a_grade_under_three_begins_anew_and_leaves_the_factor() -> None:
    assert graded_when_due(5, 4, 4, 2, 4, 4) == [(1, 2.6), (6, 2.6), (16, 2.6), (1, 2.6), (6, 2.6), (16, 2.6)]


def test_what_is_graded_under_four_is_drilled_the_same_day_and_the_drill_moves_nothing() -> None:
    first = graded(new_memory(START), 3, START)
    assert (first.state, first.due) == (FlashcardState.LEARNING, START)
    assert first.ease == pytest.approx(2.36)
    again = graded(first, 2, START + timedelta(minutes=5))
    assert (again.state, again.due) == (FlashcardState.LEARNING, START + timedelta(minutes=5))
    done = graded(again, 4, START + timedelta(minutes=9))
    assert (done.state, done.ease, done.interval_days) == (FlashcardState.REVIEW, first.ease, 1)
    assert done.due == datetime(2026, 3, 3, 4, 0, tzinfo=UTC)


def test_a_drill_that_was_not_finished_ends_with_the_next_repetition() -> None:
    left = graded(new_memory(START), 3, START)
    next_day = graded(left, 4, START + timedelta(days=1))
    assert (next_day.interval_days, next_day.next_repetition_on) == (6, date(2026, 3, 9))


def test_an_answer_before_its_day_changes_nothing_unless_it_was_forgotten() -> None:
    learnt = graded(graded(new_memory(START), 4, START), 4, START + timedelta(days=1))
    early = graded(learnt, 5, START + timedelta(days=3))
    assert (early.due, early.ease, early.interval_days) == (learnt.due, learnt.ease, 6)
    lost = graded(learnt, 1, START + timedelta(days=3))
    assert (lost.state, lost.interval_days, lost.lapses) == (FlashcardState.RELEARNING, 1, 1)


def test_intervals_end_at_the_maximum() -> None:
    rules = SchedulingRules(algorithm=Algorithm.SM2, maximum_interval=10)
    memory, now = new_memory(START), START
    for _ in range(5):
        memory = graded(memory, 5, now, rules)
        now = memory.due
    assert memory.interval_days == 10


@pytest.mark.parametrize(
    ("rating", "quality"), [(Rating.AGAIN, 1), (Rating.HARD, 3), (Rating.GOOD, 4), (Rating.EASY, 5)]
)
def test_ratings_are_grades_too(rating: Rating, quality: int) -> None:
    assert answer(new_memory(START), Answer(rating, START), RULES, CARD) == graded(new_memory(START), quality, START)
    assert rating_of(quality) is rating


def test_it_expects_no_chance_of_recall() -> None:
    assert recall_probability(graded(new_memory(START), 4, START), START, RULES) is None


def test_a_card_of_the_other_algorithm_goes_on_from_its_interval() -> None:
    came = Memory(FlashcardState.REVIEW, START, step=None, stability=20.0, difficulty=5.0, interval_days=20.0)
    memory = graded(came, 4, START)
    assert (memory.interval_days, memory.ease, memory.stability) == (50, 2.5, None)
