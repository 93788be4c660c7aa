"""Kanji, how they are drawn, and the lists that belong to them.

Everything is read far more often than it is written, so orders are stored, not computed: `rank` is the place of a
record among its kind (easiest and commonest first), `position` a place in the list of one parent. Both count from 0
without gaps, so that a page of any list is one range of an index, and pages of many lists are one statement.

These tables, those of words, sentences and kana are emptied and filled again when a new seed comes: what points at
them from tables that are not filled with them keeps the id and has no foreign key.
"""

from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlmodel import Field

from subgraphs.content.models.levels import JlptLevel
from subgraphs.content.models.table import Table

STROKE_VIEW_BOX = "0 0 109 109"
"""The canvas that all strokes are drawn on."""


class KanjiRow(Table, table=True):
    __tablename__ = "kanji"
    __table_args__ = (Index("ix_kanji_level_rank", "level", "rank"), Index("ix_kanji_grade_rank", "grade", "rank"))

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
