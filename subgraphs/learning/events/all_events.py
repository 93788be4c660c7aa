"""All events of this domain. A new one is a line here."""

from subgraphs.learning.events.captures import CaptureCreated, CaptureDeleted, CaptureFailed, CaptureProcessed
from subgraphs.learning.events.flashcards import FlashcardBecameLeech, FlashcardCreated, FlashcardDeleted
from subgraphs.learning.events.imports import FlashcardsImported
from subgraphs.learning.events.reminders import FlashcardDue
from subgraphs.learning.events.reviews import FlashcardReviewed, FlashcardReviewUndone
from subgraphs.learning.events.study_sessions import StudySessionCompleted, StudySessionStarted
from subgraphs.learning.events.study_tests import TestCompleted
from subgraphs.learning.events.syllabi import SyllabusAdapted, SyllabusCompleted, SyllabusCreated

EVENTS = (
    CaptureCreated,
    CaptureDeleted,
    CaptureFailed,
    CaptureProcessed,
    FlashcardBecameLeech,
    FlashcardCreated,
    FlashcardDeleted,
    FlashcardReviewed,
    FlashcardReviewUndone,
    FlashcardDue,
    FlashcardsImported,
    StudySessionStarted,
    StudySessionCompleted,
    SyllabusCreated,
    SyllabusAdapted,
    SyllabusCompleted,
    TestCompleted,
)
