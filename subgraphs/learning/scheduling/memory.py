"""What is known of a memory, and what an answer tells of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class FlashcardState(StrEnum):
    NEW = "NEW"
    LEARNING = "LEARNING"
    REVIEW = "REVIEW"
    RELEARNING = "RELEARNING"


class Rating(StrEnum):
    AGAIN = "AGAIN"
    HARD = "HARD"
    GOOD = "GOOD"
    EASY = "EASY"


SHORT_STEPS = (FlashcardState.LEARNING, FlashcardState.RELEARNING)
_QUALITIES = {Rating.AGAIN: 1, Rating.HARD: 3, Rating.GOOD: 4, Rating.EASY: 5}
BEST_QUALITY = 5


@dataclass(frozen=True, slots=True)
class Answer:
    rating: Rating
    reviewed_at: datetime
    quality: int | None = None
    """SM-2's own scale, 0 to 5, where it was given; None: it follows from the rating."""

    @property
    def grade(self) -> int:
        """On SM-2's scale."""
        return _QUALITIES[self.rating] if self.quality is None else self.quality


def rating_of(quality: int) -> Rating:
    """What an answer on SM-2's scale is on the other one: below 3 it was not recalled."""
    return {3: Rating.HARD, 4: Rating.GOOD, BEST_QUALITY: Rating.EASY}.get(quality, Rating.AGAIN)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one learner's memory of one item."""

    state: FlashcardState
    due: datetime
    step: int | None = 0
    """The position among the short learning steps; None once the card is in `REVIEW`."""
    stability: float | None = None
    difficulty: float | None = None
    ease: float | None = None
    """SM-2's factor."""
    interval_days: float | None = None
    """Days that it is to be kept before it is asked again; None while it is on short steps."""
    next_repetition_on: date | None = None
    """SM-2: the learner's day of the next repetition, which a drill before does not move."""
    last_reviewed_at: datetime | None = None
    reps: int = 0
    lapses: int = 0
    """How often the item was forgotten after it had been learnt."""


def new_memory(created_at: datetime) -> Memory:
    """The memory of an item nobody has answered yet: due at once."""
    return Memory(state=FlashcardState.NEW, due=created_at)
