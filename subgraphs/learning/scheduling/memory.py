"""What is known of a memory, and how an answer tells of it."""

from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one learner's memory of one item."""

    state: FlashcardState
    due: datetime
    step: int | None = 0
    """The position among the short learning steps; None once the card is in `REVIEW`."""
    stability: float | None = None
    difficulty: float | None = None
    last_reviewed_at: datetime | None = None
    reps: int = 0
    lapses: int = 0
    """How often the item was forgotten after it had been learnt."""


def new_memory(created_at: datetime) -> Memory:
    """The memory of an item nobody has answered yet: due at once."""
    return Memory(state=FlashcardState.NEW, due=created_at)
