"""Where learners stand, as it is written down. Whatever changes a place notes the change for the index of ranks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.models.leaderboards import LeaderboardChangeRow, LeaderboardRow
from subgraphs.progress.models.learners import LearnerRow
from subgraphs.progress.periods import Board, LeaderboardPeriod
from subgraphs.progress.places import Standing

_BOARDS = LeaderboardRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Held:
    """What a learner has on a board."""

    standing: Standing
    is_listed: bool

    @property
    def listed_place(self) -> bytes | None:
        return self.standing.place if self.is_listed else None


Holdings = Mapping[Board, Held]
ChangeNumbers = Sequence[int]
"""Of the changes that were noted; they grow."""


class LeaderboardsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def holdings(self, user_id: UUID, first_day: date, last_day: date) -> dict[Board, Held]:
        """What a learner has on the boards of these days, of weeks that begin between them, of all months, and of all
        time: what a change of one of these days is summed up from."""
        period, starts_on = col(LeaderboardRow.period), col(LeaderboardRow.starts_on)
        short = period.in_([LeaderboardPeriod.DAY, LeaderboardPeriod.WEEK]) & starts_on.between(first_day, last_day)
        long = period.in_([LeaderboardPeriod.MONTH, LeaderboardPeriod.ALL_TIME])
        return await self._holdings(col(LeaderboardRow.user_id) == user_id, or_(short, long))

    async def all_holdings(self, user_id: UUID) -> dict[Board, Held]:
        return await self._holdings(col(LeaderboardRow.user_id) == user_id)

    async def boards(self) -> list[Board]:
        """All on which anybody ever stood."""
        statement = select(_BOARDS.c.period, _BOARDS.c.starts_on).distinct()
        rows = await self._session.execute(statement.order_by(_BOARDS.c.starts_on, _BOARDS.c.period))
        return [(LeaderboardPeriod(period), starts_on) for period, starts_on in rows]

    async def put(self, user_id: UUID, before: Holdings, after: Holdings) -> ChangeNumbers:
        """Write what a learner has on the boards of `after`. What was there before is in `before`."""
        changed = {board: held for board, held in after.items() if held != before.get(board)}
        new = [_row(board, held) for board, held in changed.items() if board not in before]
        kept = [_row(board, held) for board, held in changed.items() if board in before]
        if new:
            await self._session.execute(insert(LeaderboardRow), new)
        if kept:
            await self._update(kept)
        return await self._note(user_id, before, changed)

    async def take_off(self, user_id: UUID) -> ChangeNumbers:
        """Remove a learner from every board."""
        numbers = await self.note_departure(user_id)
        await self._session.execute(delete(LeaderboardRow).where(col(LeaderboardRow.user_id) == user_id))
        return numbers

    async def note_departure(self, user_id: UUID) -> ChangeNumbers:
        """For whoever deletes the learner's rows in this transaction."""
        before = await self.all_holdings(user_id)
        gone = {board: Held(held.standing, is_listed=False) for board, held in before.items()}
        return await self._note(user_id, before, gone)

    async def _holdings(self, *conditions: Any) -> dict[Board, Held]:
        table = _BOARDS.c
        columns = (table.period, table.starts_on, table.user_id, table.xp, table.reached_at)
        rows = await self._session.execute(select(*columns, table.is_listed).where(*conditions))
        return {
            (LeaderboardPeriod(row.period), row.starts_on): Held(
                Standing(row.user_id, row.xp, row.reached_at), row.is_listed
            )
            for row in rows
        }

    async def _update(self, rows: Sequence[Mapping[str, Any]]) -> None:
        key = ("period", "starts_on", "user_id")
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name not in key}
        is_it = [_BOARDS.c[name] == bindparam(f"the_{name}") for name in key]
        statement = update(_BOARDS).where(*is_it).values(values)
        await self._session.execute(
            statement,
            [{f"the_{name}" if name in key else f"new_{name}": value for name, value in row.items()} for row in rows],
        )

    async def _note(self, user_id: UUID, before: Holdings, after: Holdings) -> ChangeNumbers:
        rows = list(_changes(user_id, before, after))
        if not rows:
            return ()
        noted = await self._session.scalars(insert(LeaderboardChangeRow).returning(col(LeaderboardChangeRow.id)), rows)
        return [number for number in noted if number is not None]


async def note_departure(session: AsyncSession, user_id: UUID) -> None:
    """Before everything of a person is erased: ranks go on without them."""
    await session.execute(select(col(LearnerRow.user_id)).where(col(LearnerRow.user_id) == user_id).with_for_update())
    await LeaderboardsRepository(session).note_departure(user_id)


def _row(board: Board, held: Held) -> dict[str, Any]:
    return {
        "period": board[0].value,
        "starts_on": board[1],
        "user_id": held.standing.user_id,
        "xp": held.standing.xp,
        "reached_at": held.standing.reached_at,
        "place": held.standing.place,
        "is_listed": held.is_listed,
    }


def _changes(user_id: UUID, before: Holdings, after: Holdings) -> Iterable[dict[str, Any]]:
    for board, held in after.items():
        was = before.get(board)
        place_before = was.listed_place if was is not None else None
        if place_before != held.listed_place:
            yield {
                "period": board[0].value,
                "starts_on": board[1],
                "user_id": user_id,
                "before": place_before,
                "after": held.listed_place,
            }
