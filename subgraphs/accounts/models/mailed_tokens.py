"""Tokens that were mailed, to prove that somebody reads an address."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime


class MailedTokenRow(Table, table=True):
    __tablename__ = "mailed_token"

    token_hash: str = Field(primary_key=True)
    """SHA-256 of the token, which exists in clear only in the mail."""

    user_id: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    purpose: str
    address: str
    """Where it was sent: what it proves to be read."""

    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
