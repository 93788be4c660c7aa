"""Hearing of achievements."""

from collections.abc import AsyncGenerator

import strawberry

from subgraphs.progress.service.achievements import achievement_channel
from subgraphs.progress.types.achievements import Achievement
from subgraphs.progress.types.context import Info
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller


@strawberry.type
class AchievementSubscriptions:
    @strawberry.subscription(description="The caller has achieved something.", directives=[AUTHENTICATED])
    async def achievement_unlocked(self, info: Info) -> AsyncGenerator[Achievement | None, None]:
        rules = info.context.services.achievements.by_id
        async with info.context.live.subscribe(achievement_channel(require_caller(info).user_id)) as values:
            async for value in values:
                if value["achievementId"] in rules:
                    yield Achievement.from_rule(rules[value["achievementId"]])
