"""Who belongs to which organization, as accounts announces it: the copy that decides who sees an organization's own."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import String
from sqlmodel import Field

from subgraphs.content.models.table import Table


class OrganizationRole(StrEnum):
    """What a member may do with the organization's content."""

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    TUTOR = "TUTOR"
    MEMBER = "MEMBER"


AUTHORING_ROLES = frozenset({OrganizationRole.OWNER, OrganizationRole.ADMIN, OrganizationRole.TUTOR})


class OrganizationMemberRow(Table, table=True):
    __tablename__ = "organization_members"

    user_id: UUID = Field(primary_key=True)
    organization_id: UUID = Field(primary_key=True, index=True)
    role: OrganizationRole = Field(sa_type=String)
