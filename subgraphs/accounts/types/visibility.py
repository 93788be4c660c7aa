"""What the person who asks may see of others."""

from uuid import UUID

from subgraphs.accounts.audiences import Audience, Relation, may_see
from subgraphs.accounts.types.context import Info
from subgraphs.shared.scopes import Scope


async def relation_to(info: Info, user_id: UUID) -> Relation:
    """What the caller is to this person. Somebody who manages users sees what the person sees."""
    caller = info.context.caller
    if caller is None:
        return Relation.STRANGER
    if caller.user_id == user_id or Scope.USERS_MANAGE in caller.scopes:
        return Relation.ONESELF
    return await info.context.loaders.relation.load((caller.user_id, user_id)) or Relation.STRANGER


async def is_shown(info: Info, user_id: UUID, audience: Audience) -> bool:
    """Whether the caller belongs to the audience of something of this person's."""
    return may_see(audience, await relation_to(info, user_id))
