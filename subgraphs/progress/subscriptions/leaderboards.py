"""What can be watched of leaderboards."""

from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.progress.periods import LeaderboardPeriod, current_board
from subgraphs.progress.service.live import LEADERBOARD_CHANNEL
from subgraphs.progress.types.context import Info
from subgraphs.progress.types.leaderboards import LeaderboardChange
from subgraphs.progress.types.user import User


@strawberry.type
class LeaderboardSubscriptions:
    @strawberry.subscription(description="Somebody has earned points on a leaderboard.")
    async def leaderboard_changed(
        self,
        info: Info,
        period: Annotated[LeaderboardPeriod, strawberry.argument(description="Which leaderboard to watch.")],
    ) -> AsyncGenerator[LeaderboardChange | None, None]:
        async with info.context.live.subscribe(LEADERBOARD_CHANNEL) as values:
            async for value in values:
                if period in value["xpByPeriod"]:
                    user_id = UUID(value["userId"])
                    yield LeaderboardChange(
                        period=period,
                        xp=value["xpByPeriod"][period],
                        user=User(id=ID(str(user_id))),
                        board=current_board(period, info.context.clock()),
                        user_id=user_id,
                    )
