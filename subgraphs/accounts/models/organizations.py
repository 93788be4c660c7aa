"""Organizations, who is in them, and who is asked to come."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime
from subgraphs.shared.ids import new_id


class OrganizationRow(Table, table=True):
    __tablename__ = "organization"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str
    description: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)


class MembershipRow(Table, table=True):
    __tablename__ = "membership"

    organization_id: UUID = Field(primary_key=True, foreign_key="organization.id", ondelete="CASCADE")
    user_id: UUID = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE", index=True)
    role: str
    joined_at: datetime = Field(sa_type=UtcDateTime)


class InvitationRow(Table, table=True):
    """By mail to one address, or by a link that whoever has it may use until it is used up."""

    __tablename__ = "invitation"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organization_id: UUID = Field(foreign_key="organization.id", ondelete="CASCADE", index=True)
    role: str
    email: str | None = None
    """None for a link."""

    email_key: str | None = Field(default=None, index=True)
    token_hash: str = Field(unique=True)
    """SHA-256 of the secret in the letter or link: a stolen table invites nobody."""

    invited_by: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    uses_left: int
    """1 by mail; 0 when it is used up, declined or revoked."""
