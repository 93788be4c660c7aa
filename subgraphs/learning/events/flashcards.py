"""What learning announces of flashcards."""

from subgraphs.learning.events.base import FlashcardEvent


class FlashcardCreated(FlashcardEvent):
    """A learner made a flashcard."""


class FlashcardDeleted(FlashcardEvent):
    """A flashcard is gone for good, and its reviews with it."""
