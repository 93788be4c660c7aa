"""Words, and the sentences that use them. See `kanji.py` for ranks and positions."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlmodel import Field

from subgraphs.content.models.levels import JlptLevel
from subgraphs.content.models.table import Table


class PartOfSpeech(StrEnum):
    """What a word does in a sentence, in classes that many languages share."""

    NOUN = "NOUN"
    PROPER_NOUN = "PROPER_NOUN"
    PRONOUN = "PRONOUN"
    NUMERAL = "NUMERAL"
    COUNTER = "COUNTER"
    VERB = "VERB"
    AUXILIARY = "AUXILIARY"
    ADJECTIVE = "ADJECTIVE"
    DETERMINER = "DETERMINER"
    ADVERB = "ADVERB"
    PARTICLE = "PARTICLE"
    CONJUNCTION = "CONJUNCTION"
    INTERJECTION = "INTERJECTION"
    PREFIX = "PREFIX"
    SUFFIX = "SUFFIX"
    EXPRESSION = "EXPRESSION"
    SYMBOL = "SYMBOL"


class WordRow(Table, table=True):
    __tablename__ = "words"
    __table_args__ = (
        Index("uq_words_natural_key", "text", "reading", "homograph", unique=True),
        Index("ix_words_level_rank", "level", "rank"),
        Index("ix_words_language_rank", "language", "rank"),
        Index("ix_words_frequency", "frequency"),
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
    language: str = Field(default="ja", sa_column_kwargs={"server_default": "ja"})
    """BCP 47."""
    level_scale: str | None = Field(default="JLPT", sa_column_kwargs={"server_default": "JLPT"})
    """What `level` is a level of; None where it is unlisted."""
    frequency: int | None
    """Its place among the words that the sentences use, 1 the most used."""
    senses: list[dict[str, Any]] = Field(sa_type=JSON, sa_column_kwargs={"server_default": "[]"})
    """As the seed has them: meanings, partsOfSpeech, notes."""
    inflection: str | None
    furigana: list[list[str]] = Field(sa_type=JSON, sa_column_kwargs={"server_default": "[]"})
    """Pieces of the text, each with its reading where that is not the piece itself."""


class WordSentenceRow(Table, table=True):
    """A sentence in the list of a word that it uses."""

    __tablename__ = "word_sentences"

    word_id: UUID = Field(primary_key=True, foreign_key="words.id")
    position: int = Field(primary_key=True)
    sentence_id: UUID = Field(foreign_key="sentences.id", index=True)


class WordClassRow(Table, table=True):
    """A word among those of one part of speech."""

    __tablename__ = "word_classes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    part_of_speech: PartOfSpeech = Field(primary_key=True, sa_type=String)
    rank: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """The rank of the word."""
