"""Every handle that somebody has, or had not long ago."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime


class HandleClaimRow(Table, table=True):
    __tablename__ = "handle_claim"

    handle: str = Field(primary_key=True)
    skeleton: str = Field(index=True)
    """Equal for handles that look alike."""

    user_id: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    claimed_at: datetime = Field(sa_type=UtcDateTime)
    reserved_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """None for the handle that the person has now. One that they gave up stays theirs until then, so that nobody can
    pass for them under it."""
