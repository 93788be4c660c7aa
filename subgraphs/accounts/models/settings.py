"""How a person wants the platform to treat them."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime


class UserSettingsRow(Table, table=True):
    """Absent for somebody who has never changed a setting: then the defaults hold."""

    __tablename__ = "user_settings"

    user_id: UUID = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    daily_goal: int
    profile_audience: str
    friends_audience: str
    progress_audience: str
    presence_audience: str
    updated_at: datetime = Field(sa_type=UtcDateTime)
