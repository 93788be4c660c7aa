"""Finding one's organizations, and where an invitation leads."""

from typing import Annotated

import strawberry

from subgraphs.accounts.organization_roles import OrganizationRole
from subgraphs.accounts.repository.organizations import InvitationsRepository, OrganizationsRepository
from subgraphs.accounts.tokens import hash_of_refresh_token
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.organizations import Organization
from subgraphs.accounts.types.user import User
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.context import require_caller
from subgraphs.shared.pagination import page_request


@strawberry.type(description="What whoever has an invitation learns of it before they answer.")
class InvitationPreview:
    organization_name: str = strawberry.field(description="Where it leads.")
    role: OrganizationRole = strawberry.field(description="What one becomes there.")
    inviter: User | None = strawberry.field(description="Who invites; null for somebody whose account is gone.")


@strawberry.type
class OrganizationQueries:
    @strawberry.field(description="The organizations that the caller is in, by name.", directives=[AUTHENTICATED])
    async def organizations(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[Organization] | None:
        caller = require_caller(info)
        async with info.context.database.read() as session:
            page = await OrganizationsRepository(session).page_of_member(caller.user_id, page_request(first, after))
        return Connection[Organization].from_page(page, Organization.from_row)

    @strawberry.field(description="An organization that the caller is in; null for others.", directives=[AUTHENTICATED])
    async def organization(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Which one.")]
    ) -> Organization | None:
        return await Organization.resolve_reference(info, id)

    @strawberry.field(description="Where an invitation leads; null when it cannot be accepted any more.")
    async def invitation(
        self,
        info: Info,
        token: Annotated[str, strawberry.argument(description="What its address carries behind `#token=`.")],
    ) -> InvitationPreview | None:
        async with info.context.database.read() as session:
            found = await InvitationsRepository(session).find_open(
                hash_of_refresh_token(token), info.context.clock(), locks=False
            )
            if found is None:
                return None
            rows = await OrganizationsRepository(session).by_ids([found.organization_id])
        return InvitationPreview(
            organization_name=rows[found.organization_id].name,
            role=OrganizationRole(found.role),
            inviter=await User.of_id(info, found.invited_by),
        )
