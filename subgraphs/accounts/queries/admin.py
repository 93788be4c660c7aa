"""Finding people, for administrators."""

from typing import Annotated

import strawberry

from subgraphs.accounts.repository.standing import Standing, StandingRepository, UserSearch
from subgraphs.accounts.roles import Role
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.managed_users import ManagedUser
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.connections import After, Connection, Edge, First, PageInfo
from subgraphs.shared.context import require_scope
from subgraphs.shared.ids import parse_id
from subgraphs.shared.pagination import page_request
from subgraphs.shared.scopes import Scope


@strawberry.input(description="Whom to find; what is left out, or null, does not matter.")
class ManagedUserFilter:
    text: str | None = strawberry.field(
        default=None, description="An id, or the beginning of a handle or of an email address, in any case."
    )
    role: Role | None = strawberry.field(default=None, description="Those who have this role.")
    standing: Standing | None = strawberry.field(default=None, description="Those who may sign in, or may not.")


@strawberry.type
class AdminQueries:
    @strawberry.field(
        description="The accounts of everybody, the newest first.", directives=[requires_scopes(Scope.USERS_MANAGE)]
    )
    async def managed_users(
        self,
        info: Info,
        filter: Annotated[ManagedUserFilter | None, strawberry.argument(description="Whom; all without.")] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[ManagedUser] | None:
        require_scope(info, Scope.USERS_MANAGE)
        asked = filter or ManagedUserFilter()
        search = UserSearch(asked.text or None, asked.role.value if asked.role else None, asked.standing)
        async with info.context.database.read() as session:
            page = await StandingRepository(session).page(search, info.context.clock(), page_request(first, after))
        found = await ManagedUser.of_ids(info, [row.id for row in page.rows])
        edges = [Edge(cursor=cursor, node=node) for cursor, node in zip(page.cursors, found, strict=True)]
        return Connection[ManagedUser](edges=edges, page_info=PageInfo.from_page(page))

    @strawberry.field(
        description="One account; null when there is none.", directives=[requires_scopes(Scope.USERS_MANAGE)]
    )
    async def managed_user(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The person's id.")]
    ) -> ManagedUser | None:
        require_scope(info, Scope.USERS_MANAGE)
        user_id = parse_id(id)
        return await ManagedUser.of_id(info, user_id) if user_id is not None else None
