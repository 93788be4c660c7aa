"""Leaderboards, and places on them."""

import base64
import binascii
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.progress.board_views import BoardView, LeaderboardScope
from subgraphs.progress.periods import LeaderboardPeriod, last_day_of, utc_day
from subgraphs.progress.places import Standing
from subgraphs.progress.repository.leaderboard_views import LeaderboardViews, Ranked, Stretch
from subgraphs.progress.service.leaderboard_views import AskedBoard, view_of
from subgraphs.progress.types.context import Info
from subgraphs.progress.types.user import User
from subgraphs.shared.connections import PageInfo
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.errors import BadUserInput
from subgraphs.shared.pagination import PageRequest

MOST_NEIGHBOURS = 25

describe_enum(
    LeaderboardPeriod,
    "Which points a leaderboard counts. All learners share it, so its days are days of UTC.",
    {
        LeaderboardPeriod.DAY: "Those of one day.",
        LeaderboardPeriod.WEEK: "Those from Monday to Sunday.",
        LeaderboardPeriod.MONTH: "Those of a month of the calendar.",
        LeaderboardPeriod.ALL_TIME: "All there are.",
    },
)
describe_enum(
    LeaderboardScope,
    "Among whom a leaderboard ranks. Those who hide their progress from the caller, or are kept apart from them by a "
    "block, are not among them; ranks count who is shown.",
    {
        LeaderboardScope.ALL: "Everybody who shows their progress to everyone.",
        LeaderboardScope.FRIENDS: "The caller and their friends.",
        LeaderboardScope.ORGANIZATION: "The members of an organization that the caller is in.",
    },
)

OrganizationId = Annotated[
    ID | None,
    strawberry.argument(description="Which organization, for the scope ORGANIZATION: one that the caller is in."),
]
Period = Annotated[LeaderboardPeriod, strawberry.argument(description="Which points count.")]
Scope = Annotated[LeaderboardScope, strawberry.argument(description="Among whom to rank.")]
Above = Annotated[
    int, strawberry.argument(description=f"How many places above the caller's own; at most {MOST_NEIGHBOURS}.")
]
Below = Annotated[
    int, strawberry.argument(description=f"How many places below the caller's own; at most {MOST_NEIGHBOURS}.")
]


@strawberry.type(description="A learner's place on a leaderboard.")
class LeaderboardEdge:
    cursor: str = strawberry.field(description="This place, opaque: pass it as `after` or `before`.")
    rank: int = strawberry.field(
        description="The place, from 1. Of two with equal points, the first to reach them stands higher."
    )
    xp: int = strawberry.field(description="Points earned within the period.")
    node: User | None = strawberry.field(description="The learner.")

    @classmethod
    def from_ranked(cls, ranked: Ranked) -> Self:
        standing = ranked.standing
        user = User(id=ID(str(standing.user_id)))
        return cls(cursor=cursor_of(standing.place), rank=ranked.rank, xp=standing.xp, node=user)


