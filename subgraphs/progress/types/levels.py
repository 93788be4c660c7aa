"""Reaching a level."""

import strawberry

from subgraphs.progress.types.user import User


@strawberry.type(description="A learner's points sufficed for a level for the first time.")
class LevelUp:
    level: int = strawberry.field(description="The level; several that were passed at once are told as the last one.")
    xp: int = strawberry.field(description="All points that the learner had then.")
    user: User | None = strawberry.field(description="The learner.")
