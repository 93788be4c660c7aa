"""What can be watched of progress."""

from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.progress.periods import LeaderboardPeriod, current_board
from subgraphs.progress.service import LEADERBOARD_CHANNEL, progress_channel
from subgraphs.progress.types import Info, LeaderboardChange, User
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller


@strawberry.type
class Subscription:
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

    @strawberry.subscription(
        description="The caller's own points, level or streak have changed.", directives=[AUTHENTICATED]
    )
    async def progress_changed(self, info: Info) -> AsyncGenerator[User | None, None]:
        caller = require_caller(info)
        async with info.context.live.subscribe(progress_channel(caller.user_id)) as values:
            async for _ in values:
                yield User(id=ID(str(caller.user_id)))
