"""What progress adds to a person."""

from typing import Self

import strawberry
from strawberry import ID

from subgraphs.progress.types.context import Info
from subgraphs.progress.types.progress import Progress
from subgraphs.progress.types.share_cards import OwnShareCards
from subgraphs.shared.ids import parse_id


@strawberry.federation.type(keys=["id"])
class User(OwnShareCards):
    id: ID
    time_zone: str = strawberry.federation.field(external=True, default=None)
    shares_progress: bool = strawberry.federation.field(external=True, default=True)

    @strawberry.federation.field(
        requires=["timeZone", "sharesProgress"],
        description="Points, level and streak. Everybody has them, from nothing upwards; null where they do not show "
        "them to the person who asks.",
    )
    async def progress(self, info: Info) -> Progress | None:
        key = parse_id(self.id)
        if key is None or not self.shares_progress:
            return None
        learner = await info.context.loaders.learner_by_user.load(key)
        return Progress(user_id=key, time_zone=self.time_zone or "UTC", xp=learner.xp if learner is not None else 0)

    @classmethod
    def resolve_reference(cls, id: ID, time_zone: str | None = None, shares_progress: bool | None = None) -> Self:
        user = cls(id=id)
        user.shares_progress = shares_progress is not False
        if time_zone is not None:
            user.time_zone = time_zone
        return user
