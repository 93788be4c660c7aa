"""What learners have earned points with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.experience import XpReason
from subgraphs.progress.models.awards import AwardRow
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

Window = tuple[datetime, datetime]
"""A stretch of time; the end is exclusive."""


@dataclass(frozen=True, slots=True)
class Earned:
    xp: int = 0
    reviews: int = 0


LATEST_AWARD = SeekOrder.by("awards.latest", descending(AwardRow.earned_at), descending(AwardRow.id))


class AwardsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def has_daily_bonus(self, user_id: UUID, day: date) -> bool:
        statement = select(col(AwardRow.id)).where(
            col(AwardRow.user_id) == user_id,
            col(AwardRow.day) == day,
            col(AwardRow.reason) == XpReason.FIRST_REVIEW_OF_DAY,
        )
        return (await self._session.scalars(statement.limit(1))).first() is not None

    def add_awards(self, awards: Iterable[AwardRow]) -> None:
        self._session.add_all(awards)

    async def earned_within(self, users_by_window: Mapping[Window, Sequence[UUID]]) -> dict[Window, dict[UUID, Earned]]:
        """Points and reviews of learners within stretches of time, in one statement; who earned nothing is missing."""
        windows = list(users_by_window)
        sums = [_earned_in(index, window, users_by_window[window]) for index, window in enumerate(windows)]
        found: dict[Window, dict[UUID, Earned]] = {}
        for index, user_id, xp, reviews in (await self._session.execute(union_all(*sums))).all():
            found.setdefault(windows[index], {})[user_id] = Earned(int(xp), int(reviews))
        return found

    async def page_of_awards(self, user_id: UUID, request: PageRequest) -> Page[AwardRow]:
        statement = select(AwardRow).where(col(AwardRow.user_id) == user_id)
        return await fetch_page(self._session, statement, LATEST_AWARD, request)


def _earned_in(index: int, window: Window, user_ids: Sequence[UUID]) -> Select[int, UUID, int, Any]:
    start, end = window
    is_review = col(AwardRow.reason) == XpReason.REVIEW
    reviews = func.sum(case((is_review, 1), else_=0))
    earned_at = col(AwardRow.earned_at)
    return (
        select(literal(index), col(AwardRow.user_id), func.sum(AwardRow.amount), reviews)
        .where(col(AwardRow.user_id).in_(user_ids), earned_at >= start, earned_at < end)
        .group_by(col(AwardRow.user_id))
    )
