"""Keeping people away."""

from typing import Annotated

import strawberry

from subgraphs.accounts.service import blocks
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.friends import BlockUserInput, BlockUserPayload, UnblockUserInput, UnblockUserPayload
from subgraphs.accounts.types.user import User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_SOCIAL = [requires_scopes(Scope.SOCIAL_WRITE)]
_WHOM = strawberry.argument(description="Whom.")


@strawberry.type
class BlockMutations:
    @strawberry.mutation(
        description="Keep somebody away: both neither see nor reach each other from now on.", directives=_SOCIAL
    )
    @answer_refusals
    async def block_user(self, info: Info, input: Annotated[BlockUserInput, _WHOM]) -> BlockUserPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            user_id = await blocks.block(work, caller.user_id, parse_id(input.user_id))
        return BlockUserPayload(user=await User.of_id(info, user_id))

    @strawberry.mutation(description="Keep somebody away no more.", directives=_SOCIAL)
    @answer_refusals
    async def unblock_user(self, info: Info, input: Annotated[UnblockUserInput, _WHOM]) -> UnblockUserPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            user_id = await blocks.unblock(work, caller.user_id, parse_id(input.user_id))
        return UnblockUserPayload(user=await User.of_id(info, user_id))
