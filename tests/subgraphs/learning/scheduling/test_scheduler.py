from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.learning.scheduling.fuzz import fuzzed
from subgraphs.learning.scheduling.memory import Answer, FlashcardState, Memory, Rating, new_memory
from subgraphs.learning.scheduling.rules import Algorithm, SchedulingRules
from subgraphs.learning.scheduling.scheduler import answer, next_due_by_rating, recall_probability, replay
from subgraphs.learning.scheduling.study_days import StudyDays
from tests.subgraphs.learning.scheduling.published_formulas import stabilities

START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
EXACT = SchedulingRules(is_fuzzy=False)
CARD = UUID(int=1)


def after(*ratings: Rating, spacing: timedelta = timedelta(minutes=10), rules: SchedulingRules = EXACT) -> Memory:
    memory = new_memory(START)
    for index, rating in enumerate(ratings):
        memory = answer(memory, Answer(rating, START + index * spacing), rules, CARD)
    return memory


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)


def test_a_new_card_is_due_at_once() -> None:
    memory = new_memory(START)
    assert (memory.state, memory.due, memory.reps) == (FlashcardState.NEW, START, 0)


def test_two_good_answers_move_a_new_card_to_review() -> None:
    assert after(Rating.GOOD).state is FlashcardState.LEARNING
    assert after(Rating.GOOD).due == START + timedelta(minutes=10)
    assert after(Rating.GOOD, Rating.GOOD).state is FlashcardState.REVIEW


def test_an_easy_answer_skips_the_learning_steps_and_the_card_is_due_when_a_day_begins() -> None:
    memory = after(Rating.EASY)
    assert memory.state is FlashcardState.REVIEW
    assert (memory.due, memory.interval_days) == (start_of(date(2026, 11, 9)), 8)


def test_forgetting_a_learnt_card_is_a_lapse_and_relearns_it() -> None:
    memory = after(Rating.EASY, Rating.AGAIN, spacing=timedelta(days=9))
    assert (memory.state, memory.lapses, memory.reps) == (FlashcardState.RELEARNING, 1, 2)
    assert memory.interval_days is None


def test_missing_a_card_that_was_never_learnt_is_no_lapse() -> None:
    assert after(Rating.AGAIN, Rating.AGAIN).lapses == 0


@pytest.mark.parametrize("rules", [EXACT, SchedulingRules(), SchedulingRules(algorithm=Algorithm.SM2)])
def test_the_dates_shown_beforehand_are_the_dates_given(rules: SchedulingRules) -> None:
    memory = after(Rating.GOOD, Rating.GOOD, rules=rules)
    now = memory.due + timedelta(hours=3)
    shown = next_due_by_rating(memory, now, rules, CARD)
    assert shown == {rating: answer(memory, Answer(rating, now), rules, CARD).due for rating in Rating}
    assert shown[Rating.AGAIN] <= shown[Rating.HARD] <= shown[Rating.GOOD] <= shown[Rating.EASY]


@pytest.mark.parametrize(("retention", "days"), [(0.7, 77), (0.9, 8), (0.97, 2)])
def test_who_wants_to_forget_less_is_asked_sooner(retention: float, days: int) -> None:
    assert after(Rating.EASY, rules=replace(EXACT, desired_retention=retention)).interval_days == days


def test_steps_are_the_learners_own() -> None:
    rules = replace(EXACT, learning_steps=(timedelta(minutes=3),), relearning_steps=())
    assert after(Rating.AGAIN, rules=rules).due == START + timedelta(minutes=3)
    assert after(Rating.GOOD, rules=rules).state is FlashcardState.REVIEW
    forgotten = after(Rating.GOOD, Rating.AGAIN, spacing=timedelta(days=9), rules=rules)
    assert (forgotten.state, forgotten.lapses) == (FlashcardState.REVIEW, 1)


def test_intervals_end_at_the_maximum_with_fuzz_too() -> None:
    rules = SchedulingRules(maximum_interval=30)
    memory, now, intervals = new_memory(START), START, []
    for _ in range(12):
        memory = answer(memory, Answer(Rating.EASY, now), rules, CARD)
        now = memory.due
        intervals.append(memory.interval_days or 0)
    assert max(intervals) <= 30 and intervals[-1] >= 27


