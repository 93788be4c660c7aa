"""What people are to each other."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime
from subgraphs.shared.ids import new_id


class FriendshipRow(Table, table=True):
    """Two rows per friendship, one for each of both, so that everybody's friends are a range of the index."""

    __tablename__ = "friendship"
    __table_args__ = (Index("ix_friendship_user_id_since", "user_id", "since", "friend_id"),)

    user_id: UUID = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    friend_id: UUID = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE", index=True)
    since: datetime = Field(sa_type=UtcDateTime)


class FriendRequestRow(Table, table=True):
    """Waits for an answer; gone when there is one."""

    __tablename__ = "friend_request"
    __table_args__ = (Index("uq_friend_request_pair", "requester_id", "recipient_id", unique=True),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    requester_id: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE")
    recipient_id: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    message: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)


class FollowRow(Table, table=True):
    __tablename__ = "follow"
    __table_args__ = (
        Index("ix_follow_follower_id_since", "follower_id", "since", "followee_id"),
        Index("ix_follow_followee_id_since", "followee_id", "since", "follower_id"),
    )

    follower_id: UUID = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    followee_id: UUID = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    since: datetime = Field(sa_type=UtcDateTime)


class BlockRow(Table, table=True):
    __tablename__ = "block"
    __table_args__ = (Index("ix_block_blocker_id_since", "blocker_id", "since", "blocked_id"),)

    blocker_id: UUID = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    blocked_id: UUID = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE", index=True)
    since: datetime = Field(sa_type=UtcDateTime)
