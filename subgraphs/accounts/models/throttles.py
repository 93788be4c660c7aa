"""How often something was tried."""

from datetime import datetime

from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime


class ThrottleRow(Table, table=True):
    """One counter. It holds no name and no address, only a digest of what is counted."""

    __tablename__ = "throttle"

    key: str = Field(primary_key=True)
    attempts: int
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    """From when on it counts from zero again."""

    blocked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
