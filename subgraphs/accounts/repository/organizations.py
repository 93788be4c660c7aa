"""Organizations, their members, and who is asked to come."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.models.organizations import InvitationRow, MembershipRow, OrganizationRow
from subgraphs.accounts.organization_roles import OrganizationRole
from subgraphs.shared.database import rows_by_key
from subgraphs.shared.pagination import (
    Page,
    PageRequest,
    SeekOrder,
    ascending,
    descending,
    fetch_page,
    fetch_pages_by_parent,
)

MEMBERS = SeekOrder.by("members", ascending(col(MembershipRow.joined_at)), ascending(col(MembershipRow.user_id)))
BY_NAME = SeekOrder.by("organizations", ascending(col(OrganizationRow.name)), ascending(col(OrganizationRow.id)))
NEWEST_INVITATION = SeekOrder.by("invitations", descending(col(InvitationRow.id)))


class OrganizationsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_ids(self, ids: Sequence[UUID]) -> dict[UUID, OrganizationRow]:
        rows = await self._session.scalars(select(OrganizationRow).where(col(OrganizationRow.id).in_(ids)))
        return rows_by_key(rows.all(), "id")

    async def locked(self, organization_id: UUID) -> OrganizationRow | None:
        """Until the transaction ends, nobody else changes who is in it."""
        statement = select(OrganizationRow).where(col(OrganizationRow.id) == organization_id)
        return (await self._session.scalars(statement.with_for_update(key_share=True))).one_or_none()

    async def add(self, organization: OrganizationRow) -> None:
        self._session.add(organization)
        await self._session.flush()

    async def delete(self, organization_id: UUID) -> None:
        await self._session.execute(delete(OrganizationRow).where(col(OrganizationRow.id) == organization_id))

    async def page_of_member(self, user_id: UUID, request: PageRequest) -> Page[OrganizationRow]:
        statement = (
            select(OrganizationRow)
            .join(MembershipRow, col(MembershipRow.organization_id) == col(OrganizationRow.id))
            .where(col(MembershipRow.user_id) == user_id)
        )
        return await fetch_page(self._session, statement, BY_NAME, request)

    async def memberships(self, pairs: Sequence[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], MembershipRow]:
        """By organization and person."""
        row = MembershipRow
        rows = await self._session.scalars(
            select(row).where(
                col(row.organization_id).in_({organization_id for organization_id, _ in pairs}),
                col(row.user_id).in_({user_id for _, user_id in pairs}),
            )
        )
        return {(member.organization_id, member.user_id): member for member in rows}

    async def membership(self, organization_id: UUID, user_id: UUID) -> MembershipRow | None:
        return (await self.memberships([(organization_id, user_id)])).get((organization_id, user_id))

    async def members(self, organization_ids: Sequence[UUID], request: PageRequest) -> dict[UUID, Page[MembershipRow]]:
        row = MembershipRow
        return await fetch_pages_by_parent(
            self._session, select(row), row.organization_id, organization_ids, MEMBERS, request
        )

    async def member_counts(self, organization_ids: Sequence[UUID]) -> dict[UUID, int]:
        organization_id = col(MembershipRow.organization_id)
        statement = (
            select(organization_id, func.count()).where(organization_id.in_(organization_ids)).group_by(organization_id)
        )
        return {row[0]: row[1] for row in (await self._session.execute(statement)).all()}

    async def count_owned(self, user_id: UUID) -> int:
        row = MembershipRow
        owned = (col(row.user_id) == user_id, col(row.role) == OrganizationRole.OWNER.value)
        return (await self._session.scalars(select(func.count()).select_from(row).where(*owned))).one()

    async def has_another_owner(self, organization_id: UUID, user_id: UUID) -> bool:
        row = MembershipRow
        statement = select(col(row.user_id)).where(
            col(row.organization_id) == organization_id,
            col(row.user_id) != user_id,
            col(row.role) == OrganizationRole.OWNER.value,
        )
        return (await self._session.scalars(statement.limit(1))).first() is not None

    async def add_member(self, membership: MembershipRow) -> None:
        self._session.add(membership)
        await self._session.flush()

    async def remove_member(self, organization_id: UUID, user_id: UUID) -> None:
        row = MembershipRow
        await self._session.execute(
            delete(row).where(col(row.organization_id) == organization_id, col(row.user_id) == user_id)
        )


class InvitationsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, invitation: InvitationRow) -> None:
        self._session.add(invitation)
        await self._session.flush()

    async def find(self, invitation_id: UUID) -> InvitationRow | None:
        return await self._session.get(InvitationRow, invitation_id)

    async def find_open(self, token_hash: str, now: datetime, locks: bool = True) -> InvitationRow | None:
        """Locked until the transaction ends: of two who use the last place at once, the second finds none."""
        row = InvitationRow
        statement = select(row).where(
            col(row.token_hash) == token_hash, col(row.uses_left) > 0, col(row.expires_at) > now
        )
        return (await self._session.scalars(statement.with_for_update() if locks else statement)).one_or_none()

    async def count_open(self, organization_id: UUID, now: datetime) -> int:
        row = InvitationRow
        still_open = (col(row.organization_id) == organization_id, col(row.uses_left) > 0, col(row.expires_at) > now)
        return (await self._session.scalars(select(func.count()).select_from(row).where(*still_open))).one()

    async def page(self, organization_id: UUID, now: datetime, request: PageRequest) -> Page[InvitationRow]:
        """Those that can still be accepted, the newest first."""
        row = InvitationRow
        still_open = (col(row.organization_id) == organization_id, col(row.uses_left) > 0, col(row.expires_at) > now)
        return await fetch_page(self._session, select(row).where(*still_open), NEWEST_INVITATION, request)

    async def close_those_to(self, organization_id: UUID, email_key: str) -> None:
        row = InvitationRow
        await self._session.execute(
            update(row)
            .where(col(row.organization_id) == organization_id, col(row.email_key) == email_key)
            .values(uses_left=0)
        )

    async def forget_before(self, now: datetime) -> None:
        """Those that nobody can accept any more."""
        await self._session.execute(delete(InvitationRow).where(col(InvitationRow.expires_at) <= now))
