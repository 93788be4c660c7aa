"""Challenges, and who takes part. Standings are those of a leaderboard's period, among who takes part."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.progress.periods import Board, LeaderboardPeriod
from subgraphs.shared.database import UtcDateTime


class MemberState(StrEnum):
    INVITED = "INVITED"
    JOINED = "JOINED"


class ChallengeRow(Table, table=True):
    __tablename__ = "challenges"
    __table_args__ = (
        UniqueConstraint("creator_id", "client_mutation_id"),
        Index("ix_challenges_latest", "starts_on", "id"),
        Index("ix_challenges_circle", "circle_id"),
    )

    id: UUID = Field(primary_key=True)
    template_id: str
    audience: str
    circle_id: UUID | None = None
    """The organization that is challenged."""

    creator_id: UUID | None = None
    """None: the platform itself, or somebody who is gone."""

    client_mutation_id: str | None = None
    period: str
    starts_on: date
    ends_on: date
    created_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When its beginning was announced."""

    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When its standings became final."""

    @property
    def board(self) -> Board:
        return LeaderboardPeriod(self.period), self.starts_on


class ChallengeMemberRow(Table, table=True):
    __tablename__ = "challenge_members"
    __table_args__ = (Index("ix_challenge_members_user", "user_id", "challenge_id"),)

    challenge_id: UUID = Field(primary_key=True)
    user_id: UUID = Field(primary_key=True)
    state: str
    invited_by: UUID | None = None
    since: datetime = Field(sa_type=UtcDateTime)
    final_rank: int | None = None
    final_xp: int | None = None
    prize_xp: int = 0
    prize_freezes: int = 0
    prized_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the prize was given."""
