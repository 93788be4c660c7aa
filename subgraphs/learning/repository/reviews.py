"""Answers to flashcards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.shared.pagination import (
    Page,
    PageRequest,
    SeekOrder,
    descending,
    fetch_page,
    fetch_pages_by_parent,
)

LATEST_REVIEW = SeekOrder.by("reviews.latest", descending(ReviewRow.reviewed_at), descending(ReviewRow.id))


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which of somebody's answers; what is None or empty does not matter."""

    flashcard_id: UUID | None = None
    session_id: UUID | None = None
    ratings: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    """Exclusive."""
    with_undone: bool = False


class ReviewRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: ReviewRow) -> None:
        self._session.add(row)

    async def by_id(self, review_id: UUID) -> ReviewRow | None:
        return await self._session.get(ReviewRow, review_id)

    async def by_client_ids(self, owner_id: UUID, client_ids: Sequence[str]) -> dict[str, ReviewRow]:
        """Those that devices have sent under these ids."""
        statement = select(ReviewRow).where(
            col(ReviewRow.owner_id) == owner_id, col(ReviewRow.client_review_id).in_(client_ids)
        )
        return {str(row.client_review_id): row for row in (await self._session.scalars(statement)).all()}

    async def flashcard_ids(self, owner_id: UUID, review_ids: Iterable[UUID]) -> dict[UUID, UUID]:
        """Of which card each of these answers is, where they are the owner's."""
        statement = select(col(ReviewRow.id), col(ReviewRow.flashcard_id)).where(
            col(ReviewRow.owner_id) == owner_id, col(ReviewRow.id).in_(list(review_ids))
        )
        return {review_id: card_id for review_id, card_id in (await self._session.execute(statement)).all()}

    async def histories(self, flashcard_ids: Sequence[UUID]) -> dict[UUID, list[ReviewRow]]:
        """Every answer of these cards, in no order, those that were taken back too."""
        found: dict[UUID, list[ReviewRow]] = {card_id: [] for card_id in flashcard_ids}
        statement = select(ReviewRow).where(col(ReviewRow.flashcard_id).in_(flashcard_ids))
        for row in (await self._session.scalars(statement)).all():
            found[row.flashcard_id].append(row)
        return found

    async def latest_ids(self, owner_id: UUID, recorded_since: datetime, limit: int) -> list[UUID]:
        """The latest answers that count and were not recorded before then."""
        statement = (
            select(col(ReviewRow.id))
            .where(
                col(ReviewRow.owner_id) == owner_id,
                col(ReviewRow.undone_at).is_(None),
                col(ReviewRow.recorded_at) >= recorded_since,
            )
            .order_by(col(ReviewRow.reviewed_at).desc(), col(ReviewRow.id).desc())
            .limit(limit)
        )
        return list((await self._session.scalars(statement)).all())

    async def page(self, owner_id: UUID, chosen: ReviewFilter, request: PageRequest) -> Page[ReviewRow]:
        return await fetch_page(self._session, _chosen(owner_id, chosen), LATEST_REVIEW, request)

    async def count(self, owner_id: UUID, chosen: ReviewFilter) -> int:
        counting = _chosen(owner_id, chosen).with_only_columns(func.count())
        return int((await self._session.execute(counting)).scalar_one())

    async def pages_by_flashcard(
        self, flashcard_ids: Sequence[UUID], request: PageRequest
    ) -> Mapping[UUID, Page[ReviewRow]]:
        """Without those that were taken back."""
        counting = select(ReviewRow).where(col(ReviewRow.undone_at).is_(None))
        return await fetch_pages_by_parent(
            self._session, counting, ReviewRow.flashcard_id, flashcard_ids, LATEST_REVIEW, request
        )


def _chosen(owner_id: UUID, chosen: ReviewFilter) -> Select[ReviewRow]:
    statement = select(ReviewRow).where(col(ReviewRow.owner_id) == owner_id)
    if not chosen.with_undone:
        statement = statement.where(col(ReviewRow.undone_at).is_(None))
    if chosen.flashcard_id is not None:
        statement = statement.where(col(ReviewRow.flashcard_id) == chosen.flashcard_id)
    if chosen.session_id is not None:
        statement = statement.where(col(ReviewRow.session_id) == chosen.session_id)
    if chosen.ratings:
        statement = statement.where(col(ReviewRow.rating).in_(chosen.ratings))
    if chosen.since is not None:
        statement = statement.where(col(ReviewRow.reviewed_at) >= chosen.since)
    if chosen.until is not None:
        statement = statement.where(col(ReviewRow.reviewed_at) < chosen.until)
    return statement
