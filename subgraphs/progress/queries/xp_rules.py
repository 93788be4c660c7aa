"""What can be asked of the rules of points."""

import strawberry

from subgraphs.progress.types.context import Info
from subgraphs.progress.types.xp import XpRuleType


@strawberry.type
class XpRuleQueries:
    @strawberry.field(description="What earns experience points, and how many, in the order in which it is applied.")
    async def xp_rules(self, info: Info) -> list[XpRuleType] | None:
        return [XpRuleType.from_rule(rule, info) for rule in info.context.services.rules.rules]
