"""What learning announces."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from subgraphs.shared.event import Event


class LearningEvent(Event):
    """Those of one learner are delivered in the order in which they happened."""

    topic: ClassVar[str] = "learning-events"
    key_field: ClassVar[str] = "learner_id"

    learner_id: UUID = Field(description="Who owns the flashcard.")
    flashcard_id: UUID = Field(description="The flashcard it is about.")
    item_kind: str = Field(description="What the card teaches: WORD, KANJI, SENTENCE, LESSON or FREE.")
    item_id: UUID | None = Field(description="The word, kanji, sentence or lesson; null for a free card.")


class FlashcardCreated(LearningEvent):
    """A learner made a flashcard."""


class FlashcardReviewed(LearningEvent):
    """A learner answered a flashcard."""

    review_id: UUID = Field(description="The review; one event tells of each.")
    rating: str = Field(description="How well it was recalled: AGAIN, HARD, GOOD or EASY.")
    reviewed_at: datetime = Field(description="When it was answered, which may be long before it was synchronised.")
    duration_ms: int | None = Field(description="How long the answer took, in milliseconds, if the client measured it.")
    state_before: str = Field(description="The card's state when it was asked.")
    state_after: str = Field(description="The card's state after the answer.")
    due: datetime = Field(description="When the card comes back.")


class FlashcardDeleted(LearningEvent):
    """A learner threw a flashcard away, and its reviews with it."""
