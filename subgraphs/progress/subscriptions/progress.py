"""What can be watched of one's own progress."""

from collections.abc import AsyncGenerator

import strawberry
from strawberry import ID

from subgraphs.progress.service.live import level_channel, progress_channel
from subgraphs.progress.types.context import Info
from subgraphs.progress.types.levels import LevelUp
from subgraphs.progress.types.user import User
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller


@strawberry.type
class ProgressSubscriptions:
    @strawberry.subscription(
        description="The caller's own points, level or streak have changed.", directives=[AUTHENTICATED]
    )
    async def progress_changed(self, info: Info) -> AsyncGenerator[User | None, None]:
        caller = require_caller(info)
        async with info.context.live.subscribe(progress_channel(caller.user_id)) as values:
            async for _ in values:
                yield User(id=ID(str(caller.user_id)))

    @strawberry.subscription(
        description="The caller has reached a level for the first time.", directives=[AUTHENTICATED]
    )
    async def level_up(self, info: Info) -> AsyncGenerator[LevelUp | None, None]:
        caller = require_caller(info)
        async with info.context.live.subscribe(level_channel(caller.user_id)) as values:
            async for value in values:
                yield LevelUp(level=value["level"], xp=value["xp"], user=User(id=ID(str(caller.user_id))))
