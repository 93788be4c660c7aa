"""Answering flashcards."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from subgraphs.learning.errors import DurationIsImpossible, FlashcardIsUnknown, ReviewIsInTheFuture, ReviewIsOutOfOrder
from subgraphs.learning.events.reviews import FlashcardReviewed
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.repository.reviews import ReviewRepository
from subgraphs.learning.scheduling.memory import Rating
from subgraphs.learning.scheduling.scheduler import answer
from subgraphs.learning.service.memories import memory_of, remember
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

LARGEST_CLOCK_ERROR = timedelta(minutes=5)
"""How far ahead a client's clock may be before its review is refused."""
LONGEST_ANSWER_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    flashcard_id: UUID
    rating: Rating
    reviewed_at: datetime | None = None
    """When it was answered, by the client's clock; None: now."""
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """Both are None when a repeated mutation named a card that has been deleted since."""

    flashcard: FlashcardRow | None
    review: ReviewRow | None


async def review_flashcard(
    work: UnitOfWork, owner_id: UUID, request: ReviewRequest, client_mutation_id: str | None = None
) -> ReviewOutcome:
    """Record an answer and schedule the card anew."""
    performed = await claim(work, owner_id, client_mutation_id, f"review:{request.flashcard_id}")
    flashcards, reviews = FlashcardRepository(work.session), ReviewRepository(work.session)
    if performed is not None and not performed.is_new:
        review = await reviews.by_id(UUID(performed.row.result))
        return ReviewOutcome(await flashcards.locked(request.flashcard_id, owner_id), review)
    flashcard = await flashcards.locked(request.flashcard_id, owner_id)
    if flashcard is None:
        raise FlashcardIsUnknown(str(request.flashcard_id))
    raise_refusals(_refusals(flashcard, request, work.now))
    review = _answered(flashcard, request, work.now)
    reviews.add(review)
    work.announce(_reviewed(flashcard, review))
    if performed is not None:
        performed.row.result = str(review.id)
    return ReviewOutcome(flashcard, review)


def _refusals(flashcard: FlashcardRow, request: ReviewRequest, now: datetime) -> list[Refusal]:
    found: list[Refusal] = []
    if request.duration_ms is not None and not 0 <= request.duration_ms <= LONGEST_ANSWER_MS:
        found.append(DurationIsImpossible("An answer takes between nothing and a day.", ("durationMs",)))
    if request.reviewed_at is None:
        return found
    if request.reviewed_at > now + LARGEST_CLOCK_ERROR:
        found.append(ReviewIsInTheFuture("This review lies in the future.", ("reviewedAt",)))
    if request.reviewed_at < (flashcard.last_reviewed_at or flashcard.created_at):
        text = "This flashcard was made or reviewed after that."
        found.append(ReviewIsOutOfOrder(text, ("reviewedAt",)))
    return found


def _answered(flashcard: FlashcardRow, request: ReviewRequest, now: datetime) -> ReviewRow:
    """Schedule the card anew and give the review that did it."""
    reviewed_at = min(request.reviewed_at or now, now).astimezone(UTC)
    state_before = flashcard.state
    remember(flashcard, answer(memory_of(flashcard), request.rating, reviewed_at))
    return ReviewRow(
        id=new_id(),
        owner_id=flashcard.owner_id,
        flashcard_id=flashcard.id,
        rating=request.rating,
        reviewed_at=reviewed_at,
        recorded_at=now,
        duration_ms=request.duration_ms,
        state_before=state_before,
        state_after=flashcard.state,
        due=flashcard.due,
    )


def _reviewed(flashcard: FlashcardRow, review: ReviewRow) -> FlashcardReviewed:
    return FlashcardReviewed(
        learner_id=flashcard.owner_id,
        flashcard_id=flashcard.id,
        item_kind=flashcard.item_kind,
        item_id=flashcard.item_id,
        review_id=review.id,
        rating=review.rating,
        reviewed_at=review.reviewed_at,
        duration_ms=review.duration_ms,
        state_before=review.state_before,
        state_after=review.state_after,
        due=review.due,
    )
