"""Words, and the sentences that use them. See `kanji.py` for ranks and positions."""

from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlmodel import Field

from subgraphs.content.models.levels import JlptLevel
from subgraphs.content.models.table import Table


class WordRow(Table, table=True):
    __tablename__ = "words"
    __table_args__ = (
        Index("uq_words_natural_key", "text", "reading", "homograph", unique=True),
        Index("ix_words_level_rank", "level", "rank"),
    )

    id: UUID = Field(primary_key=True)
    text: str
    reading: str
    homograph: int
    """1, or more for a further word with the same text and reading."""
    other_forms: list[str] = Field(sa_type=JSON)
    other_readings: list[str] = Field(sa_type=JSON)
    romaji: str
    meanings: list[str] = Field(sa_type=JSON)
    level: JlptLevel = Field(sa_type=String)
    rank: int = Field(unique=True)
    sentence_count: int


class WordSentenceRow(Table, table=True):
    """A sentence in the list of a word that it uses."""

    __tablename__ = "word_sentences"

    word_id: UUID = Field(primary_key=True, foreign_key="words.id")
    position: int = Field(primary_key=True)
    sentence_id: UUID = Field(foreign_key="sentences.id", index=True)
