"""Answers to flashcards."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, false
from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class ReviewRow(Table, table=True):
    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("owner_id", "client_review_id"),
        Index("ix_reviews_flashcard_reviewed", "flashcard_id", "reviewed_at", "id"),
        Index("ix_reviews_owner_reviewed", "owner_id", "reviewed_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    """The owner of the card, who alone may answer it."""
    flashcard_id: UUID = Field(foreign_key="flashcards.id", ondelete="CASCADE")
    client_review_id: str | None = None
    """The device's own id of it, by which it is recorded once however often it is sent."""
    session_id: UUID | None = None
    """The study session or test in which it was asked."""
    is_practice: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """It was asked for practice's sake: it is remembered, and the schedule does not heed it."""
    rating: str
    quality: int | None = None
    """SM-2's own scale, 0 to 5, where the client gave it; otherwise it follows from the rating."""
    reviewed_at: datetime = Field(sa_type=UtcDateTime)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was taken back: it counts for nothing since."""
    duration_ms: int | None
    state_before: str
    state_after: str
    due: datetime = Field(sa_type=UtcDateTime)
    algorithm: str = Field(default="FSRS", sa_column_kwargs={"server_default": "FSRS"})
    """What scheduled it: FSRS or SM2."""
    recall_probability: float | None = None
    """What the schedule expected, from 0 to 1, just before the answer; None for a first one."""
    interval_days: float | None = None
    """Days until the card is due again."""
