"""Answering flashcards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from subgraphs.learning.errors import FlashcardIsUnknown
from subgraphs.learning.events.reviews import FlashcardReviewed
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.repository.reviews import ReviewRepository
from subgraphs.learning.repository.schedules import write_together
from subgraphs.learning.review_errors import (
    ClientReviewIdIsTaken,
    ClientReviewIdIsTooLong,
    DurationIsImpossible,
    QualityIsImpossible,
    ReviewedFlashcardIsUnknown,
    ReviewIsBeforeFlashcard,
    ReviewIsInTheFuture,
    TooManyReviews,
)
from subgraphs.learning.scheduling.memory import BEST_QUALITY, SHORT_STEPS, Rating
from subgraphs.learning.scheduling_settings import SchedulingSettings
from subgraphs.learning.service.card_histories import go_on, in_order, needs_history, work_out
from subgraphs.learning.service.leeches import note_lapses
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.preferences import scheduling_by_card, study_rules_of
from subgraphs.learning.study_rules import StudyRules
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

LONGEST_ANSWER_MS = 24 * 60 * 60 * 1000
LONGEST_CLIENT_REVIEW_ID = 200
CLOCK_ERROR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    flashcard_id: UUID
    rating: Rating
    reviewed_at: datetime | None = None
    """When it was answered, by the client's clock; None: now."""
    duration_ms: int | None = None
    quality: int | None = None
    """On SM-2's scale, where it was given on that."""
    client_review_id: str | None = None
    session_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """Both are None when a repeated mutation named a card that has been deleted since."""

    flashcard: FlashcardRow | None
    review: ReviewRow | None
    is_new: bool = False
    """Whether it was recorded now, and not before."""


@dataclass(slots=True)
class RecordedReviews:
    """What came of answers that were sent together."""

    reviews: dict[int, ReviewRow] = field(default_factory=dict)
    """By the place of the request: what was recorded now, or before under the same id."""
    new: list[tuple[FlashcardRow, ReviewRow]] = field(default_factory=list)
    """What was recorded now, in the order in which it was answered."""
    cards: dict[UUID, FlashcardRow] = field(default_factory=dict)
    """Every card that was found."""
    refusals: dict[int, list[Refusal]] = field(default_factory=dict)


async def review_flashcard(
    work: UnitOfWork,
    owner_id: UUID,
    request: ReviewRequest,
    client_mutation_id: str | None = None,
    clock_error: timedelta = CLOCK_ERROR,
) -> ReviewOutcome:
    """Record an answer and schedule the card anew."""
    performed = await claim(work, owner_id, client_mutation_id, f"review:{request.flashcard_id}")
    if performed is not None and not performed.is_new:
        review = await ReviewRepository(work.session).by_id(UUID(performed.row.result))
        return ReviewOutcome(await FlashcardRepository(work.session).locked(request.flashcard_id, owner_id), review)
    recorded = await _record(work, owner_id, [request], clock_error)
    refusals = recorded.refusals.get(0, [])
    if any(isinstance(refusal, ReviewedFlashcardIsUnknown) for refusal in refusals):
        raise FlashcardIsUnknown(str(request.flashcard_id))
    raise_refusals(refusals)
    review = recorded.reviews[0]
    if performed is not None:
        performed.row.result = str(review.id)
    return ReviewOutcome(recorded.cards.get(review.flashcard_id), review, bool(recorded.new))


async def review_flashcards(
    work: UnitOfWork, owner_id: UUID, requests: Sequence[ReviewRequest], settings: SchedulingSettings
) -> RecordedReviews:
    """Record answers in whichever order they come: the cards are as if each had come when it was given.

    One that is refused costs the others nothing.
    """
    if len(requests) > settings.review_batch:
        raise TooManyReviews(settings.review_batch)
    return await _record(work, owner_id, requests, settings.review_clock_error)


async def _record(
    work: UnitOfWork, owner_id: UUID, requests: Sequence[ReviewRequest], clock_error: timedelta
) -> RecordedReviews:
    recorded = RecordedReviews()
    recorded.cards = await FlashcardRepository(work.session).locked_many(
        sorted({request.flashcard_id for request in requests}), owner_id
    )
    # After the cards are held: whoever sends the same answers at the same time waits until these are recorded.
    known = await _known_by_client_id(work, owner_id, requests)
    for place, request in enumerate(requests):
        earlier = known.get(request.client_review_id or "")
        refusals = _refusals(recorded.cards.get(request.flashcard_id), request, earlier, work.now + clock_error)
        if refusals:
            recorded.refusals[place] = refusals
            continue
        review = earlier or _new_review(owner_id, request, work.now)
        recorded.reviews[place] = review
        if earlier is None:
            recorded.new.append((recorded.cards[request.flashcard_id], review))
        if request.client_review_id is not None:
            known[request.client_review_id] = review
    if recorded.new:
        await _take_in(work, owner_id, recorded)
    return recorded


async def _known_by_client_id(
    work: UnitOfWork, owner_id: UUID, requests: Iterable[ReviewRequest]
) -> dict[str, ReviewRow]:
    ids = {request.client_review_id for request in requests if request.client_review_id}
    return await ReviewRepository(work.session).by_client_ids(owner_id, sorted(ids)) if ids else {}


