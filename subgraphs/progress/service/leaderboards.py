"""How points move the leaderboards."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from subgraphs.progress.periods import LeaderboardPeriod, current_board, period_start
from subgraphs.progress.repository.leaderboards import LeaderboardsRepository
from subgraphs.progress.service.live import LEADERBOARD_CHANNEL
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Points:
    """What a learner earned with one deed."""

    learner_id: UUID
    amount: int
    earned_at: datetime
    """When it was done, which says on which boards it counts."""

    announced_at: datetime
    """When it was made known, which orders equals."""


async def move_leaderboards(work: UnitOfWork, points: Points) -> None:
    boards = [(period, period_start(period, points.earned_at)) for period in LeaderboardPeriod]
    repository = LeaderboardsRepository(work.session)
    standings = await repository.add_to_boards(points.learner_id, boards, points.amount, points.announced_at)
    # What was synchronised late may have moved a board of the past, to which nobody listens.
    xp_by_period = {board[0].value: xp for board, xp in standings.items() if board == current_board(board[0], work.now)}
    work.publish_live(LEADERBOARD_CHANNEL, {"userId": str(points.learner_id), "xpByPeriod": xp_by_period})
