"""What flashcards are made from: items of other domains, of which learning keeps what it needs to know."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index
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
        Index("ix_items_course", "course_id"),
    )

    id: UUID = Field(primary_key=True)
    kind: str
    text: str
    reading: str | None
    meanings: list[str] = Field(sa_type=JSON)
    language: str
    """BCP 47."""
    level: str | None
    """Such as N5, and BEGINNER of a lesson; None where it is on no list."""
    rank: int | None
    """Its place within its kind, the easiest and most used first; that of a lesson in its course."""
    details: dict[str, Any] = Field(sa_type=JSON)
    """What else its kind has: `subgraphs/content/repository/dictionary.py` says what, `frequency` added. Of a lesson:
    minutes, wordIds, kanjiIds."""
    course_id: UUID | None = None
    """That a lesson is part of."""
    organization_id: UUID | None
    """Whose members alone may know of it; None: everybody may."""
    search_text: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Everything that a search finds it by, as `search_text.py` folds it."""
    edition: int = Field(sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    """Of the dictionary that this is from; of a lesson, the version of its course."""
    is_withdrawn: bool
    """No longer offered. Cards made from it stay."""


DICTIONARY = "dictionary"
DICTIONARY_KINDS = ("WORD", "KANJI", "SENTENCE", "GRAMMAR")
"""What comes with an edition of the dictionary. No cards are made from grammar."""


class CatalogueEditionRow(Table, table=True):
    """The newest edition that was heard to its end."""

    __tablename__ = "catalogue_editions"

    name: str = Field(primary_key=True)
    edition: int = Field(sa_type=BigInteger)
