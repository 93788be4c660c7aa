"""What can be asked of leaderboards."""

from typing import Annotated

import strawberry

from subgraphs.progress.periods import LeaderboardPeriod, current_board
from subgraphs.progress.repository.leaderboards import LeaderboardsRepository
from subgraphs.progress.types.context import Info
from subgraphs.progress.types.leaderboards import LeaderboardConnection
from subgraphs.shared.connections import After, First
from subgraphs.shared.pagination import page_request


@strawberry.type
class LeaderboardQueries:
    @strawberry.field(description="Who earned the most points in the present day, week, month, or ever.")
    async def leaderboard(
        self,
        info: Info,
        period: Annotated[LeaderboardPeriod, strawberry.argument(description="Which points count.")],
        first: First = None,
        after: After = None,
    ) -> LeaderboardConnection | None:
        board = current_board(period, info.context.clock())
        request = page_request(first, after)
        async with info.context.database.read() as session:
            repository = LeaderboardsRepository(session)
            page = await repository.page_of_board(board, request)
            # Without a cursor the page begins at the top; behind one, those above its first row are counted.
            above = await repository.count_above(page.rows[0]) if page.rows and request.cursor else 0
        return LeaderboardConnection.from_page(page, board, first_rank=above + 1)
