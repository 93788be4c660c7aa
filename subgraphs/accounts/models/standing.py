"""What an administrator has decided about an account."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime
from subgraphs.shared.ids import new_id


class SuspensionRow(Table, table=True):
    """A time in which somebody may not sign in. The last that has not ended counts."""

    __tablename__ = "suspension"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    reason: str
    """Told to the person when they try to sign in."""

    suspended_by: UUID
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """None: until somebody restores the account."""

    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was ended before its time."""
