"""Organizations, as their members see them."""

from datetime import datetime
from uuid import UUID

import strawberry

from subgraphs.accounts.models.organizations import InvitationRow, MembershipRow, OrganizationRow
from subgraphs.accounts.organization_roles import MANAGING_ROLES, OrganizationRole
from subgraphs.accounts.repository.api_keys import ApiKeysRepository
from subgraphs.accounts.repository.organizations import InvitationsRepository
from subgraphs.accounts.service.invitations import token_of
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.organization_api_keys import OrganizationApiKey
from subgraphs.accounts.types.user import User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.context import require_scope
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.pagination import page_request
from subgraphs.shared.scalars import EmailAddress, Url
from subgraphs.shared.scopes import Scope

describe_enum(
    OrganizationRole,
    "What a member is in an organization.",
    {
        OrganizationRole.OWNER: "Decides everything: gives any role, hands the organization on, dissolves it.",
        OrganizationRole.ADMIN: "Invites, and looks after tutors and members.",
        OrganizationRole.TUTOR: "Writes the organization's own content.",
        OrganizationRole.MEMBER: "Learns with the organization's own content.",
    },
)


@strawberry.type(description="Somebody in an organization.")
class OrganizationMember:
    role: OrganizationRole = strawberry.field(description="What they are in it.")
    joined_at: datetime = strawberry.field(description="Since when.")
    user_key: strawberry.Private[UUID]

    @strawberry.field(description="Who it is; null for somebody whose account is gone.")
    async def user(self, info: Info) -> User | None:
        return await User.of_id(info, self.user_key)

    @classmethod
    def from_row(cls, row: MembershipRow) -> "OrganizationMember":
        return cls(role=OrganizationRole(row.role), joined_at=row.joined_at, user_key=row.user_id)


@strawberry.type(description="A standing offer to come into an organization, for those who look after its members.")
class OrganizationInvitation:
    id: strawberry.ID = strawberry.field(description="Opaque; to revoke it.")
    role: OrganizationRole = strawberry.field(description="What whoever accepts it becomes.")
    email: EmailAddress | None = strawberry.field(description="To whom a letter went; null for a link.")
    uses_left: int = strawberry.field(description="How many can still accept it.")
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime = strawberry.field(description="From when on nobody can accept it.")
    inviter_key: strawberry.Private[UUID]

    @strawberry.field(description="Who made it; null for somebody whose account is gone.")
    async def inviter(self, info: Info) -> User | None:
        return await User.of_id(info, self.inviter_key)

    @strawberry.field(description="The link to hand round; null for an invitation by letter, which is its reader's.")
    def link(self, info: Info) -> Url | None:
        if self.email is not None:
            return None
        services = info.context.services
        token = token_of(services.credentials.sealer, UUID(self.id))
        return Url(f"{services.settings.site_url}/invitation#token={token}")

    @classmethod
    def from_row(cls, row: InvitationRow) -> "OrganizationInvitation":
        return cls(
            id=strawberry.ID(str(row.id)),
            role=OrganizationRole(row.role),
            email=EmailAddress(row.email) if row.email is not None else None,
            uses_left=row.uses_left,
            created_at=row.created_at,
            expires_at=row.expires_at,
            inviter_key=row.invited_by,
        )


@strawberry.federation.type(
    keys=["id"], description="People who teach and learn together, with content of their own. Invisible to others."
)
class Organization(Node):
    id: strawberry.ID = strawberry.field(description="Opaque; stays the same as long as the organization exists.")
    name: str = strawberry.field(description="What it is called. Not unique.")
    description: str | None = strawberry.field(description="What it is about; null when nobody said.")
    created_at: datetime = strawberry.field(description="When it was founded.")
    key: strawberry.Private[UUID]

    @strawberry.field(description="What the person who asks is in it.")
    async def viewer_role(self, info: Info) -> OrganizationRole | None:
        return await role_of_caller(info, self.key)

    @strawberry.field(description="How many are in it.")
    async def member_count(self, info: Info) -> int:
        return await info.context.loaders.member_count.load(self.key) or 0

    @strawberry.field(description="Who is in it, the longest there first.")
    async def members(self, info: Info, first: First = None, after: After = None) -> Connection[OrganizationMember]:
        page = await info.context.loaders.members.load((self.key, page_request(first, after)))
        return Connection[OrganizationMember].from_page(page, OrganizationMember.from_row)

    @strawberry.field(
        description="Invitations that can still be accepted, the newest first. For owners and administrators, null to "
        "others."
    )
    async def invitations(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[OrganizationInvitation] | None:
        if await role_of_caller(info, self.key) not in MANAGING_ROLES:
            return None
        async with info.context.database.read() as session:
            page = await InvitationsRepository(session).page(self.key, info.context.clock(), page_request(first, after))
        return Connection[OrganizationInvitation].from_page(page, OrganizationInvitation.from_row)

    @strawberry.field(
        description="Keys of programs that belong to it and are not revoked, the newest first. For owners and "
        "administrators, null to others.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    async def api_keys(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[OrganizationApiKey] | None:
        require_scope(info, Scope.ACCOUNT_MANAGE)
        if await role_of_caller(info, self.key) not in MANAGING_ROLES:
            return None
        async with info.context.database.read() as session:
            page = await ApiKeysRepository(session).page_of_organization(self.key, page_request(first, after))
        return Connection[OrganizationApiKey].from_page(page, OrganizationApiKey.from_row)

    @classmethod
    def from_row(cls, row: OrganizationRow) -> "Organization":
        return cls(
            id=strawberry.ID(str(row.id)),
            name=row.name,
            description=row.description,
            created_at=row.created_at,
            key=row.id,
        )

    @classmethod
    async def seen_by_caller(cls, info: Info, organization_id: UUID) -> "Organization | None":
        """None for an organization that the caller is not in, as for one that does not exist."""
        if await role_of_caller(info, organization_id) is None:
            return None
        row = await info.context.loaders.organization.load(organization_id)
        return cls.from_row(row) if row is not None else None

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Organization | None":
        key = parse_id(id)
        return await cls.seen_by_caller(info, key) if key is not None else None


async def role_of_caller(info: Info, organization_id: UUID) -> OrganizationRole | None:
    caller = info.context.caller
    if caller is None:
        return None
    membership = await info.context.loaders.membership.load((organization_id, caller.user_id))
    return OrganizationRole(membership.role) if membership is not None else None
