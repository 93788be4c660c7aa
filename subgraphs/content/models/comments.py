"""What people say about lessons and episodes, and what is done about it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlmodel import Field

from subgraphs.content.models.table import Table
from subgraphs.shared.database import UtcDateTime


class CommentSubject(StrEnum):
    LESSON = "LESSON"
    EPISODE = "EPISODE"


class CommentState(StrEnum):
    VISIBLE = "VISIBLE"
    PENDING = "PENDING"
    HIDDEN = "HIDDEN"
    REMOVED = "REMOVED"


class ReportReason(StrEnum):
    SPAM = "SPAM"
    ABUSE = "ABUSE"
    SPOILER = "SPOILER"
    OFF_TOPIC = "OFF_TOPIC"
    OTHER = "OTHER"


class CommentRow(Table, table=True):
    __tablename__ = "comments"
    __table_args__ = (
        UniqueConstraint("author_id", "client_mutation_id"),
        Index("ix_comments_subject", "subject_id", "parent_id", "created_at", "id"),
        Index("ix_comments_parent", "parent_id", "created_at", "id"),
        Index("ix_comments_author", "author_id", "created_at", "id"),
        Index("ix_comments_state", "state", "created_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    subject_kind: CommentSubject = Field(sa_type=String)
    subject_id: UUID
    parent_id: UUID | None = Field(foreign_key="comments.id", ondelete="CASCADE")
    depth: int
    """0 for a comment that answers none."""
    author_id: UUID | None
    text: str
    state: CommentState = Field(sa_type=String)
    revision: int
    reply_count: int
    report_count: int
    """Reports since a moderator looked at it last."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    edited_at: datetime | None = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(sa_type=UtcDateTime)
    client_mutation_id: str | None


class CommentReportRow(Table, table=True):
    __tablename__ = "comment_reports"

    comment_id: UUID = Field(primary_key=True, foreign_key="comments.id", ondelete="CASCADE")
    reporter_id: UUID = Field(primary_key=True)
    reason: ReportReason = Field(sa_type=String)
    details: str
    reported_at: datetime = Field(sa_type=UtcDateTime)


class CommentModerationRow(Table, table=True):
    """One decision about a comment. Rows are added and never changed."""

    __tablename__ = "comment_moderations"
    __table_args__ = (Index("ix_comment_moderations_comment", "comment_id", "moderated_at", "id"),)

    id: UUID = Field(primary_key=True)
    comment_id: UUID = Field(foreign_key="comments.id", ondelete="CASCADE")
    moderator_id: UUID | None
    """None: reports did it, or the moderator was erased."""
    state_before: CommentState = Field(sa_type=String)
    state_after: CommentState = Field(sa_type=String)
    reason: str
    moderated_at: datetime = Field(sa_type=UtcDateTime)


class BlockedUserRow(Table, table=True):
    """Two who neither see nor reach each other, as accounts announces it."""

    __tablename__ = "blocked_users"

    user_id: UUID = Field(primary_key=True)
    blocked_id: UUID = Field(primary_key=True, index=True)


class SuspendedUserRow(Table, table=True):
    """Who is kept out for now, as accounts announces it."""

    __tablename__ = "suspended_users"

    user_id: UUID = Field(primary_key=True)
    until: datetime | None = Field(sa_type=UtcDateTime)
