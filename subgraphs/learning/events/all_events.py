"""All events of this domain. A new one is a line here."""

from subgraphs.learning.events.captures import CaptureCreated, CaptureDeleted, CaptureFailed, CaptureProcessed
from subgraphs.learning.events.flashcards import FlashcardCreated, FlashcardDeleted
from subgraphs.learning.events.reviews import FlashcardReviewed, FlashcardReviewUndone
from subgraphs.learning.events.study_sessions import StudySessionCompleted, StudySessionStarted

EVENTS = (
    CaptureCreated,
    CaptureDeleted,
    CaptureFailed,
    CaptureProcessed,
    FlashcardCreated,
    FlashcardDeleted,
    FlashcardReviewed,
    FlashcardReviewUndone,
    StudySessionStarted,
    StudySessionCompleted,
)
