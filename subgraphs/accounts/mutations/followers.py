"""Following people."""

from typing import Annotated

import strawberry

from subgraphs.accounts.service import followers
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.friends import (
    FollowUserInput,
    FollowUserPayload,
    UnfollowUserInput,
    UnfollowUserPayload,
)
from subgraphs.accounts.types.user import User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_SOCIAL = [requires_scopes(Scope.SOCIAL_WRITE)]
_WHOM = strawberry.argument(description="Whom.")


@strawberry.type
class FollowerMutations:
    @strawberry.mutation(description="Follow somebody. It asks nobody's leave.", directives=_SOCIAL)
    @answer_refusals
    async def follow_user(self, info: Info, input: Annotated[FollowUserInput, _WHOM]) -> FollowUserPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            user_id = await followers.follow(work, caller.user_id, parse_id(input.user_id))
        return FollowUserPayload(user=await User.of_id(info, user_id))

    @strawberry.mutation(description="Follow somebody no more.", directives=_SOCIAL)
    @answer_refusals
    async def unfollow_user(self, info: Info, input: Annotated[UnfollowUserInput, _WHOM]) -> UnfollowUserPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            user_id = await followers.unfollow(work, caller.user_id, parse_id(input.user_id))
        return UnfollowUserPayload(user=await User.of_id(info, user_id))
