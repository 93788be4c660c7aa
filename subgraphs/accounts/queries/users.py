"""Finding people."""

from typing import Annotated

import strawberry

from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.user import User
from subgraphs.shared.ids import parse_id


@strawberry.type
class UserQueries:
    @strawberry.field(description="Who is asking; null when nobody is signed in.")
    async def viewer(self, info: Info) -> User | None:
        caller = info.context.caller
        return await User.resolve_reference(info, strawberry.ID(str(caller.user_id))) if caller else None

    @strawberry.field(description="A person by id; null when there is none, and when they have blocked whoever asks.")
    async def user(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Whom to find.")]
    ) -> User | None:
        key = parse_id(id)
        return await User.found_by(info, key) if key else None

    @strawberry.field(
        description="A person by handle, in any case; null when nobody has it, and when they have blocked whoever asks."
    )
    async def user_by_handle(
        self, info: Info, handle: Annotated[str, strawberry.argument(description="Their handle, without an @.")]
    ) -> User | None:
        async with info.context.database.read() as session:
            user_id = await AccountsRepository(session).id_of_handle(handle.lower())
        return await User.found_by(info, user_id) if user_id else None
