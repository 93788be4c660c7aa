"""How points move the leaderboards.

A learner's day is what is written; weeks and months are the sums of their days, and all time is the sum of the months.
So a board holds what its days hold, in whatever order points arrive, or are taken back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from subgraphs.progress.jobs import SettleLeaderboards
from subgraphs.progress.models.circles import Audience
from subgraphs.progress.periods import Board, LeaderboardPeriod, board_of, current_board, last_day_of, utc_day
from subgraphs.progress.places import Standing
from subgraphs.progress.repository.circles import CirclesRepository
from subgraphs.progress.repository.leaderboard_index import LeaderboardIndex
from subgraphs.progress.repository.leaderboards import ChangeNumbers, Held, Holdings, LeaderboardsRepository
from subgraphs.progress.service.live import LEADERBOARD_CHANNEL
from subgraphs.shared.unit_of_work import Transactions, UnitOfWork

SETTLE_EVERY = 1_024
"""Changes that are noted until they are counted in. Fewer are more jobs; more are more to add up for every rank."""

_LONGER_PERIODS = (LeaderboardPeriod.WEEK, LeaderboardPeriod.MONTH)


@dataclass(frozen=True, slots=True)
class Points:
    """What a learner earned with one deed."""

    learner_id: UUID
    amount: int
    earned_at: datetime
    """When it was done, which says on which boards it counts."""

    announced_at: datetime
    """When it was made known, which orders equals."""


@dataclass(frozen=True, slots=True)
class DayPoints:
    """All that a learner has earned on one day of UTC."""

    day: date
    xp: int
    reached_at: datetime
    """When the last of it was made known, which orders equals."""


async def move_leaderboards(work: UnitOfWork, points: Points) -> None:
    """Add what was earned. Whoever calls holds the learner's row."""
    day = utc_day(points.earned_at)
    held = await _holdings(work, points.learner_id, [day])
    today = held.get((LeaderboardPeriod.DAY, day))
    xp = points.amount + (today.standing.xp if today is not None else 0)
    reached_at = max(points.announced_at, today.standing.reached_at) if today is not None else points.announced_at
    await _stand(work, points.learner_id, held, [DayPoints(day, xp, reached_at)])


async def stand_on_leaderboards(work: UnitOfWork, user_id: UUID, days: Sequence[DayPoints]) -> None:
    """Put what a learner has earned on these days in place of what the boards hold of them. Days that are not told of
    stay as they are. Whoever calls holds the learner's row."""
    if days:
        await _stand(work, user_id, await _holdings(work, user_id, [each.day for each in days]), days)


async def leave_leaderboards(work: UnitOfWork, user_id: UUID) -> None:
    """Take a learner off every board."""
    _settle_later(work, await LeaderboardsRepository(work.session).take_off(user_id))


async def list_on_leaderboards(work: UnitOfWork, user_id: UUID, audience: Audience) -> None:
    """Show a learner on the boards that everybody sees, or no more."""
    repository = LeaderboardsRepository(work.session)
    before = await repository.all_holdings(user_id)
    after = {board: _held(held.standing, audience) for board, held in before.items()}
    _settle_later(work, await repository.put(user_id, before, after))


async def index_leaderboards(transactions: Transactions, index: LeaderboardIndex) -> int:
    """Count every board anew, each in a transaction of its own, beside what goes on; how many there are."""
    async with transactions.database.read() as session:
        boards = await LeaderboardsRepository(session).boards()
    for board in boards:
        async with transactions.begin() as work:
            await index.rebuild(work.session, board)
    return len(boards)


async def _holdings(work: UnitOfWork, user_id: UUID, days: Iterable[date]) -> dict[Board, Held]:
    """What a learner has on every board that has to do with the weeks and months of these days."""
    boards = [board_of(period, day) for day in days for period in _LONGER_PERIODS]
    first_day = min(starts_on for _, starts_on in boards)
    last_day = max(last_day_of(board) or board[1] for board in boards)
    return await LeaderboardsRepository(work.session).holdings(user_id, first_day, last_day)


async def _stand(work: UnitOfWork, user_id: UUID, before: Holdings, days: Sequence[DayPoints]) -> None:
    standings = {board: held.standing for board, held in before.items()}
    changed = _sum_up(standings, user_id, days)
    audience = await CirclesRepository(work.session).audience_of(user_id)
    after = {board: _held(standings[board], audience) for board in changed}
    _settle_later(work, await LeaderboardsRepository(work.session).put(user_id, before, after))
    # What was synchronised late may have moved a board of the past, to which nobody listens.
    xp_by_period = {
        period.value: standings[period, starts_on].xp
        for period, starts_on in changed
        if (period, starts_on) == current_board(period, work.now)
    }
    work.publish_live(LEADERBOARD_CHANNEL, {"userId": str(user_id), "xpByPeriod": xp_by_period})


def _sum_up(standings: dict[Board, Standing], user_id: UUID, days: Sequence[DayPoints]) -> list[Board]:
    """Bring the days, and all that contains them, up to date; the boards that this concerns."""
    changed: dict[Board, None] = {}
    for each in days:
        board = (LeaderboardPeriod.DAY, each.day)
        standings[board] = Standing(user_id, each.xp, each.reached_at)
        changed[board] = None
    for each in days:
        for period in _LONGER_PERIODS:
            board = board_of(period, each.day)
            standings[board] = _sum(user_id, _days_within(standings, board))
            changed[board] = None
    everything = board_of(LeaderboardPeriod.ALL_TIME, days[0].day)
    months = [standing for (period, _), standing in standings.items() if period is LeaderboardPeriod.MONTH]
    standings[everything] = _sum(user_id, months)
    return [*changed, everything]


def _days_within(standings: Mapping[Board, Standing], board: Board) -> list[Standing]:
    starts_on, last_day = board[1], last_day_of(board) or date.max
    return [
        standing
        for (period, day), standing in standings.items()
        if period is LeaderboardPeriod.DAY and starts_on <= day <= last_day
    ]


def _sum(user_id: UUID, standings: Sequence[Standing]) -> Standing:
    """Points were reached when the last of them were; those of days without any say nothing."""
    counting = [standing for standing in standings if standing.xp] or standings
    return Standing(user_id, sum(each.xp for each in counting), max(each.reached_at for each in counting))


def _held(standing: Standing, audience: Audience) -> Held:
    return Held(standing, is_listed=audience is Audience.EVERYONE and standing.xp > 0)


def _settle_later(work: UnitOfWork, numbers: ChangeNumbers) -> None:
    if any(number % SETTLE_EVERY == 0 for number in numbers):
        work.enqueue(SettleLeaderboards())
