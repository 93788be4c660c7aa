"""Who stands where within which stretch of time, and what makes ranks cheap; see repository/leaderboard_index.py."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, LargeBinary
from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.shared.database import UtcDateTime


class LeaderboardRow(Table, table=True):
    """What a learner earned within one period."""

    __tablename__ = "leaderboard"
    __table_args__ = (
        Index("ix_leaderboard_place", "period", "starts_on", "is_listed", "place"),
        Index("ix_leaderboard_user", "user_id", "period", "starts_on"),
    )

    period: str = Field(primary_key=True)
    starts_on: date = Field(primary_key=True)
    user_id: UUID = Field(primary_key=True)
    xp: int
    reached_at: datetime = Field(sa_type=UtcDateTime)
    """When these points were reached: of two equals, the first to get there stands higher."""

    place: bytes = Field(sa_type=LargeBinary)
    """Points, instant and learner in one value, which sorts as the board does; see places.py."""

    is_listed: bool
    """Stands on the board that everybody sees."""


class LeaderboardChangeRow(Table, table=True):
    """A change of a place on the board that everybody sees, until it is counted in."""

    __tablename__ = "leaderboard_changes"
    __table_args__ = (Index("ix_leaderboard_changes_board", "period", "starts_on"), {"sqlite_autoincrement": True})

    # SQLite numbers rows by itself only where the column is exactly INTEGER.
    id: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer(), "sqlite"),
    )
    period: str
    starts_on: date
    user_id: UUID
    before: bytes | None = Field(sa_type=LargeBinary)
    """The place that was left; null where the learner did not stand on the board."""

    after: bytes | None = Field(sa_type=LargeBinary)
    """The place that was taken; null where the learner stands on the board no more."""


class LeaderboardChunkRow(Table, table=True):
    """How many stand on one stretch of a board: from its first place up to the first of the next chunk."""

    __tablename__ = "leaderboard_chunks"
    __table_args__ = ({"sqlite_with_rowid": False},)

    period: str = Field(primary_key=True)
    starts_on: date = Field(primary_key=True)
    first: bytes = Field(primary_key=True, sa_type=LargeBinary)
    """Empty for the chunk at the top. A prefix of a place, as short as tells the two sides apart."""

    size: int
