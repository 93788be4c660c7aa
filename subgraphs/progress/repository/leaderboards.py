"""Who stands where within which stretch of time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.models.leaderboards import LeaderboardRow
from subgraphs.progress.periods import Board, LeaderboardPeriod
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, ascending, descending, fetch_page

BY_RANK = SeekOrder.by(
    "leaderboard.rank",
    descending(LeaderboardRow.xp),
    ascending(LeaderboardRow.reached_at),
    ascending(LeaderboardRow.user_id),
)


class LeaderboardsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

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

    async def _count(self, statement: Select[LeaderboardRow]) -> int:
        counting = statement.with_only_columns(func.count())
        return int((await self._session.execute(counting)).scalar_one())


def _standing_on(board: Board) -> Select[LeaderboardRow]:
    period, starts_on = board
    return select(LeaderboardRow).where(
        col(LeaderboardRow.period) == period, col(LeaderboardRow.starts_on) == starts_on
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
