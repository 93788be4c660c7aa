"""The tables of progress."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from subgraphs.progress.streak import Streak
from subgraphs.shared.database import UtcDateTime, table_registry
from subgraphs.shared.event_tables import define_event_tables
from subgraphs.shared.job_tables import define_job_tables


class Table(SQLModel, registry=table_registry()):
    """The base of every table here."""


class LearnerRow(Table, table=True):
    """Where a learner stands, kept up to date with every award so that reading it costs one row."""

    __tablename__ = "learners"

    user_id: UUID = Field(primary_key=True)
    xp: int = 0
    time_zone: str = "UTC"
    """The zone in which the streak below was counted: the last one heard of."""
    streak_days: int = 0
    streak_longest: int = 0
    last_active_on: date | None = None

    @property
    def streak(self) -> Streak:
        return Streak(self.streak_days, self.streak_longest, self.last_active_on)

    def keep_streak(self, streak: Streak) -> None:
        self.streak_days = streak.days
        self.streak_longest = streak.longest
        self.last_active_on = streak.last_active_on


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


class ActivityRow(Table, table=True):
    """A quarter of an hour in which a learner studied; see streak.py."""

    __tablename__ = "activity"

    user_id: UUID = Field(primary_key=True)
    quarter_hour: datetime = Field(primary_key=True, sa_type=UtcDateTime)


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


EVENT_TABLES = define_event_tables(Table.metadata)
JOB_TABLES = define_job_tables(Table.metadata)
