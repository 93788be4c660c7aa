"""How many stand above a place, exactly, without counting them.

`count(*)` above a place is quick at the top and reads a million rows at the bottom. So each board is divided into
chunks of some hundred places, of which only the size is kept: the rank is the sum of the sizes of the chunks above,
and a count within one chunk. A thousand chunks are summed up quicker than one page is shown.

Sizes that every writer changes would be rows that all writers wait for. So writers only note what changed, in rows of
their own that nobody waits for, and a job counts the notes in from time to time. What is not counted in yet is added
up with every rank: ranks are exact at every moment, however late the job is.

    learners on the board = learners in the chunks + changes that are noted     (in every snapshot of the database)

The index knows the board that everybody sees; those of friends and organizations are counted, being small.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.models.leaderboards import LeaderboardChangeRow, LeaderboardChunkRow, LeaderboardRow
from subgraphs.progress.periods import Board, LeaderboardPeriod
from subgraphs.progress.places import BOTTOM, TOP, divider

CHUNK = 512
"""Places in a new chunk; one that has grown to twice as many is divided. Half of it is counted for a rank on average,
and a board of n has n / CHUNK sizes to sum up."""

SETTLED_AT_ONCE = 4_096
"""Changes that one transaction counts in."""

_SETTLING_LOCK = 0x6B756D696B695F31
_NOTES = LeaderboardChangeRow.__table__  # type: ignore[attr-defined]
_CHUNKS = LeaderboardChunkRow.__table__  # type: ignore[attr-defined]


class LeaderboardIndex(Protocol):
    """Ranks on the boards that everybody sees. It is derived from the rows of the boards, and can be made anew."""

    async def count_above(self, session: AsyncSession, board: Board, place: bytes) -> int:
        """How many stand above a place, whether or not somebody stands there."""

    async def count(self, session: AsyncSession, board: Board) -> int:
        """How many stand on a board."""

    async def settle(self, session: AsyncSession) -> bool:
        """Count in some of what was noted, in a transaction of the caller's; True where more is left."""

    async def rebuild(self, session: AsyncSession, board: Board) -> None:
        """Count a board anew, in a transaction of the caller's."""


class SqlLeaderboardIndex:
    """Chunks in the domain's own database."""

    async def count_above(self, session: AsyncSession, board: Board, place: bytes) -> int:
        first = _first_of_chunk_at(board, place)
        chunks, row = LeaderboardChunkRow, LeaderboardRow
        sizes = select(func.coalesce(func.sum(chunks.size), 0)).where(
            *on_board(chunks, board), col(chunks.first) < first
        )
        within = select(func.count()).where(
            *on_board(row, board), col(row.is_listed), col(row.place) >= first, col(row.place) < place
        )
        noted = _noted(board, lambda column: column < first)
        parts = [part.scalar_subquery() for part in (sizes, noted, within)]
        return int((await session.execute(select(parts[0] + parts[1] + parts[2]))).scalar_one())

    async def count(self, session: AsyncSession, board: Board) -> int:
        sizes = _sum_of_sizes(board)
        noted = _noted(board, lambda column: column.is_not(None))
        return int((await session.execute(select(sizes.scalar_subquery() + noted.scalar_subquery()))).scalar_one())

    async def settle(self, session: AsyncSession) -> bool:
        if not await take_turn(session):
            return False
        changes = await take_changes(session, SETTLED_AT_ONCE)
        by_board: dict[Board, list[LeaderboardChange]] = defaultdict(list)
        for change in changes:
            by_board[change.board].append(change)
        for board, noted in by_board.items():
            await self._count_in(session, board, noted)
        return len(changes) == SETTLED_AT_ONCE

    async def rebuild(self, session: AsyncSession, board: Board) -> None:
        await take_turn(session, waits=True)
        await session.execute(delete(LeaderboardChunkRow).where(*on_board(LeaderboardChunkRow, board)))
        await _add_chunks(session, board, [TOP])
        await _divide(session, board, TOP, BOTTOM)

    async def _count_in(self, session: AsyncSession, board: Board, changes: Sequence["LeaderboardChange"]) -> None:
        sizes = await _sizes(session, board)
        if not sizes:
            await _add_chunks(session, board, [TOP])
            sizes = {TOP: 0}
        firsts = list(sizes)
        moved: dict[bytes, int] = defaultdict(int)
        for change in changes:
            for place, step in ((change.before, -1), (change.after, 1)):
                if place is not None:
                    moved[firsts[bisect_right(firsts, place) - 1]] += step
        await _resize(session, board, {first: step for first, step in moved.items() if step})
        for first, end in pairwise([*firsts, BOTTOM]):
            if sizes[first] + moved[first] > 2 * CHUNK:
                await _divide(session, board, first, end)
        if any(sizes[first] + moved[first] == 0 for first in firsts[1:]):
            await _forget_empty(session, board)


@dataclass(frozen=True, slots=True)
class LeaderboardChange:
    """A noted change of a learner's place on a board. Of two of one learner, the later has the greater number."""

    number: int
    board: Board
    user_id: UUID
    before: bytes | None
    after: bytes | None

    @classmethod
    def from_row(
        cls, number: int, period: str, starts_on: date, user_id: UUID, before: bytes | None, after: bytes | None
    ) -> "LeaderboardChange":
        return cls(number, (LeaderboardPeriod(period), starts_on), user_id, before, after)


