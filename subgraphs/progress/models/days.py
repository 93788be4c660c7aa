"""What learners did on each of their days."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.progress.streak import Streak
from subgraphs.shared.database import UtcDateTime


class DayRow(Table, table=True):
    """A day by the calendar that the learner lived by when it was: moving away does not change it."""

    __tablename__ = "learner_days"

    user_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    xp: int = 0
    reviews: int = 0
    milliseconds: int = Field(default=0, sa_type=BigInteger)
    """How long the learner studied."""

    is_studied: bool = False
    goal: int | None = None
    """The goal in points when something was done last."""

    goal_reached_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_goal_announced: bool = False
    streak_before: int = 0
    """The streak that the learner brought into the day, which multiplies its points."""

    streak_days: int = 0
    streak_longest: int = 0
    streak_freezes: int = 0
    """The streak after the day, where it is one of study."""

    tally: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """Points and times of each rule, to go on from."""

    last_at: datetime = Field(sa_type=UtcDateTime)
    last_identity: str
    """The latest fact that was reckoned."""

    @property
    def streak(self) -> Streak:
        return Streak(self.streak_days, self.streak_longest, self.day, self.streak_freezes)

    def keep_streak(self, streak: Streak) -> None:
        self.streak_days = streak.days
        self.streak_longest = streak.longest
        self.streak_freezes = streak.freezes
