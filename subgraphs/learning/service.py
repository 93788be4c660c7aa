"""What a learner may do with flashcards."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from subgraphs.learning.errors import (
    ClientMutationIdIsTaken,
    ClientMutationIdIsTooLong,
    DurationIsImpossible,
    FlashcardIsUnknown,
    NothingToCreate,
    ReviewIsInTheFuture,
    ReviewIsOutOfOrder,
    TooManyItems,
)
from subgraphs.learning.events import FlashcardCreated, FlashcardDeleted, FlashcardReviewed
from subgraphs.learning.models import FlashcardRow, PerformedMutationRow, ReviewRow
from subgraphs.learning.repository import ItemRef, LearningRepository
from subgraphs.learning.scheduling import FlashcardState, Memory, Rating, answer, new_memory
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

MOST_CREATED_AT_ONCE = 100
LARGEST_CLOCK_ERROR = timedelta(minutes=5)
"""How far ahead a client's clock may be before its review is refused."""
LONGEST_CLIENT_MUTATION_ID = 200
LONGEST_ANSWER_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class CreatedFlashcards:
    created: Sequence[FlashcardRow]
    existing: Sequence[ItemRef]
    """Items of the request that had a card already."""


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


async def create_flashcards(
    work: UnitOfWork, owner_id: UUID, items: Sequence[ItemRef], client_mutation_id: str | None = None
) -> CreatedFlashcards:
    """Make a card from each item that has none yet; items named twice count once."""
    wanted = list(dict.fromkeys(items))
    if not wanted:
        raise NothingToCreate
    if len(wanted) > MOST_CREATED_AT_ONCE:
        raise TooManyItems(MOST_CREATED_AT_ONCE)
    target = "create:" + _digest(wanted)
    performed = await _claim(work, owner_id, client_mutation_id, target)
    if performed is not None and not performed.is_new:
        return await _created_before(work, owner_id, wanted, performed.row)
    outcome = await _create_missing(work, owner_id, wanted)
    if performed is not None:
        performed.row.result = ",".join(str(row.id) for row in outcome.created)
    return outcome


async def review_flashcard(
    work: UnitOfWork, owner_id: UUID, request: ReviewRequest, client_mutation_id: str | None = None
) -> ReviewOutcome:
    """Record an answer and schedule the card anew."""
    performed = await _claim(work, owner_id, client_mutation_id, f"review:{request.flashcard_id}")
    repository = LearningRepository(work.session)
    if performed is not None and not performed.is_new:
        review = await repository.review(UUID(performed.row.result))
        return ReviewOutcome(await repository.locked_flashcard(request.flashcard_id, owner_id), review)
    flashcard = await repository.locked_flashcard(request.flashcard_id, owner_id)
    if flashcard is None:
        raise FlashcardIsUnknown(str(request.flashcard_id))
    raise_refusals(_refusals(flashcard, request, work.now))
    review = _answered(flashcard, request, work.now)
    repository.add_review(review)
    work.announce(_reviewed(flashcard, review))
    if performed is not None:
        performed.row.result = str(review.id)
    return ReviewOutcome(flashcard, review)


async def delete_flashcard(
    work: UnitOfWork, owner_id: UUID, flashcard_id: UUID, client_mutation_id: str | None = None
) -> None:
    """Throw a card and its reviews away; what was earned with it stays."""
    performed = await _claim(work, owner_id, client_mutation_id, f"delete:{flashcard_id}")
    if performed is not None and not performed.is_new:
        return
    repository = LearningRepository(work.session)
    flashcard = await repository.locked_flashcard(flashcard_id, owner_id)
    if flashcard is None:
        raise FlashcardIsUnknown(str(flashcard_id))
    await repository.delete_flashcard(flashcard)
    work.announce(
        FlashcardDeleted(
            learner_id=owner_id,
            flashcard_id=flashcard_id,
            item_kind=flashcard.item_kind,
            item_id=flashcard.item_id,
        )
    )


def memory_of(row: FlashcardRow) -> Memory:
    return Memory(
        state=FlashcardState(row.state),
        due=row.due,
        step=row.step,
        stability=row.stability,
        difficulty=row.difficulty,
        last_reviewed_at=row.last_reviewed_at,
        reps=row.reps,
        lapses=row.lapses,
    )


def flashcard_row(flashcard_id: UUID, owner_id: UUID, item: ItemRef, created_at: datetime) -> FlashcardRow:
    """A card that has never been answered."""
    return FlashcardRow(
        id=flashcard_id,
        owner_id=owner_id,
        item_kind=item.kind,
        item_id=item.id,
        created_at=created_at,
        **asdict(new_memory(created_at)),
    )


def remember(row: FlashcardRow, memory: Memory) -> None:
    """Put a memory down in its row."""
    for name, value in asdict(memory).items():
        setattr(row, name, value)


@dataclass(frozen=True, slots=True)
class _Performed:
    row: PerformedMutationRow
    is_new: bool


async def _claim(work: UnitOfWork, owner_id: UUID, client_mutation_id: str | None, target: str) -> _Performed | None:
    if client_mutation_id is None:
        return None
    if len(client_mutation_id) > LONGEST_CLIENT_MUTATION_ID:
        raise ClientMutationIdIsTooLong(LONGEST_CLIENT_MUTATION_ID)
    row = PerformedMutationRow(
        owner_id=owner_id, client_mutation_id=client_mutation_id, target=target, result="", performed_at=work.now
    )
    earlier = await LearningRepository(work.session).claim_mutation(row)
    if earlier is None:
        return _Performed(row, is_new=True)
    if earlier.target != target:
        raise_refusals([ClientMutationIdIsTaken()])
    return _Performed(earlier, is_new=False)


def _digest(items: Sequence[ItemRef]) -> str:
    """Equal for the same items in any order, and short however many there are."""
    names = sorted(f"{item.kind}:{item.id}" for item in items)
    return sha256(",".join(names).encode()).hexdigest()


async def _created_before(
    work: UnitOfWork, owner_id: UUID, wanted: Sequence[ItemRef], performed: PerformedMutationRow
) -> CreatedFlashcards:
    """The answer that the first sending got, without the cards that have been deleted since."""
    made = set(performed.result.split(","))
    found = await LearningRepository(work.session).flashcards_of_items(owner_id, wanted)
    created = [found[item] for item in wanted if item in found and str(found[item].id) in made]
    existing = [item for item in wanted if item in found and str(found[item].id) not in made]
    return CreatedFlashcards(created, existing)


async def _create_missing(work: UnitOfWork, owner_id: UUID, wanted: Sequence[ItemRef]) -> CreatedFlashcards:
    repository = LearningRepository(work.session)
    while True:
        existing = await repository.flashcards_of_items(owner_id, wanted)
        rows = [flashcard_row(new_id(), owner_id, item, work.now) for item in wanted if item not in existing]
        # Another transaction may make one of them between looking and adding; then look again.
        if await repository.add_missing(rows):
            break
    for row in rows:
        work.announce(
            FlashcardCreated(learner_id=owner_id, flashcard_id=row.id, item_kind=row.item_kind, item_id=row.item_id)
        )
    return CreatedFlashcards(rows, [item for item in wanted if item in existing])


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
