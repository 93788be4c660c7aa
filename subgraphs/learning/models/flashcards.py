"""Flashcards, and what is known of a learner's memory of each."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.learning.models.topics import Origin
from subgraphs.shared.database import UtcDateTime


class FlashcardTemplate(StrEnum):
    """What a card asks for."""

    RECOGNITION = "RECOGNITION"
    PRODUCTION = "PRODUCTION"
    READING = "READING"
    LISTENING = "LISTENING"
    CLOZE = "CLOZE"


def _index_of_some(name: str, marked: str, *columns: str) -> Index:
    """Of those cards only that have this mark: few."""
    is_marked = text(f"{marked} IS NOT NULL")
    return Index(name, *columns, sqlite_where=is_marked, postgresql_where=is_marked)


class FlashcardRow(Table, table=True):
    __tablename__ = "flashcards"
    __table_args__ = (
        UniqueConstraint("owner_id", "item_kind", "item_id", "template", "variant"),
        Index("ix_flashcards_owner_due", "owner_id", "due", "id"),
        Index("ix_flashcards_owner_created", "owner_id", "created_at", "id"),
        Index("ix_flashcards_topic", "topic_id"),
        Index("ix_flashcards_deck", "deck_id"),
        Index("ix_flashcards_note", "owner_id", "note_id"),
        _index_of_some("ix_flashcards_leeches", "leech_at", "owner_id", "leech_at", "id"),
        _index_of_some("ix_flashcards_deleted", "deleted_at", "deleted_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    item_kind: str
    item_id: UUID | None
    """None for a free card."""
    template: str = Field(
        default=FlashcardTemplate.RECOGNITION, sa_column_kwargs={"server_default": FlashcardTemplate.RECOGNITION.value}
    )
    variant: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Tells cards of one item and template apart: which gap of a cloze, counted from 1."""
    note_id: UUID | None = None
    """Equal for cards that ask about the same thing in different ways, such as those of one imported note."""
    topic_id: UUID | None = Field(default=None, foreign_key="topics.id", ondelete="SET NULL")
    deck_id: UUID | None = Field(default=None, foreign_key="decks.id", ondelete="SET NULL")
    front: str | None = None
    """The learner's own wording; None: what the item says."""
    back: str | None = None
    reading: str | None = None
    hint: str | None = None
    notes: str | None = None
    image_id: UUID | None = None
    audio_id: UUID | None = None
    """Media of the learner's own."""
    origin: str = Field(default=Origin.OWN, sa_column_kwargs={"server_default": Origin.OWN.value})
    origin_id: UUID | None = None
    """The capture, import or syllabus that it came from."""
    search_text: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Everything that a search finds it by, folded."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """None: never changed since it was made."""
    suspended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    buried_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    leech_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it had been forgotten so often that it should be rewritten."""

    state: str
    step: int | None
    due: datetime = Field(sa_type=UtcDateTime)
    stability: float | None
    difficulty: float | None
    ease: float | None = None
    """SM-2's factor."""
    interval_days: float | None = None
    """Days from the last answer to `due`; None while it is on short steps."""
    last_reviewed_at: datetime | None = Field(sa_type=UtcDateTime)
    next_repetition_on: date | None = None
    """SM-2: the learner's day of the next repetition, which a drill before does not move."""
    reps: int
    lapses: int
    starting_memory: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    """What was known of it when it came from elsewhere, from which its history here goes on; None: it began new."""
    schedule_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """The version of the learner's preferences by which all of the above was worked out."""
    history_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Counts changes of its history: answers that were recorded, and answers that were taken back."""


class FlashcardTagRow(Table, table=True):
    __tablename__ = "flashcard_tags"
    __table_args__ = (Index("ix_flashcard_tags_owner_tag", "owner_id", "tag"),)

    flashcard_id: UUID = Field(primary_key=True, foreign_key="flashcards.id", ondelete="CASCADE")
    tag: str = Field(primary_key=True)
    owner_id: UUID
