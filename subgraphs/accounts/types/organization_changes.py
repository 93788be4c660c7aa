"""How organizations change, and who is in them."""

import strawberry

from subgraphs.accounts.organization_roles import OrganizationRole
from subgraphs.accounts.types.organizations import Organization, OrganizationInvitation, OrganizationMember
from subgraphs.shared.scalars import EmailAddress
from subgraphs.shared.user_errors import UserError, user_errors_field

_WHICH = "An organization that the caller is in."


@strawberry.input(description="An organization to found.")
class CreateOrganizationInput:
    name: str = strawberry.field(description="What to call it: 80 characters at most.")
    description: str | None = strawberry.field(default=None, description="What it is about: 1,000 characters at most.")


@strawberry.type(description="What came of founding an organization.")
class CreateOrganizationPayload:
    organization: Organization | None = strawberry.field(
        default=None, description="The new organization, which the caller owns; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="What to change of an organization. What is left out, or null, stays as it is.")
class UpdateOrganizationInput:
    organization_id: strawberry.ID = strawberry.field(description=_WHICH)
    name: str | None = strawberry.field(default=None, description="What to call it from now on.")
    description: str | None = strawberry.field(
        default=None, description="What it is about; an empty text removes what there was."
    )


@strawberry.type(description="The organization after the change.")
class UpdateOrganizationPayload:
    organization: Organization | None = strawberry.field(default=None, description="Changed; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="An organization to dissolve.")
class DeleteOrganizationInput:
    organization_id: strawberry.ID = strawberry.field(description="An organization that the caller owns.")


@strawberry.type(description="What came of dissolving an organization.")
class DeleteOrganizationPayload:
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="Which is no more, for clients to drop from their caches; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="An organization to leave.")
class LeaveOrganizationInput:
    organization_id: strawberry.ID = strawberry.field(description=_WHICH)


@strawberry.type(description="What came of leaving.")
class LeaveOrganizationPayload:
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="Which the caller is not in any more; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A member to take out.")
class RemoveOrganizationMemberInput:
    organization_id: strawberry.ID = strawberry.field(description=_WHICH)
    user_id: strawberry.ID = strawberry.field(description="Who is to be no member any more.")


@strawberry.type(description="What came of taking a member out.")
class RemoveOrganizationMemberPayload:
    organization: Organization | None = strawberry.field(
        default=None, description="The organization without them; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="What a member is to be.")
class ChangeOrganizationMemberRoleInput:
    organization_id: strawberry.ID = strawberry.field(description=_WHICH)
    user_id: strawberry.ID = strawberry.field(description="The member.")
    role: OrganizationRole = strawberry.field(
        description="What they are to be. Owners give any role, administrators TUTOR and MEMBER."
    )


@strawberry.type(description="What came of giving a member another role.")
class ChangeOrganizationMemberRolePayload:
    member: OrganizationMember | None = strawberry.field(
        default=None, description="The member with the new role; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="An organization to hand on.")
class TransferOrganizationInput:
    organization_id: strawberry.ID = strawberry.field(description="An organization that the caller owns.")
    user_id: strawberry.ID = strawberry.field(description="The member who is to own it. The caller stays as ADMIN.")


@strawberry.type(description="What came of handing an organization on.")
class TransferOrganizationPayload:
    organization: Organization | None = strawberry.field(
        default=None, description="The organization with its new owner; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Whom to ask into an organization by letter.")
class InviteToOrganizationInput:
    organization_id: strawberry.ID = strawberry.field(description=_WHICH)
    email: EmailAddress = strawberry.field(description="Where to write. Its reader needs no account yet.")
    role: OrganizationRole = strawberry.field(
        default=OrganizationRole.MEMBER, description="What they become. OWNER is not for invitations."
    )


@strawberry.type(description="What came of asking somebody into an organization.")
class InviteToOrganizationPayload:
    invitation: OrganizationInvitation | None = strawberry.field(
        default=None, description="What was sent, in place of an earlier one to this address; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A link to make, by which people come into an organization.")
class CreateInvitationLinkInput:
    organization_id: strawberry.ID = strawberry.field(description=_WHICH)
    role: OrganizationRole = strawberry.field(
        default=OrganizationRole.MEMBER, description="What they become. OWNER is not for invitations."
    )
    uses: int = strawberry.field(default=1, description="How many people can use it: 1 to 500.")


@strawberry.type(description="What came of making a link.")
class CreateInvitationLinkPayload:
    invitation: OrganizationInvitation | None = strawberry.field(
        default=None, description="The invitation, whose `link` is to be handed round; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="An invitation to take back.")
class RevokeInvitationInput:
    invitation_id: strawberry.ID = strawberry.field(description="One of an organization that the caller looks after.")


@strawberry.type(description="What came of taking an invitation back.")
class RevokeInvitationPayload:
    invitation: OrganizationInvitation | None = strawberry.field(
        default=None, description="Which nobody can accept any more; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="An invitation to accept.")
class AcceptInvitationInput:
    token: str = strawberry.field(description="What the letter's or the link's address carries behind `#token=`.")


@strawberry.type(description="What came of accepting an invitation.")
class AcceptInvitationPayload:
    organization: Organization | None = strawberry.field(
        default=None, description="Which the caller is in now; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="An invitation to decline.")
class DeclineInvitationInput:
    token: str = strawberry.field(description="What the letter's address carries behind `#token=`.")


@strawberry.type(description="What came of declining an invitation.")
class DeclineInvitationPayload:
    declined: bool = strawberry.field(default=False, description="True when nobody can accept the letter any more.")
    user_errors: list[UserError] = user_errors_field()
