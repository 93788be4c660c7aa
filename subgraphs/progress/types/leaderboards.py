"""Leaderboards, and places on them."""

from typing import Self
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.progress.models.leaderboards import LeaderboardRow
from subgraphs.progress.periods import Board, LeaderboardPeriod
from subgraphs.progress.repository.leaderboards import LeaderboardsRepository
from subgraphs.progress.types.context import Info
from subgraphs.progress.types.user import User
from subgraphs.shared.connections import PageInfo
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.pagination import Page

describe_enum(
    LeaderboardPeriod,
    "Which points a leaderboard counts. All learners share it, so its days are days of UTC.",
    {
        LeaderboardPeriod.DAY: "Those of today.",
        LeaderboardPeriod.WEEK: "Those since Monday.",
        LeaderboardPeriod.MONTH: "Those since the first of the month.",
        LeaderboardPeriod.ALL_TIME: "All there are.",
    },
)


@strawberry.type(description="A learner's place on a leaderboard.")
class LeaderboardEdge:
    cursor: str = strawberry.field(description="This place, opaque: pass it as `after`.")
    rank: int = strawberry.field(
        description="The place, from 1. Of two with equal points, the first to reach them stands higher."
    )
    xp: int = strawberry.field(description="Points earned within the period.")
    node: User | None = strawberry.field(description="The learner.")


@strawberry.type(description="Some places of a leaderboard, the highest first.")
class LeaderboardConnection:
    edges: list[LeaderboardEdge] = strawberry.field(description="The places of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands on the leaderboard.")
    board: strawberry.Private[Board]

    @strawberry.field(description="How many learners have earned points within the period.")
    async def total_count(self, info: Info) -> int:
        async with info.context.database.read() as session:
            return await LeaderboardsRepository(session).count_on_board(self.board)

    @strawberry.field(description="The caller's own place; null without points in the period, or signed in as nobody.")
    async def viewer_rank(self, info: Info) -> int | None:
        caller = info.context.caller
        return await rank_on(info, self.board, caller.user_id) if caller is not None else None

    @classmethod
    def from_page(cls, page: Page[LeaderboardRow], board: Board, first_rank: int) -> Self:
        edges = [
            LeaderboardEdge(cursor=cursor, rank=rank, xp=row.xp, node=User(id=ID(str(row.user_id))))
            for rank, (cursor, row) in enumerate(zip(page.cursors, page.rows, strict=True), start=first_rank)
        ]
        return cls(edges=edges, page_info=PageInfo.from_page(page), board=board)


@strawberry.type(description="A learner's points on a leaderboard have changed, and with them perhaps many places.")
class LeaderboardChange:
    period: LeaderboardPeriod = strawberry.field(description="Which leaderboard.")
    xp: int = strawberry.field(description="What the learner has now within the period.")
    user: User | None = strawberry.field(description="The learner who earned points.")
    board: strawberry.Private[Board]
    user_id: strawberry.Private[UUID]

    @strawberry.field(description="The learner's place now, from 1.")
    async def rank(self, info: Info) -> int | None:
        return await rank_on(info, self.board, self.user_id)


async def rank_on(info: Info, board: Board, user_id: UUID) -> int | None:
    """The learner's place on a board; None without points there."""
    async with info.context.database.read() as session:
        repository = LeaderboardsRepository(session)
        row = await repository.standing(board, user_id)
        return 1 + await repository.count_above(row) if row is not None else None
