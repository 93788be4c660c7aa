"""Answers to flashcards."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class ReviewRow(Table, table=True):
    __tablename__ = "reviews"
    __table_args__ = (Index("ix_reviews_flashcard_reviewed", "flashcard_id", "reviewed_at", "id"),)

    id: UUID = Field(primary_key=True)
    flashcard_id: UUID = Field(foreign_key="flashcards.id", ondelete="CASCADE")
    rating: str
    reviewed_at: datetime = Field(sa_type=UtcDateTime)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    duration_ms: int | None
    state_before: str
    state_after: str
    due: datetime = Field(sa_type=UtcDateTime)
