"""The index of ranks in Redis: a sorted set of places per board, in which Redis knows each position.

All members have the same score, so that Redis sorts them by their bytes, which is the order of the board: whoever is
above a place is counted by `ZLEXCOUNT` in the time that a search takes. Beside it, a hash says where each learner
stands there, so that a change removes what it replaces, and by which note, so that one that comes late changes nothing.

The database stays the truth. Notes that are not counted in are read from it with every rank, and what the hash says of
their learners is put right; so a rank is exact though Redis lags behind. A board that Redis does not know, because it
is new, has expired or was lost, is loaded from its rows when somebody asks.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from redis.asyncio import Redis
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.models.leaderboards import LeaderboardChangeRow, LeaderboardRow
from subgraphs.progress.periods import Board, last_day_of
from subgraphs.progress.repository.leaderboard_index import SETTLED_AT_ONCE, on_board, take_changes, take_turn
from subgraphs.shared.clock import Clock, utc_now

_LOADED_AT_ONCE = 5_000
_LOADED = b"loaded"
"""A field of the hash that says that every row of the board is in it."""

_NUMBER_DIGITS = 20

# For each learner: the id, the number of the note, and the place, which is empty for nobody who stands there.
_PUT = """
for i = 1, #ARGV, 3 do
  local held = redis.call('HGET', KEYS[2], ARGV[i])
  if not held or tonumber(string.sub(held, 1, 20)) < tonumber(ARGV[i + 1]) then
    if held and #held > 20 then redis.call('ZREM', KEYS[1], string.sub(held, 21)) end
    if #ARGV[i + 2] > 0 then redis.call('ZADD', KEYS[1], 0, ARGV[i + 2]) end
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1] .. ARGV[i + 2])
  end
end
"""

Place = bytes | None
Entry = tuple[UUID, int, Place]


class RedisLeaderboardIndex:
    def __init__(self, redis: Redis, remembered_for: timedelta, clock: Clock = utc_now) -> None:
        self._redis = redis
        self._remembered_for = remembered_for
        self._clock = clock
        self._put_script = redis.register_script(_PUT)

    async def count_above(self, session: AsyncSession, board: Board, place: bytes) -> int:
        return await self._count_within(session, board, place)

    async def count(self, session: AsyncSession, board: Board) -> int:
        return await self._count_within(session, board, None)

    async def settle(self, session: AsyncSession) -> bool:
        if not await take_turn(session):
            return False
        changes = await take_changes(session, SETTLED_AT_ONCE)
        entries: dict[Board, list[Entry]] = defaultdict(list)
        for change in changes:
            entries[change.board].append((change.user_id, change.number, change.after))
        # Before the notes are gone for certain: what is put twice is put once.
        for board, of_board in entries.items():
            await self._put(board, of_board)
        return len(changes) == SETTLED_AT_ONCE

    async def rebuild(self, session: AsyncSession, board: Board) -> None:
        await self._redis.delete(*_keys(board))
        await self._load(session, board)

    async def _count_within(self, session: AsyncSession, board: Board, end: Place) -> int:
        places, learners = _keys(board)
        if not await self._redis.hexists(learners, _LOADED.decode()):
            await self._load(session, board)
        noted = await _noted(session, board)
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.zlexcount(places, "-", b"(" + end if end is not None else "+")
            if noted:
                pipeline.hmget(learners, [user_id.bytes for user_id in noted])
            found, *held = await pipeline.execute()
        stood = [_place_in(entry) for entry in held[0]] if held else []
        steps = sum(_is_above(now, end) - _is_above(was, end) for now, was in zip(noted.values(), stood, strict=True))
        return int(found) + steps

    async def _load(self, session: AsyncSession, board: Board) -> None:
        row = LeaderboardRow
        last: bytes = b""
        while True:
            statement = select(col(row.user_id), col(row.place)).where(*on_board(row, board), col(row.is_listed))
            statement = statement.where(col(row.place) > last).order_by(col(row.place)).limit(_LOADED_AT_ONCE)
            found = (await session.execute(statement)).all()
            await self._put(board, [(user_id, 0, place) for user_id, place in found])
            if len(found) < _LOADED_AT_ONCE:
                break
            last = found[-1][1]
        await self._redis.hset(_keys(board)[1], _LOADED.decode(), "")
        await self._remember(board)

    async def _put(self, board: Board, entries: Sequence[Entry]) -> None:
        for begin in range(0, len(entries), _LOADED_AT_ONCE):
            arguments: list[bytes] = []
            for user_id, number, place in entries[begin : begin + _LOADED_AT_ONCE]:
                arguments += [user_id.bytes, b"%020d" % number, place or b""]
            await self._put_script(keys=_keys(board), args=arguments)
        await self._remember(board)

    async def _remember(self, board: Board) -> None:
        """Both keys of a board that ends expire in the same instant."""
        last_day = last_day_of(board)
        if last_day is None:
            return
        ends_at = datetime.combine(last_day + timedelta(days=1), time(), UTC)
        left = max(ends_at - self._clock(), timedelta()) + self._remembered_for
        async with self._redis.pipeline(transaction=True) as pipeline:
            for key in _keys(board):
                pipeline.pexpire(key, left)
            await pipeline.execute()


async def _noted(session: AsyncSession, board: Board) -> Mapping[UUID, Place]:
    """Where those stand now who have changes that are not counted in."""
    row = LeaderboardChangeRow
    statement = select(col(row.user_id), col(row.after)).where(*on_board(row, board)).order_by(col(row.id))
    return {user_id: after for user_id, after in await session.execute(statement)}


def _keys(board: Board) -> list[str]:
    # In braces is what keeps both on one node of a cluster.
    name = f"kumiki:leaderboard:{{{board[0].value}:{board[1].isoformat()}}}"
    return [f"{name}:places", f"{name}:learners"]


def _place_in(held: bytes | None) -> Place:
    return held[_NUMBER_DIGITS:] or None if held is not None else None


def _is_above(place: Place, end: Place) -> bool:
    return place is not None and (end is None or place < end)
