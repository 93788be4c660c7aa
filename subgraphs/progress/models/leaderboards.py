"""Who stands where within which stretch of time."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.shared.database import UtcDateTime


class LeaderboardRow(Table, table=True):
    """What a learner earned within one period."""

    __tablename__ = "leaderboard"
    __table_args__ = (Index("ix_leaderboard_period_xp", "period", "starts_on", "xp"),)

    period: str = Field(primary_key=True)
    starts_on: date = Field(primary_key=True)
    user_id: UUID = Field(primary_key=True)
    xp: int
    reached_at: datetime = Field(sa_type=UtcDateTime)
    """When these points were reached: of two equals, the first to get there stands higher."""
