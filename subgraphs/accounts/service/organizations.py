"""Organizations: founded, changed, left, handed on, dissolved."""

from dataclasses import dataclass
from uuid import UUID

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.errors import (
    IsTheLastOwner,
    MemberIsUnknown,
    OwnsTooManyOrganizations,
    TextHasHiddenCharacters,
    TextIsEmpty,
    TextIsTooLong,
)
from subgraphs.accounts.events import (
    OrganizationCreated,
    OrganizationDeleted,
    OrganizationMemberAdded,
    OrganizationMemberRemoved,
    OrganizationMemberRoleChanged,
)
from subgraphs.accounts.models.organizations import MembershipRow, OrganizationRow
from subgraphs.accounts.organization_roles import MANAGING_ROLES, OrganizationRole, may_give
from subgraphs.accounts.repository.organizations import OrganizationsRepository
from subgraphs.accounts.service import audit
from subgraphs.accounts.visible_text import has_hidden_characters
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import Forbidden, NotFound, Refusal, raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork

LONGEST_NAME = 80
LONGEST_DESCRIPTION = 1_000


@dataclass(frozen=True, slots=True)
class OrganizationDraft:
    name: str | None
    description: str | None

    def refusals(self) -> list[Refusal]:
        name_path, description_path = ["input", "name"], ["input", "description"]
        found: list[Refusal] = []
        if self.name is not None and not self.name.strip():
            found.append(TextIsEmpty("An organization has a name.", name_path))
        if has_hidden_characters(self.name or ""):
            found.append(TextHasHiddenCharacters("A name has only characters that can be seen.", name_path))
        if len(self.name or "") > LONGEST_NAME:
            found.append(TextIsTooLong(f"This has at most {LONGEST_NAME} characters.", name_path))
        if len(self.description or "") > LONGEST_DESCRIPTION:
            found.append(TextIsTooLong(f"This has at most {LONGEST_DESCRIPTION} characters.", description_path))
        return found


@dataclass(frozen=True, slots=True)
class Seat:
    """A caller in an organization of theirs, whose members nobody else changes until the transaction ends."""

    organization: OrganizationRow
    membership: MembershipRow

    @property
    def role(self) -> OrganizationRole:
        return OrganizationRole(self.membership.role)


async def take_seat(work: UnitOfWork, caller_id: UUID, organization_id: UUID | None) -> Seat:
    """Raises `NotFound` for an organization that the caller is not in, as for one that does not exist."""
    repository = OrganizationsRepository(work.session)
    organization = await repository.locked(organization_id) if organization_id is not None else None
    membership = await repository.membership(organization.id, caller_id) if organization is not None else None
    if organization is None or membership is None:
        raise NotFound("There is no such organization.")
    return Seat(organization, membership)


async def take_managing_seat(work: UnitOfWork, caller_id: UUID, organization_id: UUID | None) -> Seat:
    seat = await take_seat(work, caller_id, organization_id)
    if seat.role not in MANAGING_ROLES:
        raise Forbidden
    return seat


async def take_owners_seat(work: UnitOfWork, caller_id: UUID, organization_id: UUID | None) -> Seat:
    seat = await take_seat(work, caller_id, organization_id)
    if seat.role is not OrganizationRole.OWNER:
        raise Forbidden
    return seat


async def create_organization(
    work: UnitOfWork, caller_id: UUID, draft: OrganizationDraft, most_owned: int
) -> OrganizationRow:
    raise_refusals(draft.refusals())
    repository = OrganizationsRepository(work.session)
    if await repository.count_owned(caller_id) >= most_owned:
        raise OwnsTooManyOrganizations(most_owned)
    organization = OrganizationRow(
        name=(draft.name or "").strip(), description=draft.description or None, created_at=work.now
    )
    await repository.add(organization)
    work.announce(OrganizationCreated(organization_id=organization.id, name=organization.name, owner_id=caller_id))
    await add_member(work, organization.id, caller_id, OrganizationRole.OWNER)
    return organization


async def update_organization(
    work: UnitOfWork, caller_id: UUID, organization_id: UUID | None, draft: OrganizationDraft
) -> OrganizationRow:
    """What is None stays; an empty description removes it."""
    organization = (await take_managing_seat(work, caller_id, organization_id)).organization
    raise_refusals(draft.refusals())
    if draft.name is not None:
        organization.name = draft.name.strip()
    if draft.description is not None:
        organization.description = draft.description or None
    return organization


