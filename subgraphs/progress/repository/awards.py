"""What learners have earned points with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, literal, select, union_all
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


@dataclass(frozen=True, slots=True)
class Given:
    """Points, and when they were earned and made known."""

    earned_at: datetime
    announced_at: datetime
    amount: int


@dataclass(frozen=True, slots=True)
class AwardFilter:
    """Which awards are asked for; None: whichever."""

    reasons: tuple[XpReason, ...] | None = None
    rule: str | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERY_AWARD = AwardFilter()
LATEST_AWARD = SeekOrder.by("awards.latest", descending(AwardRow.earned_at), descending(AwardRow.id))


class AwardsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, awards: Iterable[AwardRow]) -> None:
        self._session.add_all(awards)

    async def delete(self, award: AwardRow) -> None:
        await self._session.delete(award)

    async def of_days(self, user_id: UUID, first: date, last: date) -> Sequence[AwardRow]:
        """Of the learner's own days."""
        statement = select(AwardRow).where(
            col(AwardRow.user_id) == user_id, col(AwardRow.day) >= first, col(AwardRow.day) <= last
        )
        return (await self._session.scalars(statement)).all()

    async def total(self, user_id: UUID) -> int:
        statement = select(func.coalesce(func.sum(AwardRow.amount), 0)).where(col(AwardRow.user_id) == user_id)
        return int((await self._session.execute(statement)).scalar_one())

    async def instants(self, user_id: UUID) -> Sequence[datetime]:
        """When the learner did what earned anything."""
        statement = select(col(AwardRow.earned_at)).distinct().where(col(AwardRow.user_id) == user_id)
        return (await self._session.scalars(statement.where(col(AwardRow.amount) > 0))).all()

    async def given_between(self, user_id: UUID, start: datetime, end: datetime) -> Sequence[Given]:
        """What was given for deeds of that time."""
        statement = select(col(AwardRow.earned_at), col(AwardRow.announced_at), col(AwardRow.amount)).where(
            col(AwardRow.user_id) == user_id,
            col(AwardRow.earned_at) >= start,
            col(AwardRow.earned_at) < end,
            col(AwardRow.amount) > 0,
        )
        return [Given(*row) for row in (await self._session.execute(statement)).all()]

    async def earned_within(self, users_by_window: Mapping[Window, Sequence[UUID]]) -> dict[Window, dict[UUID, Earned]]:
        """Points and reviews of learners within stretches of time, in one statement; who earned nothing is missing."""
        windows = list(users_by_window)
        sums = [_earned_in(index, window, users_by_window[window]) for index, window in enumerate(windows)]
        found: dict[Window, dict[UUID, Earned]] = {}
        for index, user_id, xp, reviews in (await self._session.execute(union_all(*sums))).all():
            found.setdefault(windows[index], {})[user_id] = Earned(int(xp), int(reviews))
        return found

    async def page_of_awards(
        self, user_id: UUID, request: PageRequest, wanted: AwardFilter = EVERY_AWARD
    ) -> Page[AwardRow]:
        statement = select(AwardRow).where(col(AwardRow.user_id) == user_id)
        if wanted.reasons is not None:
            statement = statement.where(col(AwardRow.reason).in_(wanted.reasons))
        if wanted.rule is not None:
            statement = statement.where(col(AwardRow.rule) == wanted.rule)
        if wanted.since is not None:
            statement = statement.where(col(AwardRow.earned_at) >= wanted.since)
        if wanted.until is not None:
            statement = statement.where(col(AwardRow.earned_at) < wanted.until)
        return await fetch_page(self._session, statement, LATEST_AWARD, request)


def _earned_in(index: int, window: Window, user_ids: Sequence[UUID]) -> Select[int, UUID, int, Any]:
    start, end = window
    is_review = and_(col(AwardRow.reason) == XpReason.REVIEW, col(AwardRow.undone_at).is_(None))
    reviews = func.sum(case((is_review, 1), else_=0))
    earned_at = col(AwardRow.earned_at)
    return (
        select(literal(index), col(AwardRow.user_id), func.sum(AwardRow.amount), reviews)
        .where(col(AwardRow.user_id).in_(user_ids), earned_at >= start, earned_at < end)
        .group_by(col(AwardRow.user_id))
    )
