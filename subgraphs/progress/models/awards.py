"""What learners have earned points with."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.shared.database import UtcDateTime


class AwardRow(Table, table=True):
    __tablename__ = "awards"
    __table_args__ = (
        UniqueConstraint("review_id", "reason"),
        Index("ix_awards_user_earned", "user_id", "earned_at", "id"),
        Index("ix_awards_user_day", "user_id", "day"),
    )

    id: UUID = Field(primary_key=True)
    user_id: UUID
    review_id: UUID
    reason: str
    amount: int
    earned_at: datetime = Field(sa_type=UtcDateTime)
    day: date
    """The learner's day as it was reckoned when the points were given, so that a daily bonus is given once."""
