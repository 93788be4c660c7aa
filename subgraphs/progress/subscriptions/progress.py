"""What can be watched of one's own progress."""

from collections.abc import AsyncGenerator

import strawberry
from strawberry import ID

from subgraphs.progress.service.live import progress_channel
from subgraphs.progress.types.context import Info
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
