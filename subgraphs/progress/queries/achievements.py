"""What there is to achieve."""

import strawberry

from subgraphs.progress.types.achievements import Achievement
from subgraphs.progress.types.context import Info


@strawberry.type
class AchievementQueries:
    @strawberry.field(
        description="Everything that can be achieved and is no secret, in the order in which it is shown."
    )
    def achievements(self, info: Info) -> list[Achievement]:
        rules = info.context.services.achievements.rules
        return [Achievement.from_rule(rule) for rule in rules if not rule.is_secret]
