"""When a flashcard comes back: FSRS-6 with its published default weights.

The algorithm estimates how long a memory lasts (stability, in days) and how hard the item is
(difficulty, 1 to 10), and asks again when the chance of recall has fallen to nine in ten. Its random
spreading of intervals is off, so that the dates a client shows before an answer are the dates it gets.
A card that was never answered is `NEW` here; to the algorithm it is a first learning step.
"""

from collections.abc import Mapping
from datetime import datetime

import fsrs

from subgraphs.learning.scheduling.memory import FlashcardState, Memory, Rating

_SCHEDULER = fsrs.Scheduler(enable_fuzzing=False)

_FSRS_STATES: Mapping[FlashcardState, fsrs.State] = {
    FlashcardState.NEW: fsrs.State.Learning,
    FlashcardState.LEARNING: fsrs.State.Learning,
    FlashcardState.REVIEW: fsrs.State.Review,
    FlashcardState.RELEARNING: fsrs.State.Relearning,
}
_STATES: Mapping[fsrs.State, FlashcardState] = {
    fsrs.State.Learning: FlashcardState.LEARNING,
    fsrs.State.Review: FlashcardState.REVIEW,
    fsrs.State.Relearning: FlashcardState.RELEARNING,
}
_FSRS_RATINGS: Mapping[Rating, fsrs.Rating] = {
    Rating.AGAIN: fsrs.Rating.Again,
    Rating.HARD: fsrs.Rating.Hard,
    Rating.GOOD: fsrs.Rating.Good,
    Rating.EASY: fsrs.Rating.Easy,
}


def answer(memory: Memory, rating: Rating, reviewed_at: datetime) -> Memory:
    """The memory after an answer; `reviewed_at` is in UTC and not before the last answer."""
    card, _ = _SCHEDULER.review_card(_to_fsrs(memory), _FSRS_RATINGS[rating], reviewed_at)
    forgotten = memory.state is FlashcardState.REVIEW and rating is Rating.AGAIN
    return Memory(
        state=_STATES[card.state],
        due=card.due,
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        last_reviewed_at=reviewed_at,
        reps=memory.reps + 1,
        lapses=memory.lapses + forgotten,
    )


def next_due_by_rating(memory: Memory, reviewed_at: datetime) -> dict[Rating, datetime]:
    """When the card would come back, for each answer that could be given now."""
    return {rating: answer(memory, rating, reviewed_at).due for rating in Rating}


def _to_fsrs(memory: Memory) -> fsrs.Card:
    return fsrs.Card(
        card_id=0,  # without a number the library sleeps a millisecond to invent one
        state=_FSRS_STATES[memory.state],
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due,
        last_review=memory.last_reviewed_at,
    )
