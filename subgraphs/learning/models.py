"""The tables of learning."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from subgraphs.shared.database import UtcDateTime, table_registry
from subgraphs.shared.event_tables import define_event_tables
from subgraphs.shared.job_tables import define_job_tables


class ItemKind(StrEnum):
    """What a flashcard is made from."""

    WORD = "WORD"
    KANJI = "KANJI"


class Table(SQLModel, registry=table_registry()):
    """The base of every table here."""


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


class PerformedMutationRow(Table, table=True):
    """A mutation that was sent with a client's own id, and what came of it, so that sending it again does nothing."""

    __tablename__ = "performed_mutations"

    owner_id: UUID = Field(primary_key=True)
    client_mutation_id: str = Field(primary_key=True)
    target: str
    """What it was about; the same id for another target is a mistake of the client, not a repetition."""
    result: str
    performed_at: datetime = Field(sa_type=UtcDateTime)


EVENT_TABLES = define_event_tables(Table.metadata)
JOB_TABLES = define_job_tables(Table.metadata)
