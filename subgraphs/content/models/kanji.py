"""Kanji, how they are drawn, and the lists that belong to them.

Everything is read far more often than it is written, so orders are stored, not computed: `rank` is the place of a
record among its kind (easiest and commonest first), `position` a place in the list of one parent. Both count from 0
without gaps, so that a page of any list is one range of an index, and pages of many lists are one statement.

These tables, those of words, sentences and kana are emptied and filled again when a new seed comes: what points at
them from tables that are not filled with them keeps the id and has no foreign key.
"""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlmodel import Field

from subgraphs.content.models.levels import JlptLevel
from subgraphs.content.models.table import Table
from subgraphs.shared.ids import seed_id

STROKE_VIEW_BOX = "0 0 109 109"
"""The canvas that all strokes are drawn on."""


class ReadingKind(StrEnum):
    ON = "ON"
    KUN = "KUN"


class KanjiRow(Table, table=True):
    __tablename__ = "kanji"
    __table_args__ = (
        Index("ix_kanji_level_rank", "level", "rank"),
        Index("ix_kanji_grade_rank", "grade", "rank"),
        Index("ix_kanji_radical_rank", "radical", "rank"),
        Index("ix_kanji_stroke_count_rank", "stroke_count", "rank"),
        Index("ix_kanji_frequency", "frequency"),
    )

    id: UUID = Field(primary_key=True)
    character: str = Field(unique=True)
    level: JlptLevel = Field(sa_type=String)
    grade: int | None
    frequency: int | None
    stroke_count: int
    on_readings: list[str] = Field(sa_type=JSON)
    kun_readings: list[str] = Field(sa_type=JSON)
    meanings: list[str] = Field(sa_type=JSON)
    rank: int = Field(unique=True)
    word_count: int
    sentence_count: int
    language: str = Field(default="ja", sa_column_kwargs={"server_default": "ja"})
    """BCP 47."""
    level_scale: str | None = Field(default="JLPT", sa_column_kwargs={"server_default": "JLPT"})
    """What `level` is a level of; None where it is unlisted."""
    radical: int | None
    """Its number among the 214."""
    name_readings: list[str] = Field(sa_type=JSON, sa_column_kwargs={"server_default": "[]"})
    components: list[dict[str, Any]] = Field(sa_type=JSON, sa_column_kwargs={"server_default": "[]"})
    """As the seed has them: element, and where they are so: original, position, isPhonetic, isRadical."""
    look_alikes: list[str] = Field(sa_type=JSON, sa_column_kwargs={"server_default": "[]"})


class StrokeOrderRow(Table, table=True):
    __tablename__ = "stroke_orders"

    character: str = Field(primary_key=True)
    paths: list[str] = Field(sa_type=JSON)


class KanjiWordRow(Table, table=True):
    """A word in the list of one of its kanji."""

    __tablename__ = "kanji_words"

    kanji_id: UUID = Field(primary_key=True, foreign_key="kanji.id")
    position: int = Field(primary_key=True)
    word_id: UUID = Field(foreign_key="words.id", index=True)
    place_in_word: int


class KanjiSentenceRow(Table, table=True):
    """A sentence in the list of a kanji: it uses a word that is written with it."""

    __tablename__ = "kanji_sentences"

    kanji_id: UUID = Field(primary_key=True, foreign_key="kanji.id")
    position: int = Field(primary_key=True)
    sentence_id: UUID = Field(foreign_key="sentences.id", index=True)


class RadicalRow(Table, table=True):
    """One of the 214 under which dictionaries sort kanji."""

    __tablename__ = "radicals"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    character: str
    name: str
    stroke_count: int
    kanji_count: int


class KanjiPartRow(Table, table=True):
    """An element that a kanji holds, at any depth."""

    __tablename__ = "kanji_parts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    element: str = Field(primary_key=True)
    rank: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """The rank of the kanji."""


class ReadingWordRow(Table, table=True):
    """A word in the list of one reading of one of its kanji."""

    __tablename__ = "reading_words"

    reading_id: UUID = Field(primary_key=True)
    """`reading_id` of the kanji and the reading as dictionaries write it."""
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    word_id: UUID = Field(foreign_key="words.id")


def reading_id(character: str, reading: str) -> UUID:
    return seed_id("kanji-reading", f"{character}|{reading}")
