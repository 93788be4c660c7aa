"""Users and their profiles."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, event
from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime
from subgraphs.shared.ids import new_id


class UserRow(Table, table=True):
    __tablename__ = "user_account"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    handle: str = Field(unique=True)
    """In lower case."""

    email: str
    """As it was given, for writing to."""

    email_key: str | None = Field(default=None, unique=True)
    """Case folded, for finding: two accounts must not differ by case alone. Null until the address is confirmed, for
    others may have given the same one; accounts older than confirmations have theirs."""

    email_confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was proven that this person reads their address; null as long as nobody knows."""

    password_hash: str
    """Empty for an account that nobody can sign in to with a password."""

    roles: list[str] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """From when on nobody signs in any more, because the account is about to be erased."""


class ProfileRow(Table, table=True):
    __tablename__ = "profile"

    user_id: UUID = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    display_name: str
    name_key: str = Field(default="", index=True, sa_column_kwargs={"server_default": ""})
    """The display name, case folded, for finding. It follows the name by itself."""

    bio: str | None = None
    locale: str
    time_zone: str
    languages: list[str] = Field(sa_type=JSON)
    updated_at: datetime = Field(sa_type=UtcDateTime)


@event.listens_for(ProfileRow.display_name, "set")
def _follow_the_name(profile: ProfileRow, name: str, _old: object, _initiator: object) -> None:
    profile.name_key = name.casefold()
