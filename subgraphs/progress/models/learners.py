"""Where learners stand."""

from datetime import date
from uuid import UUID

from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.progress.streak import Streak


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