def test_an_evening_and_the_next_morning_are_a_day_apart() -> None:
    rules = replace(EXACT, days=StudyDays(ZoneInfo("Asia/Tokyo")))
    evening = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
    memory = answer(new_memory(evening), Answer(Rating.EASY, evening), rules, CARD)
    same_day = recall_probability(memory, evening + timedelta(hours=5), rules)
    next_day = recall_probability(memory, evening + timedelta(hours=7), rules)
    assert same_day == 1 and next_day is not None and next_day < 1


HISTORIES = st.lists(st.tuples(st.sampled_from(list(Rating)), st.integers(0, 60)), min_size=1, max_size=30)


@given(HISTORIES)
def test_a_history_gives_what_the_reference_implementation_gives(history: Sequence[tuple[Rating, int]]) -> None:
    ours, theirs, now = new_memory(START), fsrs.Card(card_id=1, due=START), START
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    for rating, days in history:
        now += timedelta(days=days)
        ours = answer(ours, Answer(rating, now), EXACT, CARD)
        theirs, _ = scheduler.review_card(theirs, fsrs.Rating[rating.capitalize()], now)
    assert (ours.stability, ours.difficulty) == (theirs.stability, theirs.difficulty)
    assert ours.due == (start_of(theirs.due.date()) if ours.state is FlashcardState.REVIEW else theirs.due)
    assert ours.reps == len(history)


@given(HISTORIES)
def test_a_history_gives_what_the_published_formulas_give(history: Sequence[tuple[Rating, int]]) -> None:
    memory, now, found = new_memory(START), START, []
    for rating, days in history:
        now += timedelta(days=days)
        memory = answer(memory, Answer(rating, now), EXACT, CARD)
        found.append((memory.stability, memory.difficulty))
    expected = stabilities([(list(Rating).index(rating) + 1, days) for rating, days in history])
    assert [pair for known in found for pair in known] == pytest.approx([part for pair in expected for part in pair])


@pytest.mark.parametrize("algorithm", list(Algorithm))
@given(history=HISTORIES)
def test_going_through_a_history_again_gives_the_same(algorithm: Algorithm, history: list[tuple[Rating, int]]) -> None:
    rules, now, answers = SchedulingRules(algorithm=algorithm), START, []
    for rating, days in history:
        now += timedelta(days=days)
        answers.append(Answer(rating, now))
    step_by_step, memory = [], new_memory(START)
    for given_answer in answers:
        memory = answer(memory, given_answer, rules, CARD)
        step_by_step.append(memory)
    assert list(replay(new_memory(START), answers, rules, CARD)) == step_by_step


@given(st.integers(1, 40_000), st.uuids(), st.integers(1, 500))
def test_fuzz_stays_in_its_range(interval: int, card_id: UUID, rep: int) -> None:
    spread = fuzzed(interval, card_id, rep, 36_500)
    assert spread == interval if interval <= 2 else 2 <= spread <= 36_500
    assert spread == fuzzed(interval, card_id, rep, 36_500)
    if 20 <= interval <= 36_500:
        assert abs(spread - interval) <= 1 + 0.675 + 1.3 + 0.05 * (interval - 20) + 0.5


def test_fuzz_keeps_cards_apart_that_were_made_together() -> None:
    days = [fuzzed(20, UUID(int=number), 1, 36_500) for number in range(300)]
    assert set(days) == set(range(17, 24))


def test_a_card_of_the_other_algorithm_goes_on_from_its_interval() -> None:
    came = Memory(FlashcardState.REVIEW, START, step=None, ease=2.5, interval_days=20, last_reviewed_at=START)
    now = START + timedelta(days=20)
    assert recall_probability(came, now, EXACT) == pytest.approx(0.9)
    memory = answer(came, Answer(Rating.GOOD, now), EXACT, CARD)
    assert memory.interval_days == 50 and memory.ease is None
