"""Who belongs to which organization."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from subgraphs.content.models.organizations import OrganizationMemberRow, OrganizationRole
from subgraphs.content.repository.base import Repository


class OrganizationRepository(Repository):
    async def role_of(self, organization_id: UUID, user_id: UUID) -> OrganizationRole | None:
        member = await self.session.get(OrganizationMemberRow, (user_id, organization_id))
        return OrganizationRole(member.role) if member is not None else None

    async def set_role(self, organization_id: UUID, user_id: UUID, role: OrganizationRole) -> None:
        row = OrganizationMemberRow(user_id=user_id, organization_id=organization_id, role=role)
        await self.session.merge(row)

    async def remove_member(self, organization_id: UUID, user_id: UUID) -> None:
        member = OrganizationMemberRow
        await self.session.execute(
            delete(member).where(col(member.user_id) == user_id, col(member.organization_id) == organization_id)
        )

    async def remove_organization(self, organization_id: UUID) -> None:
        member = OrganizationMemberRow
        await self.session.execute(delete(member).where(col(member.organization_id) == organization_id))

    async def organizations_of_users(self, user_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
        member = OrganizationMemberRow
        statement = select(col(member.user_id), col(member.organization_id)).where(col(member.user_id).in_(user_ids))
        return await self.lists(statement)

    async def organizations_of(self, user_id: UUID) -> list[UUID]:
        member = OrganizationMemberRow
        return list(await self.all(select(col(member.organization_id)).where(col(member.user_id) == user_id)))


def belongs_to(
    organization_id: Mapped[UUID | None], user_id: UUID, roles: Iterable[OrganizationRole] | None = None
) -> ColumnElement[bool]:
    """That this user is a member of the organization in a column, in one of these roles if some are named."""
    member = OrganizationMemberRow
    conditions = [col(member.user_id) == user_id]
    if roles is not None:
        conditions.append(col(member.role).in_(sorted(roles)))
    return organization_id.in_(select(col(member.organization_id)).where(*conditions))
