"""The rules of points, and what a day gives by them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from subgraphs.progress.daily_points import DayReckoner, DayTally, Deed, Earned, Goal
from subgraphs.progress.xp_rules import SHIPPED_RULES, RuleBook, read_rules

MONDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 7)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
FAR_GOAL = Goal(100_000, is_chosen=True)


def reckoner(**changed: Any) -> DayReckoner:
    rules = [rule.model_copy(update=changed.get(rule.id, {})) for rule in read_rules().rules]
    book = read_rules().model_copy(update={"rules": tuple(rules)})
    return DayReckoner(RuleBook.model_validate(book.model_dump(by_alias=True)), timedelta(minutes=5))


def review(rating: str = "GOOD", goal: Goal = FAR_GOAL, **more: Any) -> Deed:
    return Deed("FlashcardReviewed", NINE, {"rating": rating}, goal, **more)


def given(tally: DayTally, *deeds: Deed, by: DayReckoner | None = None) -> list[tuple[str, int, int]]:
    """Rules, with what they gave and what their caps took."""
    by = by or reckoner()
    return [(each.rule, each.amount, each.taken_by_cap) for deed in deeds for each in by.take(tally, deed)]


def test_a_review_earns_by_its_rating_and_the_first_one_of_the_day_more() -> None:
    tally = DayTally(MONDAY, streak_days=0)
    assert given(tally, review("GOOD"), review("AGAIN"), review("EASY")) == [
        ("REVIEW", 10, 0),
        ("FIRST_REVIEW_OF_DAY", 20, 0),
        ("REVIEW", 4, 0),
        ("REVIEW", 12, 0),
    ]
    assert (tally.xp, tally.reviews, tally.is_studied) == (46, 3, True)


def test_a_rating_that_no_rule_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        reckoner().take(DayTally(MONDAY, 0), review("PERFECT"))


@pytest.mark.parametrize(("days", "points"), [(0, 10), (6, 10), (7, 11), (29, 11), (30, 12), (400, 12)])
def test_a_long_streak_raises_reviews_rounded_down(days: int, points: int) -> None:
    assert given(DayTally(MONDAY, days), review())[0] == ("REVIEW", points, 0)


def test_an_award_names_what_raised_it() -> None:
    (earned, _) = reckoner().take(DayTally(MONDAY, 30), review("EASY"))
    assert earned == Earned("REVIEW", earned.reason, base=12, multipliers=(("STREAK", 125),), amount=15)


@pytest.mark.parametrize(("day", "points"), [(MONDAY, 30), (SATURDAY, 45)])
def test_lessons_earn_more_on_weekends(day: date, points: int) -> None:
    lesson = Deed("LessonCompleted", NINE, {"minutes": 10}, FAR_GOAL)
    tally = DayTally(day, 0)
    assert given(tally, lesson) == [("LESSON_COMPLETED", points, 0)]
    assert tally.time == timedelta(minutes=10)


def test_a_cap_takes_what_goes_beyond_it() -> None:
    capped = reckoner(REVIEW={"daily_cap": 25})
    gave = given(DayTally(MONDAY, 0), *(review() for _ in range(4)), by=capped)
    assert [each for each in gave if each[0] == "REVIEW"] == [
        ("REVIEW", 10, 0),
        ("REVIEW", 10, 0),
        ("REVIEW", 5, 5),
        ("REVIEW", 0, 10),
    ]


def test_only_the_first_right_answer_to_a_quiz_earns() -> None:
    answers = [(1, True), (1, False), (2, True)]
    deeds = [Deed("QuizAnswered", NINE, {"attempt": n, "isCorrect": right}, FAR_GOAL) for n, right in answers]
    assert given(DayTally(MONDAY, 0), *deeds) == [("QUIZ_ANSWERED_RIGHT", 3, 0)]


def test_a_chosen_goal_that_is_reached_earns_a_bonus_once() -> None:
    goal = Goal(35, is_chosen=True)
    gave = given(DayTally(MONDAY, 0), *(review(goal=goal) for _ in range(3)))
    assert gave[2:] == [("REVIEW", 10, 0), ("DAILY_GOAL_REACHED", 15, 0), ("REVIEW", 10, 0)]


def test_the_default_goal_is_reached_without_a_bonus() -> None:
    tally = DayTally(MONDAY, 0)
    assert "DAILY_GOAL_REACHED" not in [rule for rule, _, _ in given(tally, review(goal=Goal(30, is_chosen=False)))]
    assert tally.goal_reached_at == NINE


def test_what_is_undone_earns_nothing_and_counts_as_nothing() -> None:
    tally = DayTally(MONDAY, 0)
    assert given(tally, review(is_undone=True)) == [("REVIEW", 0, 0)]
    assert (tally.reviews, tally.is_studied, tally.xp) == (0, False, 0)
    assert given(tally, review())[1] == ("FIRST_REVIEW_OF_DAY", 20, 0)


def test_a_long_answer_counts_for_the_longest_time_that_one_may() -> None:
    tally = DayTally(MONDAY, 0)
    given(tally, Deed("FlashcardReviewed", NINE, {"rating": "GOOD", "durationMs": 10**7}, FAR_GOAL))
    assert tally.time == timedelta(minutes=5)


@pytest.mark.parametrize(
    "fault",
    [
        {"multipliers": ["MOON"]},
        {"id": "FIRST_REVIEW_OF_DAY"},
        {"reason": "LUCK"},
        {"amount": "many"},
        {"surprise": 1},
    ],
)
def test_a_file_of_rules_that_makes_no_sense_is_refused(tmp_path: Path, fault: dict[str, Any]) -> None:
    told = yaml.safe_load(SHIPPED_RULES.read_text())
    told["rules"][0] |= fault
    path = tmp_path / "xp.yaml"
    path.write_text(yaml.safe_dump(told))
    with pytest.raises(ValidationError):
        read_rules(path)


def test_a_rule_may_count_what_a_field_says(tmp_path: Path) -> None:
    told = yaml.safe_load(SHIPPED_RULES.read_text())
    (rule,) = [each for each in told["rules"] if each["id"] == "LESSON_COMPLETED"]
    rule["amount"] = {"field": "minutes", "each": 3}
    path = tmp_path / "xp.yaml"
    path.write_text(yaml.safe_dump(told))
    by = DayReckoner(read_rules(path), timedelta(minutes=5))
    lesson = Deed("LessonCompleted", NINE, {"minutes": 12}, FAR_GOAL)
    assert given(DayTally(MONDAY, 0), lesson, by=by) == [("LESSON_COMPLETED", 36, 0)]
