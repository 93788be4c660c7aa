"""What learners have earned points with."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.shared.database import UtcDateTime


class AwardRow(Table, table=True):
    """What one fact earned by one rule, and how that came about."""

    __tablename__ = "awards"
    __table_args__ = (
        Index("ix_awards_user_earned", "user_id", "earned_at", "id"),
        Index("ix_awards_user_day", "user_id", "day"),
    )

    id: UUID = Field(primary_key=True)
    """Made of the fact and the rule, so that a day that is reckoned anew has the same ones."""

    user_id: UUID
    fact_type: str
    fact_identity: str
    rule: str
    reason: str
    base: int
    multipliers: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Those that raised it, each a name and a percentage."""

    amount: int
    taken_by_cap: int = 0
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When what had earned it was taken back; the amount is nothing since."""

    item_kind: str | None = None
    item_id: UUID | None = None
    """What it was for, where that is something that can be looked at."""

    earned_at: datetime = Field(sa_type=UtcDateTime)
    announced_at: datetime = Field(sa_type=UtcDateTime)
    day: date
    """The learner's day as it was when the points were earned."""
