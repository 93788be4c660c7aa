"""What learning announces of captures."""

from uuid import UUID

from pydantic import Field

from subgraphs.learning.events.base import LearningEvent


class CaptureEvent(LearningEvent):
    """About one capture."""

    capture_id: UUID = Field(description="The capture it is about.")
    kind: str = Field(description="What was captured: SCREENSHOT, TEXT or VIDEO.")


class CaptureCreated(CaptureEvent):
    """A learner kept something that they met."""


class CaptureProcessed(CaptureEvent):
    """Cards were made of a capture."""

    topic_id: UUID = Field(description="Where the cards are.")
    card_count: int = Field(description="How many there are.")
    item_ids: list[UUID] = Field(description="The words that they teach; those that no dictionary has are missing.")
    processor: str = Field(description="Who wrote the cards: LOCAL or LANGUAGE_MODEL.")


class CaptureFailed(CaptureEvent):
    """Nothing came of a capture."""

    failure: str = Field(description="Why, as `Capture.failureCode` has it.")


class CaptureDeleted(CaptureEvent):
    """A capture is gone for good. The cards that were made of it stay."""
