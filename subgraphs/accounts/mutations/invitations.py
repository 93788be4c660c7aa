"""Asking people into organizations, and answering."""

from typing import Annotated

import strawberry

from subgraphs.accounts.service import invitations
from subgraphs.accounts.service.invitations import InvitationPolicy
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.organization_changes import (
    AcceptInvitationInput,
    AcceptInvitationPayload,
    CreateInvitationLinkInput,
    CreateInvitationLinkPayload,
    DeclineInvitationInput,
    DeclineInvitationPayload,
    InviteToOrganizationInput,
    InviteToOrganizationPayload,
    RevokeInvitationInput,
    RevokeInvitationPayload,
)
from subgraphs.accounts.types.organizations import Organization, OrganizationInvitation
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_SOCIAL = [requires_scopes(Scope.SOCIAL_WRITE)]
_WHICH = strawberry.argument(description="Which invitation.")


@strawberry.type
class InvitationMutations:
    @strawberry.mutation(
        description="Ask somebody into an organization, by a letter to their address.", directives=_SOCIAL
    )
    @answer_refusals
    async def invite_to_organization(
        self, info: Info, input: Annotated[InviteToOrganizationInput, strawberry.argument(description="Whom.")]
    ) -> InviteToOrganizationPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            row = await invitations.invite_by_mail(
                work,
                caller.user_id,
                parse_id(input.organization_id),
                input.role,
                input.email,
                _policy(info),
            )
        return InviteToOrganizationPayload(invitation=OrganizationInvitation.from_row(row))

    @strawberry.mutation(description="Make a link by which people come into an organization.", directives=_SOCIAL)
    @answer_refusals
    async def create_invitation_link(
        self, info: Info, input: Annotated[CreateInvitationLinkInput, strawberry.argument(description="For whom.")]
    ) -> CreateInvitationLinkPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            row = await invitations.invite_by_link(
                work,
                caller.user_id,
                parse_id(input.organization_id),
                input.role,
                input.uses,
                _policy(info),
            )
        return CreateInvitationLinkPayload(invitation=OrganizationInvitation.from_row(row))

    @strawberry.mutation(description="Take an invitation back, so that nobody can accept it.", directives=_SOCIAL)
    @answer_refusals
    async def revoke_invitation(
        self, info: Info, input: Annotated[RevokeInvitationInput, _WHICH]
    ) -> RevokeInvitationPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            row = await invitations.revoke_invitation(work, caller.user_id, parse_id(input.invitation_id))
        return RevokeInvitationPayload(invitation=OrganizationInvitation.from_row(row))

    @strawberry.mutation(description="Come into an organization by its letter or link.", directives=_SOCIAL)
    @answer_refusals
    async def accept_invitation(
        self, info: Info, input: Annotated[AcceptInvitationInput, _WHICH]
    ) -> AcceptInvitationPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            row = await invitations.accept_invitation(work, caller.user_id, input.token)
        return AcceptInvitationPayload(organization=Organization.from_row(row))

    @strawberry.mutation(
        description="Say no to an invitation by letter, with or without an account. A link stays, for others."
    )
    @answer_refusals
    async def decline_invitation(
        self, info: Info, input: Annotated[DeclineInvitationInput, _WHICH]
    ) -> DeclineInvitationPayload:
        async with info.context.unit_of_work() as work:
            await invitations.decline_invitation(work, input.token)
        return DeclineInvitationPayload(declined=True)


def _policy(info: Info) -> InvitationPolicy:
    services = info.context.services
    settings = services.settings
    return InvitationPolicy(settings.open_invitations, settings.invitation_lifetime, services.credentials.sealer)
