"""Finding people."""

from typing import Annotated

import strawberry

from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.user import User


@strawberry.type
class UserQueries:
    @strawberry.field(description="Who is asking; null when nobody is signed in.")
    async def viewer(self, info: Info) -> User | None:
        caller = info.context.caller
        return await User.resolve_reference(info, strawberry.ID(str(caller.user_id))) if caller else None

    @strawberry.field(description="A person by id; null when there is none.")
    async def user(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Whom to find.")]
    ) -> User | None:
        return await User.resolve_reference(info, id)
