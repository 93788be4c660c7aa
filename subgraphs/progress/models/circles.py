"""Who is whose friend, who keeps away from whom, who belongs where, and who may see somebody's progress.

Copies of what other domains announce. Each row says what was so at the instant `as_of`; what is told later of an
earlier instant changes nothing, so that the order in which events arrive does not matter. What has ended stays as a
row that `is_on` no more, for the same reason.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.shared.database import UtcDateTime


class Audience(StrEnum):
    """Whom somebody shows their progress to."""

    EVERYONE = "EVERYONE"
    FRIENDS = "FRIENDS"
    NOBODY = "NOBODY"


class CircleKind(StrEnum):
    """What people belong to together."""

    ORGANIZATION = "ORGANIZATION"
    GROUP = "GROUP"


class FriendshipRow(Table, table=True):
    """One of the two directions of a friendship."""

    __tablename__ = "friendships"

    user_id: UUID = Field(primary_key=True)
    friend_id: UUID = Field(primary_key=True)
    is_on: bool
    as_of: datetime = Field(sa_type=UtcDateTime)


class BlockRow(Table, table=True):
    """Somebody keeps somebody away: neither sees the other."""

    __tablename__ = "blocks"
    __table_args__ = (Index("ix_blocks_blocked", "blocked_id"),)

    user_id: UUID = Field(primary_key=True)
    blocked_id: UUID = Field(primary_key=True)
    is_on: bool
    as_of: datetime = Field(sa_type=UtcDateTime)


class CircleRow(Table, table=True):
    """An organization or a group."""

    __tablename__ = "circles"

    id: UUID = Field(primary_key=True)
    kind: str
    is_on: bool
    """False once it was dissolved."""

    as_of: datetime = Field(sa_type=UtcDateTime)


class CircleMemberRow(Table, table=True):
    __tablename__ = "circle_members"
    __table_args__ = (Index("ix_circle_members_user", "user_id"),)

    circle_id: UUID = Field(primary_key=True)
    user_id: UUID = Field(primary_key=True)
    role: str
    is_on: bool
    as_of: datetime = Field(sa_type=UtcDateTime)


class AudienceRow(Table, table=True):
    """Whom somebody shows their progress to, where they ever chose."""

    __tablename__ = "progress_audiences"

    user_id: UUID = Field(primary_key=True)
    audience: str
    as_of: datetime = Field(sa_type=UtcDateTime)
