"""What flashcards are made from: items of other domains, of which learning keeps what it needs to know."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlmodel import Field

from subgraphs.learning.models.table import Table


class ItemKind(StrEnum):
    """What a flashcard is made from."""

    WORD = "WORD"
    KANJI = "KANJI"
    SENTENCE = "SENTENCE"
    LESSON = "LESSON"
    FREE = "FREE"
    """Nothing but what the learner wrote on it."""


@dataclass(frozen=True, slots=True)
class ItemRef:
    """An item, which lives in another domain."""

    kind: ItemKind
    id: UUID


class ItemRow(Table, table=True):
    """What is known of an item, as its domain announced it."""

    __tablename__ = "items"
    __table_args__ = (
        Index("ix_items_kind_level_rank", "kind", "level", "rank", "id"),
        Index("ix_items_text", "text"),
        Index("ix_items_reading", "reading"),
    )

    id: UUID = Field(primary_key=True)
    kind: str
    text: str
    reading: str | None
    meanings: list[str] = Field(sa_type=JSON)
    language: str
    """BCP 47."""
    level: str | None
    """Such as N5; None where it is on no list."""
    rank: int | None
    """Its place within its kind, the easiest and most used first."""
    details: dict[str, Any] = Field(sa_type=JSON)
    """What else its kind has: parts of speech, look-alikes, a translation, the words of a lesson."""
    organization_id: UUID | None
    """Whose members alone may know of it; None: everybody may."""
    version: str
    """Of the announcement that this is from."""
    is_withdrawn: bool
    """No longer offered. Cards made from it stay."""
