"""Asking people to come into an organization, by letter or by a link to hand round.

The secret in a letter or link is derived from the invitation's id with a key that is not in the database: so the letter
can be written after the answer, and whoever reads the database can invite nobody.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from subgraphs.accounts.errors import (
    InvitationIsNotValid,
    InvitedTooManyPeople,
    IsAlreadyAMember,
    UsesAreOutOfRange,
)
from subgraphs.accounts.invitation_jobs import MailInvitation
from subgraphs.accounts.models.organizations import InvitationRow, OrganizationRow
from subgraphs.accounts.organization_roles import OrganizationRole, may_give
from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.repository.organizations import InvitationsRepository, OrganizationsRepository
from subgraphs.accounts.sealing import Sealer
from subgraphs.accounts.service.organizations import Seat, add_member, take_managing_seat
from subgraphs.accounts.tokens import hash_of_refresh_token
from subgraphs.shared.errors import Forbidden, NotFound
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

MOST_USES = 500


@dataclass(frozen=True, slots=True)
class InvitationPolicy:
    """How many invitations may wait, for how long, and the key that their secrets are derived with."""

    most_open: int
    lifetime: timedelta
    sealer: Sealer


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that can be accepted, and to where."""

    invitation: InvitationRow
    organization: OrganizationRow


def token_of(sealer: Sealer, invitation_id: UUID) -> str:
    return sealer.digest("invitation", invitation_id.hex)


async def invite_by_mail(
    work: UnitOfWork,
    caller_id: UUID,
    organization_id: UUID | None,
    role: OrganizationRole,
    email: str,
    policy: InvitationPolicy,
) -> InvitationRow:
    """Write to somebody, whether they have an account or not. Inviting again takes the place of the one before."""
    seat = await take_managing_seat(work, caller_id, organization_id)
    key = email.casefold()
    holder = await AccountsRepository(work.session).find_by_address(email)
    if holder is not None:
        organizations = OrganizationsRepository(work.session)
        if await organizations.membership(seat.organization.id, holder.id) is not None:
            raise IsAlreadyAMember
    await InvitationsRepository(work.session).close_those_to(seat.organization.id, key)
    invitation = _draft(work, seat, role, policy, uses=1)
    invitation.email, invitation.email_key = email, key
    await _add(work, seat, invitation, policy)
    work.enqueue(MailInvitation(invitation_id=invitation.id))
    return invitation


async def invite_by_link(
    work: UnitOfWork,
    caller_id: UUID,
    organization_id: UUID | None,
    role: OrganizationRole,
    uses: int,
    policy: InvitationPolicy,
) -> InvitationRow:
    """A link that as many people can use."""
    if not 1 <= uses <= MOST_USES:
        raise UsesAreOutOfRange(MOST_USES)
    seat = await take_managing_seat(work, caller_id, organization_id)
    invitation = _draft(work, seat, role, policy, uses)
    await _add(work, seat, invitation, policy)
    return invitation


async def revoke_invitation(work: UnitOfWork, caller_id: UUID, invitation_id: UUID | None) -> InvitationRow:
    """Nothing to do where it is used up."""
    repository = InvitationsRepository(work.session)
    invitation = await repository.find(invitation_id) if invitation_id is not None else None
    if invitation is None:
        raise NotFound("There is no such invitation.")
    await take_managing_seat(work, caller_id, invitation.organization_id)
    invitation.uses_left = 0
    return invitation


async def accept_invitation(work: UnitOfWork, caller_id: UUID, token: str) -> OrganizationRow:
    """Whoever has the letter or the link comes in; a member stays what they are, and uses up nothing."""
    found = await find_invitation(work, token)
    organizations = OrganizationsRepository(work.session)
    await organizations.locked(found.organization.id)
    if await organizations.membership(found.organization.id, caller_id) is None:
        found.invitation.uses_left -= 1
        await add_member(work, found.organization.id, caller_id, OrganizationRole(found.invitation.role))
    return found.organization


async def decline_invitation(work: UnitOfWork, token: str) -> None:
    """An invitation by letter is gone; a link is for others, too."""
    found = await find_invitation(work, token)
    if found.invitation.email_key is not None:
        found.invitation.uses_left = 0


async def find_invitation(work: UnitOfWork, token: str) -> OpenInvitation:
    """Raises `InvitationIsNotValid`: one answer for all that is wrong with it."""
    invitation = await InvitationsRepository(work.session).find_open(hash_of_refresh_token(token), work.now)
    if invitation is None:
        raise InvitationIsNotValid
    organizations = await OrganizationsRepository(work.session).by_ids([invitation.organization_id])
    return OpenInvitation(invitation, organizations[invitation.organization_id])


def _draft(work: UnitOfWork, seat: Seat, role: OrganizationRole, policy: InvitationPolicy, uses: int) -> InvitationRow:
    # Owners are made by owners, of people whom they see among the members.
    if role is OrganizationRole.OWNER or not may_give(seat.role, role):
        raise Forbidden
    invitation_id = new_id()
    return InvitationRow(
        id=invitation_id,
        organization_id=seat.organization.id,
        role=role.value,
        token_hash=hash_of_refresh_token(token_of(policy.sealer, invitation_id)),
        invited_by=seat.membership.user_id,
        created_at=work.now,
        expires_at=work.now + policy.lifetime,
        uses_left=uses,
    )


async def _add(work: UnitOfWork, seat: Seat, invitation: InvitationRow, policy: InvitationPolicy) -> None:
    repository = InvitationsRepository(work.session)
    if await repository.count_open(seat.organization.id, work.now) >= policy.most_open:
        raise InvitedTooManyPeople(policy.most_open)
    await repository.add(invitation)