@strawberry.type(description="Some places of a leaderboard, the highest first.")
class LeaderboardConnection:
    edges: list[LeaderboardEdge] = strawberry.field(description="The places of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands on the leaderboard.")
    view: strawberry.Private[BoardView]

    @strawberry.field(description="The first day of the period, in UTC; of all time, a day before there were any.")
    def starts_on(self) -> date:
        return self.view.board[1]

    @strawberry.field(description="The last day of the period, in UTC; null for all time, which has none.")
    def ends_on(self) -> date | None:
        return last_day_of(self.view.board)

    @strawberry.field(
        description="Whether the period has ended: then who stands first has won, except that answers which devices "
        "send late still count."
    )
    def is_over(self, info: Info) -> bool:
        last_day = last_day_of(self.view.board)
        return last_day is not None and last_day < utc_day(info.context.clock())

    @strawberry.field(description="How many learners whom the caller is shown have earned points within the period.")
    async def total_count(self, info: Info) -> int:
        async with open_view(info, self.view) as views:
            return await views.count()

    @strawberry.field(description="The caller's own place; null without points in the period, or signed in as nobody.")
    async def viewer_rank(self, info: Info) -> int | None:
        ranked = await rank_on(info, self.view, self.view.viewer_id)
        return ranked.rank if ranked is not None else None

    @strawberry.field(
        description="The caller's own place and points; null without points in the period, or signed in as nobody. "
        "People see themselves on a leaderboard, whomever else they show their progress to."
    )
    async def viewer_entry(self, info: Info) -> LeaderboardEdge | None:
        ranked = await rank_on(info, self.view, self.view.viewer_id)
        return LeaderboardEdge.from_ranked(ranked) if ranked is not None else None

    @strawberry.field(
        description="The caller's own place and those next to it, the highest first; empty without points in the "
        "period, or signed in as nobody."
    )
    async def neighbours(self, info: Info, above: Above = 2, below: Below = 2) -> list[LeaderboardEdge]:
        if not (0 <= above <= MOST_NEIGHBOURS and 0 <= below <= MOST_NEIGHBOURS):
            raise BadUserInput(f'"above" and "below" are numbers from 0 to {MOST_NEIGHBOURS}.')
        if self.view.viewer_id is None:
            return []
        async with open_view(info, self.view) as views:
            return [LeaderboardEdge.from_ranked(e) for e in await views.neighbours(self.view.viewer_id, above, below)]

    @classmethod
    def from_stretch(cls, stretch: Stretch, view: BoardView) -> Self:
        edges = [LeaderboardEdge.from_ranked(ranked) for ranked in stretch.places]
        page_info = PageInfo(
            has_next_page=stretch.has_next,
            has_previous_page=stretch.has_previous,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        )
        return cls(edges=edges, page_info=page_info, view=view)


@strawberry.type(description="Somebody's points on a leaderboard have changed, and with them perhaps many places.")
class LeaderboardChange:
    period: LeaderboardPeriod = strawberry.field(description="Which leaderboard.")
    scope: LeaderboardScope = strawberry.field(description="Among whom it ranks.")
    change_count: int = strawberry.field(
        description="How many learners' points have changed since the last value of this subscription; `user` is one "
        "of them, the last to earn some."
    )
    user_id: strawberry.Private[UUID]
    view: strawberry.Private[BoardView]

    @strawberry.field(description="The learner who earned points.")
    def user(self) -> User | None:
        return User(id=ID(str(self.user_id)))

    @strawberry.field(description="What the learner has now within the period; 0 when that was taken back.")
    async def xp(self, info: Info) -> int:
        async with open_view(info, self.view) as views:
            standing = await views.standing_of(self.user_id)
        return standing.xp if standing is not None else 0

    @strawberry.field(description="The learner's place now, from 1; null when their points were taken back.")
    async def rank(self, info: Info) -> int | None:
        ranked = await rank_on(info, self.view, self.user_id)
        return ranked.rank if ranked is not None else None

    @strawberry.field(description="The caller's own place now, which others' points may have moved; null without one.")
    async def viewer_entry(self, info: Info) -> LeaderboardEdge | None:
        ranked = await rank_on(info, self.view, self.view.viewer_id)
        return LeaderboardEdge.from_ranked(ranked) if ranked is not None else None


@asynccontextmanager
async def open_view(info: Info, view: BoardView) -> AsyncIterator[LeaderboardViews]:
    async with info.context.database.read() as session:
        yield LeaderboardViews(session, info.context.services.leaderboard_index, view)


async def asked_view(info: Info, asked: AskedBoard) -> BoardView:
    caller = info.context.caller
    async with info.context.database.read() as session:
        return await view_of(session, caller.user_id if caller is not None else None, asked, info.context.clock())


async def rank_on(info: Info, view: BoardView, user_id: UUID | None) -> Ranked | None:
    """Somebody's place on a board; None without points there, or where the caller is not shown it."""
    if user_id is None:
        return None
    async with open_view(info, view) as views:
        return await views.rank_of(user_id)


def cursor_of(place: bytes) -> str:
    return base64.urlsafe_b64encode(place).decode().rstrip("=")


def place_at(cursor: str) -> bytes:
    """Raises `BadUserInput` for a text that is no cursor of a leaderboard."""
    try:
        return Standing.at(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))).place
    except (binascii.Error, ValueError) as error:
        raise BadUserInput("This cursor was not made by this list.") from error


async def read_stretch(views: LeaderboardViews, request: PageRequest) -> Stretch:
    place = place_at(request.cursor) if request.cursor is not None else None
    read = views.backwards if request.is_backward else views.forwards
    return await read(request.count, place)
