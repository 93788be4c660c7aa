"""What learning announces of answers to flashcards."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from subgraphs.learning.events.base import FlashcardEvent


class FlashcardReviewed(FlashcardEvent):
    """A learner answered a flashcard."""

    review_id: UUID = Field(description="The review; one event tells of each.")
    rating: str = Field(description="How well it was recalled: AGAIN, HARD, GOOD or EASY.")
    reviewed_at: datetime = Field(description="When it was answered, which may be long before it was synchronised.")
    duration_ms: int | None = Field(description="How long the answer took, in milliseconds, if the client measured it.")
    state_before: str = Field(description="The card's state when it was asked.")
    state_after: str = Field(description="The card's state after the answer.")
    due: datetime = Field(description="When the card comes back.")
