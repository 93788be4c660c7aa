"""The tables of accounts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from subgraphs.shared.database import UtcDateTime, table_registry
from subgraphs.shared.event_tables import define_event_tables
from subgraphs.shared.ids import new_id


class Table(SQLModel, registry=table_registry()):
    pass


class UserRow(Table, table=True):
    __tablename__ = "user_account"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    handle: str = Field(unique=True)
    """In lower case."""

    email: str
    """As it was given, for writing to."""

    email_key: str = Field(unique=True)
    """Case folded, for finding: two accounts must not differ by case alone."""

    password_hash: str
    """Empty for an account that nobody can sign in to with a password."""

    roles: list[str] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)


class ProfileRow(Table, table=True):
    __tablename__ = "profile"

    user_id: UUID = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    display_name: str
    bio: str | None = None
    locale: str
    time_zone: str
    languages: list[str] = Field(sa_type=JSON)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class SessionRow(Table, table=True):
    """A family of refresh tokens: each replaces the one before, and all end together."""

    __tablename__ = "session"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RefreshTokenRow(Table, table=True):
    __tablename__ = "refresh_token"

    token_hash: str = Field(primary_key=True)
    """SHA-256 of the token: a stolen table opens no session."""

    session_id: UUID = Field(foreign_key="session.id", ondelete="CASCADE", index=True)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


EVENT_TABLES = define_event_tables(Table.metadata)
