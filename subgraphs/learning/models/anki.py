"""What flashcards were in Anki, kept as it came, so that it can go back without loss."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class AnkiNoteTypeRow(Table, table=True):
    __tablename__ = "anki_note_types"
    __table_args__ = (Index("uq_anki_note_types_owner", "owner_id", "anki_id", "fingerprint", unique=True),)

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    anki_id: int = Field(sa_type=BigInteger)
    fingerprint: str
    """Of the names of its fields and templates: two types with one number, from two collections, stay apart."""
    content: dict[str, Any] = Field(sa_type=JSON)


class AnkiNoteRow(Table, table=True):
    """A note. Its cards have its id as their `note_id`."""

    __tablename__ = "anki_notes"
    __table_args__ = (
        Index("uq_anki_notes_owner_guid", "owner_id", "guid", unique=True),
        Index("ix_anki_notes_note_type", "note_type_id"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    guid: str
    """By which it is known again wherever it travels."""
    note_type_id: UUID = Field(foreign_key="anki_note_types.id")
    anki_id: int = Field(sa_type=BigInteger)
    modified: int = Field(sa_type=BigInteger)
    """Seconds since 1970."""
    tags: list[str] = Field(sa_type=JSON)
    fields: list[str] = Field(sa_type=JSON)
    """HTML as it came: never shown without being cleaned."""


class AnkiCardRow(Table, table=True):
    """How a card was scheduled when it came, and by what it is seen whether that still holds."""

    __tablename__ = "anki_cards"
    __table_args__ = (Index("ix_anki_cards_note", "note_id", "ordinal"), Index("ix_anki_cards_owner", "owner_id"))

    flashcard_id: UUID = Field(primary_key=True, foreign_key="flashcards.id", ondelete="CASCADE")
    owner_id: UUID
    note_id: UUID = Field(foreign_key="anki_notes.id", ondelete="CASCADE")
    anki_id: int = Field(sa_type=BigInteger)
    ordinal: int
    numbers: dict[str, Any] = Field(sa_type=JSON)
    """As Anki wrote them."""
    collection_created: int = Field(sa_type=BigInteger)
    """From when its days are counted, in seconds since 1970."""
    schedule_mark: str
    """Of the schedule that was made from the numbers."""
    wording_mark: str
    """Of the faces that were made from the note."""


class AnkiAnswerRow(Table, table=True):
    """An entry of the review log."""

    __tablename__ = "anki_answers"
    __table_args__ = (Index("ix_anki_answers_owner", "owner_id"),)

    flashcard_id: UUID = Field(primary_key=True, foreign_key="flashcards.id", ondelete="CASCADE")
    anki_id: int = Field(primary_key=True, sa_type=BigInteger)
    """When, in milliseconds since 1970."""
    owner_id: UUID
    review_id: UUID | None
    """The review that it is here; None where a card was rescheduled by hand."""
    ease: int
    interval: int
    last_interval: int
    factor: int
    milliseconds: int
    type: int


class AnkiMediaRow(Table, table=True):
    """A file that came with notes. The same file twice is kept once."""

    __tablename__ = "anki_media"
    __table_args__ = (
        Index("uq_anki_media_owner_digest", "owner_id", "digest", unique=True),
        Index("ix_anki_media_created", "created_at"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    digest: str
    """SHA-256, in hexadecimal."""
    key: str
    content_type: str
    """By what is in it. What is neither picture nor sound nor film is kept, and never shown."""
    size: int = Field(sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UtcDateTime)


class AnkiMediaNameRow(Table, table=True):
    """What a note, or a note type, calls a file."""

    __tablename__ = "anki_media_names"
    __table_args__ = (Index("ix_anki_media_names_media", "media_id"), Index("ix_anki_media_names_owner", "owner_id"))

    holder_id: UUID = Field(primary_key=True)
    """The note or the note type."""
    name: str = Field(primary_key=True)
    owner_id: UUID
    media_id: UUID = Field(foreign_key="anki_media.id", ondelete="CASCADE")
