"""What can be watched of leaderboards."""

from collections.abc import AsyncGenerator
from uuid import UUID

import strawberry

from subgraphs.progress.board_views import LeaderboardScope
from subgraphs.progress.service.leaderboard_views import AskedBoard, shown_among
from subgraphs.progress.service.live import LEADERBOARD_CHANNEL
from subgraphs.progress.subscriptions.gathering import gathered, pause_of
from subgraphs.progress.types.context import Info
from subgraphs.progress.types.leaderboards import LeaderboardChange, OrganizationId, Period, Scope, asked_view
from subgraphs.shared.ids import parse_id


@strawberry.type
class LeaderboardSubscriptions:
    @strawberry.subscription(
        description="Somebody has earned points on a leaderboard of the present day, week or month, or of all time. "
        "Changes that follow each other quickly are told together."
    )
    async def leaderboard_changed(
        self,
        info: Info,
        period: Period,
        scope: Scope = LeaderboardScope.ALL,
        organization_id: OrganizationId = None,
    ) -> AsyncGenerator[LeaderboardChange | None, None]:
        asked = AskedBoard(period, scope, parse_id(organization_id or ""), None)
        await asked_view(info, asked)
        pause = pause_of(info.context.services.settings.leaderboard_pause)
        async with info.context.live.subscribe(LEADERBOARD_CHANNEL) as values:
            async for told in gathered(values, pause):
                # Ties change while somebody watches: who may watch, and whom they see, is asked each time.
                view = await asked_view(info, asked)
                moved = dict.fromkeys(UUID(each["userId"]) for each in told if period in each["xpByPeriod"])
                async with info.context.database.read() as session:
                    shown = await shown_among(session, view, list(moved)) if moved else []
                if shown:
                    yield LeaderboardChange(
                        period=period, scope=scope, change_count=len(shown), user_id=shown[-1], view=view
                    )
