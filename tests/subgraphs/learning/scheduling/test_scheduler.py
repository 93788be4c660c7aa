from datetime import UTC, datetime, timedelta

import fsrs
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.learning.scheduling.memory import FlashcardState, Memory, Rating, new_memory
from subgraphs.learning.scheduling.scheduler import answer, next_due_by_rating

START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def after(*ratings: Rating, spacing: timedelta = timedelta(minutes=10)) -> Memory:
    memory = new_memory(START)
    for index, rating in enumerate(ratings):
        memory = answer(memory, rating, START + index * spacing)
    return memory


def test_a_new_card_is_due_at_once() -> None:
    memory = new_memory(START)
    assert (memory.state, memory.due, memory.reps) == (FlashcardState.NEW, START, 0)


def test_two_good_answers_move_a_new_card_to_review() -> None:
    assert after(Rating.GOOD).state is FlashcardState.LEARNING
    assert after(Rating.GOOD, Rating.GOOD).state is FlashcardState.REVIEW


def test_an_easy_answer_skips_the_learning_steps() -> None:
    memory = after(Rating.EASY)
    assert memory.state is FlashcardState.REVIEW
    assert memory.due == START + timedelta(days=8)


def test_forgetting_a_learnt_card_is_a_lapse_and_relearns_it() -> None:
    memory = after(Rating.EASY, Rating.AGAIN, spacing=timedelta(days=9))
    assert (memory.state, memory.lapses, memory.reps) == (FlashcardState.RELEARNING, 1, 2)


def test_missing_a_card_that_was_never_learnt_is_no_lapse() -> None:
    assert after(Rating.AGAIN, Rating.AGAIN).lapses == 0


def test_the_dates_shown_beforehand_are_the_dates_given() -> None:
    memory = after(Rating.GOOD, Rating.GOOD)
    now = memory.due + timedelta(hours=3)
    shown = next_due_by_rating(memory, now)
    assert shown == {rating: answer(memory, rating, now).due for rating in Rating}
    assert shown[Rating.AGAIN] < shown[Rating.HARD] < shown[Rating.GOOD] < shown[Rating.EASY]


@given(st.lists(st.tuples(st.sampled_from(list(Rating)), st.integers(0, 60 * 24 * 60)), min_size=1, max_size=30))
def test_a_history_gives_what_the_reference_implementation_gives(history: list[tuple[Rating, int]]) -> None:
    ours, theirs, now = new_memory(START), fsrs.Card(card_id=1, due=START), START
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    for rating, minutes in history:
        now += timedelta(minutes=minutes)
        ours = answer(ours, rating, now)
        theirs, _ = scheduler.review_card(theirs, fsrs.Rating[rating.capitalize()], now)
    assert (ours.due, ours.stability, ours.difficulty) == (theirs.due, theirs.stability, theirs.difficulty)
    assert ours.reps == len(history)
