"""All events of this domain. A new one is a line here."""

from subgraphs.learning.events.flashcards import FlashcardCreated, FlashcardDeleted
from subgraphs.learning.events.reviews import FlashcardReviewed

EVENTS = (
    FlashcardCreated,
    FlashcardDeleted,
    FlashcardReviewed,
)
