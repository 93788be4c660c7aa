"""What learners have achieved, and the counters that it rests on."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.shared.database import UtcDateTime


class CountedDayRow(Table, table=True):
    """What was counted on a day of a learner's."""

    __tablename__ = "counted_days"
    __table_args__ = (Index("ix_counted_days_stale", "is_stale", "user_id"),)

    user_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    deeds: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    is_stale: bool
    """Something was heard of this day since it was counted."""


class LearnerCountersRow(Table, table=True):
    __tablename__ = "learner_counters"

    user_id: UUID = Field(primary_key=True)
    counters: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    counted_at: datetime = Field(sa_type=UtcDateTime)


class UnlockedAchievementRow(Table, table=True):
    __tablename__ = "unlocked_achievements"

    user_id: UUID = Field(primary_key=True)
    achievement_id: str = Field(primary_key=True)
    unlocked_at: datetime = Field(sa_type=UtcDateTime)
    """When it was noticed."""