def _refusals(
    card: FlashcardRow | None, request: ReviewRequest, earlier: ReviewRow | None, latest: datetime
) -> list[Refusal]:
    if earlier is not None:
        return [] if earlier.flashcard_id == request.flashcard_id else [ClientReviewIdIsTaken()]
    if card is None:
        return [ReviewedFlashcardIsUnknown(str(request.flashcard_id))]
    found: list[Refusal] = []
    if request.client_review_id is not None and not 1 <= len(request.client_review_id) <= LONGEST_CLIENT_REVIEW_ID:
        found.append(ClientReviewIdIsTooLong(LONGEST_CLIENT_REVIEW_ID))
    if request.duration_ms is not None and not 0 <= request.duration_ms <= LONGEST_ANSWER_MS:
        found.append(DurationIsImpossible())
    if request.quality is not None and not 0 <= request.quality <= BEST_QUALITY:
        found.append(QualityIsImpossible())
    if request.reviewed_at is not None and request.reviewed_at > latest:
        found.append(ReviewIsInTheFuture())
    if request.reviewed_at is not None and request.reviewed_at < card.created_at:
        found.append(ReviewIsBeforeFlashcard())
    return found


def _new_review(owner_id: UUID, request: ReviewRequest, now: datetime) -> ReviewRow:
    """An answer of which nothing is known yet but what was sent."""
    return ReviewRow(
        id=new_id(),
        owner_id=owner_id,
        flashcard_id=request.flashcard_id,
        client_review_id=request.client_review_id,
        session_id=request.session_id,
        rating=request.rating,
        quality=request.quality,
        reviewed_at=min(request.reviewed_at or now, now).astimezone(UTC),
        recorded_at=now,
        duration_ms=request.duration_ms,
        state_before="",
        state_after="",
        due=now,
    )


async def _take_in(work: UnitOfWork, owner_id: UUID, recorded: RecordedReviews) -> None:
    """Schedule the cards by their new answers, and tell of each answer."""
    by_card: dict[UUID, list[ReviewRow]] = {}
    for _, review in recorded.new:
        by_card.setdefault(review.flashcard_id, []).append(review)
    cards = [recorded.cards[card_id] for card_id in by_card]
    rules = await study_rules_of(work.session, owner_id)
    lapses_before = {card.id: card.lapses for card in cards}
    await _schedule(work, rules, cards, by_card)
    for card in cards:
        note_lapses(work, card, lapses_before[card.id], rules.preferences)
    if rules.preferences.buries_siblings:
        await _bury_siblings(work, owner_id, rules, [pair for pair in recorded.new if not pair[1].is_practice])
    recorded.new.sort(key=lambda pair: (pair[1].reviewed_at, pair[1].client_review_id or "", pair[1].id))
    for card, review in recorded.new:
        card.history_version += 1
        ReviewRepository(work.session).add(review)
        work.announce(_reviewed(card, review))


async def _schedule(
    work: UnitOfWork, rules: StudyRules, cards: Sequence[FlashcardRow], by_card: Mapping[UUID, Sequence[ReviewRow]]
) -> None:
    scheduling = await scheduling_by_card(work.session, rules, cards)
    behind = [card.id for card in cards if needs_history(card, by_card[card.id], rules.version)]
    histories = await ReviewRepository(work.session).histories(behind) if behind else {}
    for card in cards:
        new = by_card[card.id]
        if card.id in histories:
            work_out(card, [*histories[card.id], *new], scheduling[card.id], rules.version)
        else:
            go_on(card, in_order(new), scheduling[card.id])
    write_together(cards, (review for history in histories.values() for review in history))


async def _bury_siblings(
    work: UnitOfWork, owner_id: UUID, rules: StudyRules, answered: Sequence[tuple[FlashcardRow, ReviewRow]]
) -> None:
    """Keep other cards about the same things from being asked on the day on which these were answered."""
    today = [card for card, review in answered if rules.days.next_start(review.reviewed_at) > work.now]
    if not today:
        return
    tomorrow = rules.days.next_start(work.now)
    for sibling in await FlashcardRepository(work.session).locked_siblings(today, owner_id):
        if sibling.state not in SHORT_STEPS:
            sibling.buried_until = max(sibling.buried_until or tomorrow, tomorrow)


def _reviewed(card: FlashcardRow, review: ReviewRow) -> FlashcardReviewed:
    return FlashcardReviewed(
        learner_id=card.owner_id,
        flashcard_id=card.id,
        item_kind=card.item_kind,
        item_id=card.item_id,
        review_id=review.id,
        rating=review.rating,
        reviewed_at=review.reviewed_at,
        session_id=review.session_id,
        algorithm=review.algorithm,
        stability=card.stability,
        interval_days=card.interval_days,
        history_version=card.history_version,
        duration_ms=review.duration_ms,
        state_before=review.state_before,
        state_after=review.state_after,
        due=review.due,
        quality=review.quality,
        recall_probability=review.recall_probability,
    )