async def delete_organization(work: UnitOfWork, caller: Caller, organization_id: UUID | None) -> UUID:
    organization = (await take_owners_seat(work, caller.user_id, organization_id)).organization
    await _dissolve(work, organization.id)
    details = {"organizationId": str(organization.id), "name": organization.name}
    audit.record(work, AuditKind.ORGANIZATION_DELETED, user_id=caller.user_id, actor=caller, details=details)
    return organization.id


async def leave_organization(work: UnitOfWork, caller_id: UUID, organization_id: UUID | None) -> UUID:
    seat = await take_seat(work, caller_id, organization_id)
    await _keep_an_owner(work, seat.membership)
    await _remove(work, seat.organization.id, caller_id)
    return seat.organization.id


async def remove_member(
    work: UnitOfWork, caller: Caller, organization_id: UUID | None, user_id: UUID | None
) -> OrganizationRow:
    seat = await take_managing_seat(work, caller.user_id, organization_id)
    member = await _member(work, seat, user_id)
    if not may_give(seat.role, OrganizationRole(member.role)):
        raise Forbidden
    await _keep_an_owner(work, member)
    await _remove(work, seat.organization.id, member.user_id)
    _record_role(work, caller, member.user_id, seat.organization.id, None)
    return seat.organization


async def change_member_role(
    work: UnitOfWork, caller: Caller, organization_id: UUID | None, user_id: UUID | None, role: OrganizationRole
) -> MembershipRow:
    seat = await take_managing_seat(work, caller.user_id, organization_id)
    member = await _member(work, seat, user_id)
    if not (may_give(seat.role, role) and may_give(seat.role, OrganizationRole(member.role))):
        raise Forbidden
    if role is not OrganizationRole.OWNER:
        await _keep_an_owner(work, member)
    _give_role(work, member, role)
    _record_role(work, caller, member.user_id, seat.organization.id, role)
    return member


async def transfer_organization(
    work: UnitOfWork, caller: Caller, organization_id: UUID | None, user_id: UUID | None
) -> OrganizationRow:
    """Hand it on to a member, and stay as an administrator."""
    seat = await take_owners_seat(work, caller.user_id, organization_id)
    member = await _member(work, seat, user_id)
    if member.user_id == caller.user_id:
        return seat.organization
    _give_role(work, member, OrganizationRole.OWNER)
    _give_role(work, seat.membership, OrganizationRole.ADMIN)
    _record_role(work, caller, member.user_id, seat.organization.id, OrganizationRole.OWNER)
    _record_role(work, caller, caller.user_id, seat.organization.id, OrganizationRole.ADMIN)
    return seat.organization


async def add_member(work: UnitOfWork, organization_id: UUID, user_id: UUID, role: OrganizationRole) -> None:
    await OrganizationsRepository(work.session).add_member(
        MembershipRow(organization_id=organization_id, user_id=user_id, role=role.value, joined_at=work.now)
    )
    work.announce(OrganizationMemberAdded(organization_id=organization_id, user_id=user_id, role=role.value))


async def _member(work: UnitOfWork, seat: Seat, user_id: UUID | None) -> MembershipRow:
    repository = OrganizationsRepository(work.session)
    found = await repository.membership(seat.organization.id, user_id) if user_id is not None else None
    if found is None:
        raise MemberIsUnknown
    return found


async def _keep_an_owner(work: UnitOfWork, member: MembershipRow) -> None:
    if member.role != OrganizationRole.OWNER.value:
        return
    if not await OrganizationsRepository(work.session).has_another_owner(member.organization_id, member.user_id):
        raise IsTheLastOwner


def _give_role(work: UnitOfWork, member: MembershipRow, role: OrganizationRole) -> None:
    if member.role == role.value:
        return
    member.role = role.value
    work.announce(
        OrganizationMemberRoleChanged(organization_id=member.organization_id, user_id=member.user_id, role=role.value)
    )


async def _remove(work: UnitOfWork, organization_id: UUID, user_id: UUID) -> None:
    await OrganizationsRepository(work.session).remove_member(organization_id, user_id)
    work.announce(OrganizationMemberRemoved(organization_id=organization_id, user_id=user_id))


async def _dissolve(work: UnitOfWork, organization_id: UUID) -> None:
    await OrganizationsRepository(work.session).delete(organization_id)
    work.announce(OrganizationDeleted(organization_id=organization_id))


def _record_role(
    work: UnitOfWork, caller: Caller, user_id: UUID, organization_id: UUID, role: OrganizationRole | None
) -> None:
    details = {"organizationId": str(organization_id), **({"role": role.value} if role is not None else {})}
    kind = AuditKind.ORGANIZATION_ROLE_CHANGED if role is not None else AuditKind.ORGANIZATION_MEMBER_REMOVED
    audit.record(work, kind, user_id=user_id, actor=caller, details=details)
