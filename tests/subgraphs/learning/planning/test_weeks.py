"""What is begun in which week."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subgraphs.learning.planning.review_load import answers_per_week
from subgraphs.learning.planning.weeks import Load, Plan, Task, plan_weeks, seconds_needed, weeks_needed

NO_REVIEWS = Load([], [], 0.0)
WEEKS = 30
USUAL = Load(answers_per_week(WEEKS, 0.9), [], 9.0)


def words(count: int, seconds: float = 40.0) -> list[Task[int]]:
    return [Task(number, seconds, is_reviewed=True) for number in range(count)]


def totals(plan: Plan[int], load: Load) -> list[float]:
    return [week.new_seconds + week.review_count * load.seconds_per_answer for week in plan.weeks]


def test_without_reviews_every_week_has_as_many() -> None:
    plan = plan_weeks(words(40), NO_REVIEWS, [3_600.0] * 4)
    assert plan is not None
    assert [len(week.tasks) for week in plan.weeks] == [10, 10, 10, 10]


def test_what_comes_back_takes_the_place_of_what_is_new() -> None:
    plan = plan_weeks(words(600), USUAL, [3_600.0] * WEEKS)
    assert plan is not None
    counts = [len(week.tasks) for week in plan.weeks]
    assert counts[0] > counts[10] > 0
    level = totals(plan, USUAL)
    assert max(level) - min(level[:-2]) < 60


def test_what_does_not_fit_has_no_plan_and_two_ways_out() -> None:
    tasks, weeks = words(900), 6
    assert plan_weeks(tasks, USUAL, [3_600.0] * weeks) is None
    needed = weeks_needed(tasks, USUAL, 3_600.0, WEEKS)
    assert needed is not None and needed > weeks
    assert plan_weeks(tasks, USUAL, [3_600.0] * needed) is not None
    assert plan_weeks(tasks, USUAL, [3_600.0] * (needed - 1)) is None
    seconds = seconds_needed(tasks, USUAL, [1.0] * weeks, 50_000.0)
    assert seconds is not None and seconds > 3_600
    assert plan_weeks(tasks, USUAL, [seconds + 1] * weeks) is not None
    assert plan_weeks(tasks, USUAL, [seconds * 0.98] * weeks) is None


def test_no_way_out_is_named_where_there_is_none() -> None:
    assert weeks_needed(words(10_000), USUAL, 60.0, WEEKS) is None
    assert seconds_needed(words(10_000), USUAL, [1.0], 3_600.0) is None


def test_weeks_that_reviews_fill_hold_nothing_new() -> None:
    busy = Load([], [500.0, 500.0, 0.0, 0.0], 9.0)
    plan = plan_weeks(words(20), busy, [3_600.0] * 4)
    assert plan is not None
    assert [len(week.tasks) for week in plan.weeks[:2]] == [0, 0]


def test_a_lesson_that_is_longer_than_a_week_begins_one_and_is_paid_for_by_the_next() -> None:
    lesson, word = Task("lesson", 5_000.0, is_reviewed=False), Task("word", 40.0, is_reviewed=False)
    plan = plan_weeks([lesson, word], NO_REVIEWS, [3_000.0] * 3)
    assert plan is not None
    assert [[task.key for task in week.tasks] for week in plan.weeks] == [["lesson"], [], ["word"]]
    assert weeks_needed([lesson, lesson, lesson], NO_REVIEWS, 3_000.0, 10) == 4


@given(
    count=st.integers(0, 400),
    seconds=st.floats(5, 120),
    budget=st.lists(st.floats(100, 7_200), min_size=1, max_size=20),
    known=st.lists(st.floats(0, 300), max_size=20),
)
def test_a_plan_begins_everything_once_in_order_within_the_minutes(
    count: int, seconds: float, budget: list[float], known: list[float]
) -> None:
    load = Load(answers_per_week(20, 0.9), known, 9.0)
    plan = plan_weeks(words(count, seconds), load, budget)
    if plan is None:
        return
    keys = [task.key for week in plan.weeks for task in week.tasks]
    assert keys == list(range(count))
    for week, total, room in zip(plan.weeks, totals(plan, load), budget, strict=True):
        assert not week.tasks or total <= room + seconds + 50


@settings(max_examples=30)
@given(st.integers(50, 400))
def test_more_minutes_are_never_slower(count: int) -> None:
    needed = [weeks_needed(words(count), USUAL, minutes * 60.0, 100) for minutes in (30, 60, 120, 240)]
    assert all(fewer is not None and more is not None and fewer >= more for fewer, more in pairwise(needed))


@pytest.mark.parametrize("count", [0, 1])
def test_next_to_nothing_is_planned_too(count: int) -> None:
    plan = plan_weeks(words(count), USUAL, [3_600.0] * 2)
    assert plan is not None
    assert sum(len(week.tasks) for week in plan.weeks) == count
