"""Answers to flashcards."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_pages_by_parent

LATEST_REVIEW = SeekOrder.by("reviews.latest", descending(ReviewRow.reviewed_at), descending(ReviewRow.id))


class ReviewRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: ReviewRow) -> None:
        self._session.add(row)

    async def by_id(self, review_id: UUID) -> ReviewRow | None:
        return await self._session.get(ReviewRow, review_id)

    async def pages_by_flashcard(
        self, flashcard_ids: Sequence[UUID], request: PageRequest
    ) -> Mapping[UUID, Page[ReviewRow]]:
        return await fetch_pages_by_parent(
            self._session, select(ReviewRow), ReviewRow.flashcard_id, flashcard_ids, LATEST_REVIEW, request
        )
