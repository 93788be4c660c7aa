"""Fits of weights to learners, and the histories that they learn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.preferences import ParameterFitRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

LATEST_FIT = SeekOrder.by("fits.latest", descending(ParameterFitRow.fitted_at), descending(ParameterFitRow.id))


@dataclass(frozen=True, slots=True)
class GivenReview:
    flashcard_id: UUID
    reviewed_at: datetime
    rating: str
    state_before: str


class ParameterFitRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: ParameterFitRow) -> None:
        self._session.add(row)

    async def page(self, user_id: UUID, request: PageRequest) -> Page[ParameterFitRow]:
        fits = select(ParameterFitRow).where(col(ParameterFitRow.user_id) == user_id)
        return await fetch_page(self._session, fits, LATEST_FIT, request)

    async def latest_reviews(self, user_id: UUID, limit: int) -> Sequence[GivenReview]:
        """The learner's latest answers that count, in no order."""
        review = ReviewRow
        statement = (
            select(col(review.flashcard_id), col(review.reviewed_at), col(review.rating), col(review.state_before))
            .where(col(review.owner_id) == user_id, col(review.undone_at).is_(None), col(review.is_practice).is_(False))
            .order_by(col(review.reviewed_at).desc(), col(review.id).desc())
            .limit(limit)
        )
        return [GivenReview(*row) for row in (await self._session.execute(statement)).all()]

    async def users_with_reviews_since(self, instant: datetime, after: UUID | None, limit: int) -> list[UUID]:
        """Who has answered since then, in the order of their ids, behind `after`."""
        review = ReviewRow
        statement = select(col(review.owner_id)).where(col(review.recorded_at) >= instant)
        if after is not None:
            statement = statement.where(col(review.owner_id) > after)
        grouped = statement.group_by(col(review.owner_id)).order_by(col(review.owner_id)).limit(limit)
        return list((await self._session.scalars(grouped)).all())

    async def ready(self, user_ids: Sequence[UUID], minimum: int, fitted_before: datetime) -> list[UUID]:
        """Those of these learners who have so many answers, and had no fit since."""
        review, fit = ReviewRow, ParameterFitRow
        of_learner = select(col(fit.id)).where(col(fit.user_id) == col(review.owner_id))
        lately = of_learner.where(col(fit.fitted_at) >= fitted_before)
        statement = (
            select(col(review.owner_id))
            .where(col(review.owner_id).in_(user_ids), ~lately.exists())
            .group_by(col(review.owner_id))
            .having(func.count() >= minimum)
            .order_by(col(review.owner_id))
        )
        return list((await self._session.scalars(statement)).all())

    async def count_reviews(self, user_id: UUID) -> int:
        statement = select(func.count()).select_from(ReviewRow).where(col(ReviewRow.owner_id) == user_id)
        return int((await self._session.execute(statement)).scalar_one())
