"""What learning announces of flashcards."""

from pydantic import Field

from subgraphs.learning.events.base import FlashcardEvent


class FlashcardCreated(FlashcardEvent):
    """A learner made a flashcard."""


class FlashcardDeleted(FlashcardEvent):
    """A flashcard is gone for good, and its reviews with it."""


class FlashcardBecameLeech(FlashcardEvent):
    """A flashcard was forgotten so often that it should be rewritten."""

    lapses: int = Field(description="How often it has been forgotten after it had been learnt.")
    is_suspended: bool = Field(description="Whether it is not asked any more until its owner says otherwise.")
