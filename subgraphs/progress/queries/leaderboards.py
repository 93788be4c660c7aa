"""What can be asked of leaderboards."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.progress.board_views import LeaderboardScope
from subgraphs.progress.repository.leaderboard_views import LeaderboardViews, Stretch
from subgraphs.progress.service.leaderboard_views import AskedBoard
from subgraphs.progress.types.context import Info
from subgraphs.progress.types.leaderboards import (
    LeaderboardConnection,
    OrganizationId,
    Period,
    Scope,
    asked_view,
    open_view,
    read_stretch,
)
from subgraphs.shared.connections import After, Before, First, Last
from subgraphs.shared.errors import BadUserInput
from subgraphs.shared.ids import parse_id
from subgraphs.shared.pagination import page_request


@strawberry.type
class LeaderboardQueries:
    @strawberry.field(description="Who earned the most points in a day, week or month, or ever.")
    async def leaderboard(
        self,
        info: Info,
        period: Period,
        scope: Scope = LeaderboardScope.ALL,
        organization_id: OrganizationId = None,
        at: Annotated[
            date | None,
            strawberry.argument(description="A day of the period, in UTC, to look back at: unless said, today."),
        ] = None,
        around: Annotated[
            ID | None,
            strawberry.argument(
                description="A learner who is to stand in the middle of the page; it is empty where the caller is not "
                "shown them. Goes with `first` alone."
            ),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> LeaderboardConnection | None:
        request = page_request(first, after, last, before)
        if around is not None and (request.cursor is not None or request.is_backward):
            raise BadUserInput('"around" goes with "first" alone.')
        view = await asked_view(info, AskedBoard(period, scope, parse_id(organization_id or ""), at))
        async with open_view(info, view) as views:
            stretch = await (
                read_stretch(views, request) if around is None else _read_around(views, around, request.count)
            )
        return LeaderboardConnection.from_stretch(stretch, view)


async def _read_around(views: LeaderboardViews, around: ID, count: int) -> Stretch:
    user_id = parse_id(around)
    return await views.around(user_id, count) if user_id is not None else Stretch((), False, False)
