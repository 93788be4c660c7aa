"""Taking answers back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from subgraphs.learning.events.reviews import FlashcardReviewUndone
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.repository.reviews import ReviewRepository
from subgraphs.learning.repository.schedules import write_together
from subgraphs.learning.review_errors import EitherCountOrReviews, ReviewIsTooOld, ReviewIsUnknown
from subgraphs.learning.scheduling_settings import SchedulingSettings
from subgraphs.learning.service.card_histories import in_order, work_out
from subgraphs.learning.service.leeches import note_lapses_undone
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.preferences import scheduling_by_card, study_rules_of
from subgraphs.shared.errors import Refusal
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class UndoRequest:
    """Either a number of answers, the latest first, or certain ones, as the client names them."""

    count: int | None = None
    review_ids: Sequence[str] | None = None
    keys: Sequence[UUID | None] = ()
    """The same, parsed; None for what is no id."""


@dataclass(slots=True)
class UndoneReviews:
    reviews: list[ReviewRow] = field(default_factory=list)
    """In the order in which they were answered; those that had been taken back before too."""
    cards: list[FlashcardRow] = field(default_factory=list)
    new: list[ReviewRow] = field(default_factory=list)
    """Those that were taken back now."""
    refusals: list[Refusal] = field(default_factory=list)


async def undo_reviews(
    work: UnitOfWork,
    owner_id: UUID,
    request: UndoRequest,
    settings: SchedulingSettings,
    client_mutation_id: str | None = None,
) -> UndoneReviews:
    """Let the cards be as if these answers had never been given. One that is refused costs the others nothing."""
    _check(request, settings)
    performed = await claim(work, owner_id, client_mutation_id, f"undo:{request.count}:{request.review_ids}"[:500])
    if performed is not None and not performed.is_new:
        names = performed.row.result.split(",") if performed.row.result else []
        return await _undo(work, owner_id, names, [UUID(name) for name in names], work.now)
    recorded_since = work.now - settings.undo_window
    names, keys = list(request.review_ids or ()), list(request.keys)
    if request.count is not None:
        latest = await ReviewRepository(work.session).latest_ids(owner_id, recorded_since, request.count)
        names, keys = [str(key) for key in latest], list(latest)
    undone = await _undo(work, owner_id, names, keys, recorded_since)
    if performed is not None:
        performed.row.result = ",".join(str(review.id) for review in undone.reviews)
    return undone


def _check(request: UndoRequest, settings: SchedulingSettings) -> None:
    wanted = request.count if request.review_ids is None else len(request.review_ids)
    if (request.count is None) == (request.review_ids is None) or wanted is None:
        raise EitherCountOrReviews(settings.undo_limit)
    if not 1 <= wanted <= settings.undo_limit:
        raise EitherCountOrReviews(settings.undo_limit)


async def _undo(
    work: UnitOfWork, owner_id: UUID, names: Sequence[str], keys: Sequence[UUID | None], recorded_since: datetime
) -> UndoneReviews:
    undone = UndoneReviews()
    repository = ReviewRepository(work.session)
    card_of = await repository.flashcard_ids(owner_id, [key for key in keys if key is not None])
    cards = await FlashcardRepository(work.session).locked_many(sorted(set(card_of.values())), owner_id)
    # Read when the cards are held, so that nobody else takes the same ones back.
    histories = await repository.histories(list(cards)) if cards else {}
    found = {review.id: review for history in histories.values() for review in history}
    for place, (name, key) in enumerate(zip(names, keys, strict=True)):
        review = found.get(key) if key is not None else None
        if review is None:
            undone.refusals.append(ReviewIsUnknown(name, place))
        elif review.undone_at is None and review.recorded_at < recorded_since:
            undone.refusals.append(ReviewIsTooOld(place))
        elif review not in undone.reviews:
            undone.reviews.append(review)
    undone.reviews = in_order(undone.reviews)
    undone.new = [review for review in undone.reviews if review.undone_at is None]
    undone.cards = [cards[card_id] for card_id in dict.fromkeys(review.flashcard_id for review in undone.reviews)]
    await _take_back(work, owner_id, undone.new, cards, histories)
    return undone


async def _take_back(
    work: UnitOfWork,
    owner_id: UUID,
    reviews: Sequence[ReviewRow],
    cards: Mapping[UUID, FlashcardRow],
    histories: Mapping[UUID, Sequence[ReviewRow]],
) -> None:
    if not reviews:
        return
    for review in reviews:
        review.undone_at = work.now
    changed = [cards[card_id] for card_id in dict.fromkeys(review.flashcard_id for review in reviews)]
    rules = await study_rules_of(work.session, owner_id)
    scheduling = await scheduling_by_card(work.session, rules, changed)
    for card in changed:
        work_out(card, histories[card.id], scheduling[card.id], rules.version)
        note_lapses_undone(card, rules.preferences)
    write_together(changed, (review for card in changed for review in histories[card.id]))
    for review in reviews:
        card = cards[review.flashcard_id]
        card.history_version += 1
        work.announce(_undone(card, review, work.now))


def _undone(card: FlashcardRow, review: ReviewRow, now: datetime) -> FlashcardReviewUndone:
    return FlashcardReviewUndone(
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
        undone_at=now,
    )
