"""Where learners stand."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, Column
from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.progress.streak import Streak
from subgraphs.progress.timeline import Timeline
from subgraphs.shared.days import day_of, zone_named

Told = list[list[Any]]
"""Instants in ISO 8601, each with what was told of it."""


class LearnerRow(Table, table=True):
    """Where a learner stands, kept up to date with every fact so that reading it costs one row."""

    __tablename__ = "learners"

    user_id: UUID = Field(primary_key=True)
    xp: int = 0
    highest_level: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    """The highest that was ever announced: what is taken back and earned again is no news."""

    time_zone: str = "UTC"
    """The zone in which the streak below was counted: the last one heard of."""

    streak_days: int = 0
    streak_longest: int = 0
    streak_freezes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    last_active_on: date | None = None
    streak_warned_on: date | None = None
    """The last day on which they were told that their streak ends with it."""

    zones: Told = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    """Where the learner's day began since when."""

    goals: Told = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    """The points a day that they wanted since when."""

    given_freezes: Told = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    """When they were given freezes, and how many."""

    settled_before: date | None = None
    """Days before this one stay as they are: what they were reckoned from is forgotten."""

    @property
    def streak(self) -> Streak:
        return Streak(self.streak_days, self.streak_longest, self.last_active_on, self.streak_freezes)

    def keep_streak(self, streak: Streak) -> None:
        self.streak_days = streak.days
        self.streak_longest = streak.longest
        self.streak_freezes = streak.freezes
        self.last_active_on = streak.last_active_on

    def zone_at(self, instant: datetime) -> ZoneInfo:
        """Where the learner lived then; who was heard of later has always lived where they were first."""
        zones = timeline_of(self.zones)
        return zone_named(zones.at(instant) or zones.first or self.time_zone)

    def day_at(self, instant: datetime) -> date:
        """The day that it was for the learner."""
        return day_of(instant, self.zone_at(instant))

    def freeze_days(self, zone: ZoneInfo | None = None) -> Sequence[date]:
        """The days on which they were given a freeze, one for each; by the calendar of then, or by that of a zone."""
        given = [(datetime.fromisoformat(at), count) for at, count in self.given_freezes]
        return [day_of(at, zone) if zone else self.day_at(at) for at, count in given for _ in range(count)]


def timeline_of(told: Told) -> Timeline[Any]:
    return Timeline(tuple((datetime.fromisoformat(since), value) for since, value in told))


def told(timeline: Timeline[Any]) -> Told:
    return [[since.isoformat(), value] for since, value in timeline.changes]
