"""Flashcards as imports and exports ask for them: many at once."""

from collections.abc import Container, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from subgraphs.learning.anki.schedule import PastReview
from subgraphs.learning.import_options import ExportOptions
from subgraphs.learning.models.anki import AnkiAnswerRow
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.repository.bulk_rows import all_of
from subgraphs.learning.repository.flashcards import is_kept
from subgraphs.learning.repository.topics import topics_within


class ImportedCardRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def with_fronts(self, owner_id: UUID, fronts: Container[str]) -> list[FlashcardRow]:
        """The owner's cards with one of these fronts of their own, deleted ones too."""
        card = FlashcardRow
        statement = select(col(card.id), col(card.front)).where(
            col(card.owner_id) == owner_id, col(card.front).is_not(None)
        )
        ids = [row_id for row_id, front in (await self._session.execute(statement)).all() if front in fronts]
        rows = await all_of(self._session, select(card), ids, col(card.id))
        return [row for (row,) in rows]

    async def count_chosen(self, owner_id: UUID, options: ExportOptions) -> int:
        statement = select(func.count()).select_from(FlashcardRow).where(*_chosen(owner_id, options))
        return int((await self._session.execute(statement)).scalar_one())

    async def chosen(self, owner_id: UUID, options: ExportOptions) -> Sequence[FlashcardRow]:
        """In the order in which they were made."""
        card = FlashcardRow
        statement = select(card).where(*_chosen(owner_id, options)).order_by(col(card.created_at), col(card.id))
        return (await self._session.scalars(statement)).all()

    async def reviews(self, flashcard_ids: Iterable[UUID]) -> dict[UUID, list[PastReview]]:
        """Those that were given here and count, in the order in which they were given."""
        review = ReviewRow
        came_along = exists().where(col(AnkiAnswerRow.review_id) == col(review.id))
        came_with = col(AnkiAnswerRow.flashcard_id) == col(review.flashcard_id)
        columns: list[Any] = [
            *(col(review.flashcard_id), col(review.rating), col(review.reviewed_at), col(review.duration_ms)),
            *(col(review.state_before), col(review.state_after), col(review.due), col(review.algorithm)),
            col(review.interval_days),
        ]
        counts = (col(review.undone_at).is_(None), col(review.is_practice).is_(False))
        statement = select(*columns).where(*counts, ~came_along.where(came_with))
        found: dict[UUID, list[PastReview]] = {}
        for flashcard_id, *values in await all_of(self._session, statement, flashcard_ids, col(review.flashcard_id)):
            found.setdefault(flashcard_id, []).append(_past(*values))
        for of_card in found.values():
            of_card.sort(key=lambda each: each.reviewed_at)
        return found


def _past(
    rating: str,
    reviewed_at: datetime,
    duration_ms: int | None,
    state_before: str,
    state_after: str,
    due: datetime,
    algorithm: str,
    interval_days: float | None,
) -> PastReview:
    days = interval_days if interval_days is not None else (due - reviewed_at) / timedelta(days=1)
    return PastReview(rating, reviewed_at, duration_ms or 0, state_before, state_after, due, algorithm, days)


def _chosen(owner_id: UUID, options: ExportOptions) -> list[ColumnElement[bool]]:
    card = FlashcardRow
    conditions = [col(card.owner_id) == owner_id, is_kept()]
    if options.flashcard_ids is not None:
        conditions.append(col(card.id).in_(options.flashcard_ids))
    if options.deck_id is not None:
        conditions.append(col(card.deck_id) == options.deck_id)
    if options.topic_id is not None:
        conditions.append(col(card.topic_id).in_(topics_within(options.topic_id, owner_id)))
    for tag in options.tags:
        tagged = select(col(FlashcardTagRow.flashcard_id)).where(
            col(FlashcardTagRow.owner_id) == owner_id, col(FlashcardTagRow.tag) == tag
        )
        conditions.append(col(card.id).in_(tagged))
    return conditions
