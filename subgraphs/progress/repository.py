"""Every SQL statement of progress."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.experience import XpReason
from subgraphs.progress.models import ActivityRow, AwardRow, LeaderboardRow, LearnerRow
from subgraphs.progress.periods import Board, LeaderboardPeriod
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, ascending, descending, fetch_page

Window = tuple[datetime, datetime]
"""A stretch of time; the end is exclusive."""


@dataclass(frozen=True, slots=True)
class Earned:
    xp: int = 0
    reviews: int = 0


LATEST_AWARD = SeekOrder.by("awards.latest", descending(AwardRow.earned_at), descending(AwardRow.id))
BY_RANK = SeekOrder.by(
    "leaderboard.rank",
    descending(LeaderboardRow.xp),
    ascending(LeaderboardRow.reached_at),
    ascending(LeaderboardRow.user_id),
)


class ProgressRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def learners(self, user_ids: Iterable[UUID]) -> dict[UUID, LearnerRow]:
        statement = select(LearnerRow).where(col(LearnerRow.user_id).in_(list(user_ids)))
        return {row.user_id: row for row in (await self._session.scalars(statement)).all()}

    async def locked_learner(self, user_id: UUID) -> LearnerRow:
        """The learner's row, held until the transaction ends; made when it is the first that is heard of them."""
        statement = select(LearnerRow).where(col(LearnerRow.user_id) == user_id).with_for_update()
        row = (await self._session.scalars(statement)).one_or_none()
        if row is None:
            row = LearnerRow(user_id=user_id)
            self._session.add(row)
            await self._session.flush()
        return row

    async def has_daily_bonus(self, user_id: UUID, day: date) -> bool:
        statement = select(col(AwardRow.id)).where(
            col(AwardRow.user_id) == user_id,
            col(AwardRow.day) == day,
            col(AwardRow.reason) == XpReason.FIRST_REVIEW_OF_DAY,
        )
        return (await self._session.scalars(statement.limit(1))).first() is not None

    def add_awards(self, awards: Iterable[AwardRow]) -> None:
        self._session.add_all(awards)

    async def add_activity(self, user_id: UUID, quarter_hour: datetime) -> None:
        if await self._session.get(ActivityRow, (user_id, quarter_hour)) is None:
            self._session.add(ActivityRow(user_id=user_id, quarter_hour=quarter_hour))
            await self._session.flush()

    async def activity(self, user_ids: Iterable[UUID]) -> dict[UUID, list[datetime]]:
        """All quarters of an hour in which these learners studied."""
        statement = select(col(ActivityRow.user_id), col(ActivityRow.quarter_hour)).where(
            col(ActivityRow.user_id).in_(list(user_ids))
        )
        found: dict[UUID, list[datetime]] = {}
        for user_id, quarter_hour in (await self._session.execute(statement)).all():
            found.setdefault(user_id, []).append(quarter_hour)
        return found

    async def earned_within(self, users_by_window: Mapping[Window, Sequence[UUID]]) -> dict[Window, dict[UUID, Earned]]:
        """Points and reviews of learners within stretches of time, in one statement; who earned nothing is missing."""
        windows = list(users_by_window)
        sums = [_earned_in(index, window, users_by_window[window]) for index, window in enumerate(windows)]
        found: dict[Window, dict[UUID, Earned]] = {}
        for index, user_id, xp, reviews in (await self._session.execute(union_all(*sums))).all():
            found.setdefault(windows[index], {})[user_id] = Earned(int(xp), int(reviews))
        return found

    async def add_to_boards(
        self, user_id: UUID, boards: Sequence[Board], amount: int, at: datetime
    ) -> dict[Board, int]:
        """Add points on each board; give the points that now stand there."""
        rows = await self._standings(user_id, boards)
        for board in boards:
            row = rows.get(board)
            if row is None:
                period, starts_on = board
                row = rows[board] = LeaderboardRow(
                    period=period, starts_on=starts_on, user_id=user_id, xp=0, reached_at=at
                )
                self._session.add(row)
            row.xp += amount
            row.reached_at = max(row.reached_at, at)
        return {board: row.xp for board, row in rows.items()}

    async def _standings(self, user_id: UUID, boards: Sequence[Board]) -> dict[Board, LeaderboardRow]:
        statement = select(LeaderboardRow).where(
            tuple_(col(LeaderboardRow.period), col(LeaderboardRow.starts_on)).in_(list(boards)),
            col(LeaderboardRow.user_id) == user_id,
        )
        rows = (await self._session.scalars(statement)).all()
        return {(LeaderboardPeriod(row.period), row.starts_on): row for row in rows}

    async def standing(self, board: Board, user_id: UUID) -> LeaderboardRow | None:
        period, starts_on = board
        return await self._session.get(LeaderboardRow, (period, starts_on, user_id))

    async def count_above(self, row: LeaderboardRow) -> int:
        """How many stand above this row on its board: more points, or as many points sooner."""
        board = LeaderboardPeriod(row.period), row.starts_on
        return await self._count(_standing_on(board).where(_stands_above(row)))

    async def count_on_board(self, board: Board) -> int:
        return await self._count(_standing_on(board))

    async def page_of_board(self, board: Board, request: PageRequest) -> Page[LeaderboardRow]:
        return await fetch_page(self._session, _standing_on(board), BY_RANK, request)

    async def page_of_awards(self, user_id: UUID, request: PageRequest) -> Page[AwardRow]:
        statement = select(AwardRow).where(col(AwardRow.user_id) == user_id)
        return await fetch_page(self._session, statement, LATEST_AWARD, request)

    async def _count(self, statement: Select[LeaderboardRow]) -> int:
        counting = statement.with_only_columns(func.count())
        return int((await self._session.execute(counting)).scalar_one())


def _standing_on(board: Board) -> Select[LeaderboardRow]:
    period, starts_on = board
    return select(LeaderboardRow).where(
        col(LeaderboardRow.period) == period, col(LeaderboardRow.starts_on) == starts_on
    )


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


def _stands_above(row: LeaderboardRow) -> ColumnElement[bool]:
    xp, reached_at, user_id = col(LeaderboardRow.xp), col(LeaderboardRow.reached_at), col(LeaderboardRow.user_id)
    above = or_(
        xp > row.xp,
        and_(xp == row.xp, reached_at < row.reached_at),
        and_(xp == row.xp, reached_at == row.reached_at, user_id < row.user_id),
    )
    # The first bound is implied by the cases, but lets the database start in the index.
    return and_(xp >= row.xp, above)
