"""What was studied on a day, and which of the due cards the learner's limits leave for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.models.topics import DeckRow
from subgraphs.learning.scheduling.memory import FlashcardState


@dataclass(frozen=True, slots=True)
class Left:
    """How many cards there are still to be on a day; None: as many as there are."""

    new: int | None
    reviews: int | None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a learner's limits leave of a day. Cards on short steps are asked in any case."""

    left: Left
    by_deck: Mapping[UUID, Left] = field(default_factory=dict)
    """Of decks that have limits of their own, which hold besides."""


@dataclass(frozen=True, slots=True)
class Done:
    """First answers of cards, and answers to learnt ones."""

    new: int = 0
    reviews: int = 0


class DailyLimitRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def done_by_deck(self, owner_id: UUID, start: datetime, end: datetime) -> dict[UUID | None, Done]:
        """What was answered in this time, by the deck in which the card is now."""
        review = ReviewRow
        statement = (
            select(
                col(FlashcardRow.deck_id),
                func.sum(case((col(review.state_before) == FlashcardState.NEW, 1), else_=0)),
                func.sum(case((col(review.state_before) == FlashcardState.REVIEW, 1), else_=0)),
            )
            .join(FlashcardRow, col(FlashcardRow.id) == col(review.flashcard_id))
            .where(
                col(review.owner_id) == owner_id,
                col(review.reviewed_at) >= start,
                col(review.reviewed_at) < end,
                col(review.undone_at).is_(None),
                col(review.is_practice).is_(False),
            )
            .group_by(col(FlashcardRow.deck_id))
        )
        return {deck: Done(int(new), int(old)) for deck, new, old in (await self._session.execute(statement)).all()}

    async def limits_of_decks(self, owner_id: UUID) -> dict[UUID, Left]:
        """Of decks that have limits of their own."""
        deck = DeckRow
        statement = select(col(deck.id), col(deck.new_per_day), col(deck.reviews_per_day)).where(
            col(deck.owner_id) == owner_id,
            or_(col(deck.new_per_day).is_not(None), col(deck.reviews_per_day).is_not(None)),
        )
        return {key: Left(new, reviews) for key, new, reviews in (await self._session.execute(statement)).all()}


def within(cards: Select[FlashcardRow], allowance: Allowance) -> Select[FlashcardRow]:
    """Those of these cards that the limits leave, the longest overdue first: first by deck, then all together."""
    if allowance.by_deck:
        new = {deck: left.new for deck, left in allowance.by_deck.items()}
        reviews = {deck: left.reviews for deck, left in allowance.by_deck.items()}
        cards = _first(cards, _by_deck(new), _by_deck(reviews), by_deck=True)
    return _first(cards, allowance.left.new, allowance.left.reviews, by_deck=False)


Limit = int | ColumnElement[int] | None


def _by_deck(left: Mapping[UUID, int | None]) -> ColumnElement[int] | None:
    known = [(col(FlashcardRow.deck_id) == deck, most) for deck, most in left.items() if most is not None]
    return case(*known, else_=None) if known else None


def _first(cards: Select[FlashcardRow], new: Limit, reviews: Limit, *, by_deck: bool) -> Select[FlashcardRow]:
    card = FlashcardRow
    groups = [col(card.state), col(card.deck_id)] if by_deck else [col(card.state)]
    place = func.row_number().over(partition_by=groups, order_by=[col(card.due), col(card.id)])
    limit = case(
        (col(card.state) == FlashcardState.NEW, new), (col(card.state) == FlashcardState.REVIEW, reviews), else_=None
    )
    ranked = cards.with_only_columns(col(card.id), place.label("place"), limit.label("most")).subquery()
    fits = or_(ranked.c.most.is_(None), ranked.c.place <= ranked.c.most)
    return cards.where(and_(col(card.id).in_(select(ranked.c.id).where(fits))))
