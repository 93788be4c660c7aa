"""Flashcards, and what is known of a learner's memory of each."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class FlashcardRow(Table, table=True):
    __tablename__ = "flashcards"
    __table_args__ = (
        UniqueConstraint("owner_id", "item_kind", "item_id"),
        Index("ix_flashcards_owner_due", "owner_id", "due", "id"),
        Index("ix_flashcards_owner_created", "owner_id", "created_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    item_kind: str
    item_id: UUID
    created_at: datetime = Field(sa_type=UtcDateTime)
    state: str
    step: int | None
    due: datetime = Field(sa_type=UtcDateTime)
    stability: float | None
    difficulty: float | None
    last_reviewed_at: datetime | None = Field(sa_type=UtcDateTime)
    reps: int
    lapses: int