async def take_changes(session: AsyncSession, limit: int) -> list[LeaderboardChange]:
    """The oldest notes, which are notes no more."""
    noted = _NOTES.c
    oldest = select(noted.id).order_by(noted.id).limit(limit)
    columns = (noted.id, noted.period, noted.starts_on, noted.user_id, noted.before, noted.after)
    taken = delete(LeaderboardChangeRow).where(noted.id.in_(oldest)).returning(*columns)
    return [LeaderboardChange.from_row(*each) for each in await session.execute(taken)]


async def take_turn(session: AsyncSession, waits: bool = False) -> bool:
    """Only one transaction changes chunks at a time. On SQLite there is only one that writes."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    function = "pg_advisory_xact_lock" if waits else "pg_try_advisory_xact_lock"
    taken = (await session.execute(text(f"SELECT {function}({_SETTLING_LOCK})"))).scalar_one()
    return waits or bool(taken)


async def _sizes(session: AsyncSession, board: Board) -> dict[bytes, int]:
    """In the order of the board."""
    chunks = LeaderboardChunkRow
    statement = select(col(chunks.first), col(chunks.size)).where(*on_board(chunks, board)).order_by(col(chunks.first))
    return {first: size for first, size in await session.execute(statement)}


async def _add_chunks(session: AsyncSession, board: Board, firsts: Iterable[bytes]) -> None:
    rows = [{"period": board[0].value, "starts_on": board[1], "first": first, "size": 0} for first in firsts]
    if rows:
        await session.execute(insert(LeaderboardChunkRow), rows)


async def _resize(session: AsyncSession, board: Board, steps: Mapping[bytes, int]) -> None:
    statement = (
        update(_CHUNKS)
        .where(*on_board(LeaderboardChunkRow, board), _CHUNKS.c.first == bindparam("chunk"))
        .values(size=_CHUNKS.c.size + bindparam("step"))
    )
    if steps:
        await session.execute(statement, [{"chunk": first, "step": step} for first, step in steps.items()])


async def _divide(session: AsyncSession, board: Board, first: bytes, end: bytes) -> None:
    """Make chunks of the usual size of a stretch of the board, and count what is in them."""
    await _add_chunks(session, board, await _dividers(session, board, first, end))
    firsts = [*await _sizes(session, board), BOTTOM]
    stretches = [(one, following) for one, following in pairwise(firsts) if first <= one < end]
    low, high = bindparam("low", type_=LargeBinary()), bindparam("high", type_=LargeBinary())
    row = LeaderboardRow
    standing = select(func.count()).where(
        *on_board(row, board), col(row.is_listed), col(row.place) >= low, col(row.place) < high
    )
    noted = _noted(board, lambda column: (column >= low) & (column < high))
    statement = (
        update(_CHUNKS)
        .where(*on_board(LeaderboardChunkRow, board), _CHUNKS.c.first == low)
        .values(size=standing.scalar_subquery() - noted.scalar_subquery())
    )
    await session.execute(statement, [{"low": one, "high": following} for one, following in stretches])


async def _dividers(session: AsyncSession, board: Board, first: bytes, end: bytes) -> list[bytes]:
    place = col(LeaderboardRow.place)
    standing = (
        select(
            place.label("place"),
            func.lag(place).over(order_by=place).label("previous"),
            func.row_number().over(order_by=place).label("number"),
        )
        .where(*on_board(LeaderboardRow, board), col(LeaderboardRow.is_listed), place >= first, place < end)
        .subquery()
    )
    is_first = (standing.c.number > 1) & (standing.c.number % CHUNK == 1)
    rows = await session.execute(select(standing.c.previous, standing.c.place).where(is_first))
    return [divider(previous, place) for previous, place in rows]


async def _forget_empty(session: AsyncSession, board: Board) -> None:
    """The chunk above one that is forgotten reaches further."""
    is_empty = (_CHUNKS.c.size == 0) & (_CHUNKS.c.first != TOP)
    await session.execute(delete(_CHUNKS).where(*on_board(LeaderboardChunkRow, board), is_empty))


def _sum_of_sizes(board: Board) -> Select[int]:
    return select(func.coalesce(func.sum(_CHUNKS.c.size), 0)).where(*on_board(LeaderboardChunkRow, board))


def _first_of_chunk_at(board: Board, place: bytes) -> ColumnElement[bytes]:
    """Where the chunk begins that a place lies in."""
    chunk = _CHUNKS.alias()
    first = (
        select(chunk.c.first)
        .where(chunk.c.period == board[0].value, chunk.c.starts_on == board[1], chunk.c.first <= place)
        .order_by(chunk.c.first.desc())
        .limit(1)
        .correlate(None)
    )
    return func.coalesce(first.scalar_subquery(), literal(TOP, LargeBinary()))


def _noted(board: Board, holds: Callable[[ColumnElement[Any]], ColumnElement[bool]]) -> Select[int]:
    """By how many the noted changes alter the number of places of which something holds."""
    row = LeaderboardChangeRow
    gained, lost = (case((holds(column), 1), else_=0) for column in (_NOTES.c.after, _NOTES.c.before))
    return select(func.coalesce(func.sum(gained - lost), 0)).where(*on_board(row, board))


def on_board(row: Any, board: Board) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(row.period) == board[0].value, col(row.starts_on) == board[1]
