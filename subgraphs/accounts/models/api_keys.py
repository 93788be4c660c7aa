"""Keys for programs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime
from subgraphs.shared.ids import new_id


class ApiKeyRow(Table, table=True):
    __tablename__ = "api_key"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    """Who gave it out, and in whose name it acts."""

    organization_id: UUID | None = Field(default=None, foreign_key="organization.id", ondelete="CASCADE", index=True)
    """Whose administrators look after it, and outside of which it does nothing; null for a person's own."""

    key_hash: str = Field(unique=True)
    """SHA-256 of the key, which was shown once."""

    beginning: str
    """The first characters, by which people tell their keys apart."""

    name: str
    scopes: list[str] = Field(sa_type=JSON)
    """What it may do, as far as its owner still may."""

    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
