"""Founding, changing and leaving organizations."""

from typing import Annotated

import strawberry

from subgraphs.accounts.service import organizations
from subgraphs.accounts.service.organizations import OrganizationDraft
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.organization_changes import (
    ChangeOrganizationMemberRoleInput,
    ChangeOrganizationMemberRolePayload,
    CreateOrganizationInput,
    CreateOrganizationPayload,
    DeleteOrganizationInput,
    DeleteOrganizationPayload,
    LeaveOrganizationInput,
    LeaveOrganizationPayload,
    RemoveOrganizationMemberInput,
    RemoveOrganizationMemberPayload,
    TransferOrganizationInput,
    TransferOrganizationPayload,
    UpdateOrganizationInput,
    UpdateOrganizationPayload,
)
from subgraphs.accounts.types.organizations import Organization, OrganizationMember
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller, require_caller_in_person
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_SOCIAL = [requires_scopes(Scope.SOCIAL_WRITE)]
_WHICH = strawberry.argument(description="Which organization.")
_WHO = strawberry.argument(description="Which member of which organization.")


@strawberry.type
class OrganizationMutations:
    @strawberry.mutation(description="Found an organization, and own it.", directives=_SOCIAL)
    @answer_refusals
    async def create_organization(
        self, info: Info, input: Annotated[CreateOrganizationInput, strawberry.argument(description="What to found.")]
    ) -> CreateOrganizationPayload:
        caller, most = require_caller(info), info.context.services.settings.organizations_per_owner
        draft = OrganizationDraft(input.name, input.description)
        async with info.context.unit_of_work() as work:
            row = await organizations.create_organization(work, caller.user_id, draft, most)
        return CreateOrganizationPayload(organization=Organization.from_row(row))

    @strawberry.mutation(description="Change what an organization says of itself.", directives=_SOCIAL)
    @answer_refusals
    async def update_organization(
        self, info: Info, input: Annotated[UpdateOrganizationInput, _WHICH]
    ) -> UpdateOrganizationPayload:
        caller, organization_id = require_caller(info), parse_id(input.organization_id)
        draft = OrganizationDraft(input.name, input.description)
        async with info.context.unit_of_work() as work:
            row = await organizations.update_organization(work, caller.user_id, organization_id, draft)
        return UpdateOrganizationPayload(organization=Organization.from_row(row))

    @strawberry.mutation(description="Dissolve an organization. It does not come back.", directives=_SOCIAL)
    @answer_refusals
    async def delete_organization(
        self, info: Info, input: Annotated[DeleteOrganizationInput, _WHICH]
    ) -> DeleteOrganizationPayload:
        caller = require_caller_in_person(info)
        async with info.context.unit_of_work() as work:
            deleted = await organizations.delete_organization(work, caller, parse_id(input.organization_id))
        return DeleteOrganizationPayload(organization_id=strawberry.ID(str(deleted)))

    @strawberry.mutation(description="Be no member of an organization any more.", directives=_SOCIAL)
    @answer_refusals
    async def leave_organization(
        self, info: Info, input: Annotated[LeaveOrganizationInput, _WHICH]
    ) -> LeaveOrganizationPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            left = await organizations.leave_organization(work, caller.user_id, parse_id(input.organization_id))
        return LeaveOrganizationPayload(organization_id=strawberry.ID(str(left)))

    @strawberry.mutation(description="Take a member out of an organization.", directives=_SOCIAL)
    @answer_refusals
    async def remove_organization_member(
        self, info: Info, input: Annotated[RemoveOrganizationMemberInput, _WHO]
    ) -> RemoveOrganizationMemberPayload:
        caller, organization_id = require_caller(info), parse_id(input.organization_id)
        async with info.context.unit_of_work() as work:
            row = await organizations.remove_member(work, caller, organization_id, parse_id(input.user_id))
        return RemoveOrganizationMemberPayload(organization=Organization.from_row(row))

    @strawberry.mutation(description="Give a member another role in an organization.", directives=_SOCIAL)
    @answer_refusals
    async def change_organization_member_role(
        self, info: Info, input: Annotated[ChangeOrganizationMemberRoleInput, _WHO]
    ) -> ChangeOrganizationMemberRolePayload:
        caller, organization_id = require_caller(info), parse_id(input.organization_id)
        async with info.context.unit_of_work() as work:
            row = await organizations.change_member_role(
                work, caller, organization_id, parse_id(input.user_id), input.role
            )
        return ChangeOrganizationMemberRolePayload(member=OrganizationMember.from_row(row))

    @strawberry.mutation(
        description="Hand an organization on to a member, and stay in it as an administrator.", directives=_SOCIAL
    )
    @answer_refusals
    async def transfer_organization(
        self, info: Info, input: Annotated[TransferOrganizationInput, _WHO]
    ) -> TransferOrganizationPayload:
        caller, organization_id = require_caller_in_person(info), parse_id(input.organization_id)
        async with info.context.unit_of_work() as work:
            row = await organizations.transfer_organization(work, caller, organization_id, parse_id(input.user_id))
        return TransferOrganizationPayload(organization=Organization.from_row(row))
