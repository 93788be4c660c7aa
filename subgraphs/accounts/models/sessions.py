"""Sessions and their refresh tokens."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime
from subgraphs.shared.ids import new_id


class SessionRow(Table, table=True):
    """A family of refresh tokens: each replaces the one before, and all end together."""

    __tablename__ = "session"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was opened or refreshed last; null for sessions older than this column."""

    user_agent: str | None = None
    """What the client last called itself, cut."""

    network: str | None = None
    """Where it was last used: an address without its last part."""

    reauthenticated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When whoever holds this session last proved who they are."""


class RefreshTokenRow(Table, table=True):
    __tablename__ = "refresh_token"

    token_hash: str = Field(primary_key=True)
    """SHA-256 of the token: a stolen table opens no session."""

    session_id: UUID = Field(foreign_key="session.id", ondelete="CASCADE", index=True)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
