"""What learning announces of answers to flashcards."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from subgraphs.learning.events.base import FlashcardEvent


class ReviewEvent(FlashcardEvent):
    """About one answer. Answers may be told of in another order than that in which they were given."""

    review_id: UUID = Field(description="The review.")
    rating: str = Field(description="How well it was recalled: AGAIN, HARD, GOOD or EASY.")
    reviewed_at: datetime = Field(description="When it was answered, which may be long before it was synchronised.")
    session_id: UUID | None = Field(default=None, description="The study session in which it was asked, if in one.")
    algorithm: str = Field(default="FSRS", description="What schedules the card: FSRS or SM2.")
    stability: float | None = Field(
        default=None,
        description="Days until the chance of recall falls to nine in ten, by all that is known of the card now; null "
        "where the algorithm tells of none.",
    )
    interval_days: float | None = Field(
        default=None, description="Days for which the card is kept now; null while it is on short steps."
    )
    history_version: int = Field(
        default=0,
        description="Counts what was added to the card's history and taken from it. What the event with the highest "
        "one says of the card as it is now holds, in whatever order events come.",
    )


class FlashcardReviewed(ReviewEvent):
    """A learner answered a flashcard."""

    duration_ms: int | None = Field(description="How long the answer took, in milliseconds, if the client measured it.")
    state_before: str = Field(description="The card's state when it was asked.")
    state_after: str = Field(description="The card's state after the answer.")
    due: datetime = Field(description="When the card comes back after this answer.")
    quality: int | None = Field(default=None, description="The answer on SM-2's scale, 0 to 5, where it was given so.")
    recall_probability: float | None = Field(
        default=None, description="The chance of recall that was expected just before, 0 to 1; null for a first one."
    )


class FlashcardReviewUndone(ReviewEvent):
    """A learner took an answer back: what came of it is to be undone. It may come before the answer is told of."""

    undone_at: datetime = Field(description="When it was taken back.")
