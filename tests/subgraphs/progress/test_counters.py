"""What is counted of learners."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from subgraphs.progress.achievement_rules import Counter
from subgraphs.progress.counters import CountedDay, counted_by, counters_of_days, raised

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def review(rating: str = "GOOD", at: datetime = NOON, **data: Any) -> set[Counter]:
    return set(counted_by("FlashcardReviewed", {"rating": rating, **data}, at))


def a_day(day: date, **more: Any) -> CountedDay:
    values = {"xp": 0, "reviews": 0, "seconds": 0, "is_studied": True, "goal_reached": False, **more}
    return CountedDay(day=day, **values)


def test_an_answer_counts_by_how_well_it_was_recalled() -> None:
    assert review("AGAIN") == {Counter.REVIEWS}
    assert review("GOOD") == {Counter.REVIEWS, Counter.RECALLED}
    assert review("EASY") == {Counter.REVIEWS, Counter.RECALLED, Counter.EASY_ANSWERS}


def test_what_was_forgotten_and_comes_back_is_regained() -> None:
    assert Counter.REGAINED in review(stateBefore="RELEARNING", stateAfter="REVIEW")
    assert Counter.REGAINED not in review(stateBefore="LEARNING", stateAfter="REVIEW")


def test_night_and_morning_are_told_by_the_learners_own_clock() -> None:
    assert Counter.NIGHT_ANSWERS in review(at=NOON.replace(hour=3, minute=59))
    assert Counter.MORNING_ANSWERS in review(at=NOON.replace(hour=4))
    assert not {Counter.NIGHT_ANSWERS, Counter.MORNING_ANSWERS} & review(at=NOON.replace(hour=7))


def test_a_test_is_perfect_from_ten_questions_on() -> None:
    def counted(questions: int, right: int) -> set[Counter]:
        return set(counted_by("TestCompleted", {"questionCount": questions, "rightAnswers": right}, NOON))

    assert counted(10, 10) == {Counter.TESTS, Counter.PERFECT_TESTS}
    assert counted(10, 9) == counted(9, 9) == {Counter.TESTS}


def test_an_unknown_deed_counts_for_nothing() -> None:
    assert list(counted_by("SneezeSneezed", {}, NOON)) == []


def test_days_are_summed_up() -> None:
    saturday = date(2026, 2, 28)
    counters = counters_of_days(
        [
            a_day(saturday, xp=100, reviews=7, seconds=90, deeds={"REVIEWS": 7, "EASY_ANSWERS": 1}),
            a_day(saturday + timedelta(days=1), xp=300, reviews=5, seconds=45, goal_reached=True, deeds={"REVIEWS": 5}),
            a_day(saturday + timedelta(days=2), is_studied=False, deeds={"CARDS_MADE": 3}),
        ]
    )
    assert counters[Counter.REVIEWS] == 12
    assert counters[Counter.EASY_ANSWERS] == 1
    assert counters[Counter.CARDS_MADE] == 3
    assert counters[Counter.STUDY_DAYS] == counters[Counter.WEEKEND_DAYS] == 2
    assert counters[Counter.MINUTES] == 2
    assert counters[Counter.GOALS_REACHED] == 1
    assert counters[Counter.MOST_REVIEWS_IN_A_DAY] == 7
    assert counters[Counter.MOST_XP_IN_A_DAY] == 300


def test_who_was_away_for_more_than_a_month_returns() -> None:
    first = date(2026, 1, 10)
    gaps = [a_day(first), a_day(first + timedelta(days=30)), a_day(first + timedelta(days=61))]
    assert counters_of_days(gaps)[Counter.RETURNS] == 1


def test_rare_days_are_counted() -> None:
    counters = counters_of_days([a_day(date(2028, 1, 1)), a_day(date(2028, 2, 29))])
    assert counters[Counter.NEW_YEARS_DAYS] == counters[Counter.LEAP_DAYS] == 1


def test_no_days_count_nothing() -> None:
    assert set(counters_of_days([]).values()) == {0}


def test_what_was_mastered_once_stays_counted_and_answers_do_not() -> None:
    before = {Counter.WORDS_MASTERED: 10, Counter.REVIEWS: 10}
    now = {Counter.WORDS_MASTERED: 8, Counter.REVIEWS: 8}
    assert raised(before, now) == {Counter.WORDS_MASTERED: 10, Counter.REVIEWS: 8}
