"""The tables of this domain.

Everything is read far more often than it is written, so orders are stored, not computed: `rank` is the place of a
record among its kind (easiest and commonest first), `position` a place in the list of one parent. Both count from 0
without gaps, so that a page of any list is one range of an index, and pages of many lists are one statement.
"""

from enum import IntEnum, StrEnum
from uuid import UUID

from sqlalchemy import JSON, Index, SmallInteger, String
from sqlmodel import Field, SQLModel

from subgraphs.content.japanese.kana_table import KanaKind, KanaScript
from subgraphs.shared.database import table_registry
from subgraphs.shared.event_tables import define_event_tables

STROKE_VIEW_BOX = "0 0 109 109"
"""The canvas that all strokes are drawn on."""


class Table(SQLModel, registry=table_registry()):
    """Base of the tables of content."""


EVENT_TABLES = define_event_tables(Table.metadata)


class JlptLevel(StrEnum):
    """Easiest first. The groups are the community's; official lists are not published."""

    N5 = "N5"
    N4 = "N4"
    N3 = "N3"
    N2 = "N2"
    N1 = "N1"


class ItemKind(StrEnum):
    """What search finds. The first of two equal hits is the one named first here."""

    KANJI = "KANJI"
    WORD = "WORD"


class TermKind(IntEnum):
    """In what way a term belongs to the item that it finds."""

    TEXT = 0
    """As it is written."""
    TEXT_PART = 1
    """The written form from one of its later kanji on."""
    READING = 2
    """As it sounds, in hiragana."""
    ROMAJI = 3
    """The reading in romaji, letters only."""
    SOUND = 4
    """The reading in folded romaji, equal for all spellings and vowel lengths."""
    FIRST_GLOSS = 5
    """The first English meaning as a whole."""
    GLOSS = 6
    """Another English meaning as a whole."""
    GLOSS_WORD = 7
    """One word of any English meaning."""


# A range of terms with one beginning has to follow the order of code points, not that of a language.
_Term = String().with_variant(String(collation="C"), "postgresql")


class KanaRow(Table, table=True):
    __tablename__ = "kana"

    id: UUID = Field(primary_key=True)
    character: str = Field(unique=True)
    script: KanaScript = Field(sa_type=String)
    kind: KanaKind = Field(sa_type=String)
    romaji: str | None
    rank: int = Field(unique=True)


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


class SentenceRow(Table, table=True):
    __tablename__ = "sentences"
    __table_args__ = (Index("ix_sentences_level_rank", "level", "rank"),)

    id: UUID = Field(primary_key=True)
    text: str = Field(unique=True)
    translation: str
    level: JlptLevel = Field(sa_type=String)
    rank: int = Field(unique=True)


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


class WordSentenceRow(Table, table=True):
    """A sentence in the list of a word that it uses."""

    __tablename__ = "word_sentences"

    word_id: UUID = Field(primary_key=True, foreign_key="words.id")
    position: int = Field(primary_key=True)
    sentence_id: UUID = Field(foreign_key="sentences.id", index=True)


class SearchTermRow(Table, table=True):
    """One way to find one item. The primary key is the index that searches run on."""

    __tablename__ = "search_terms"
    __table_args__ = {"sqlite_with_rowid": False}

    item_kind: ItemKind = Field(primary_key=True, sa_type=String)
    term_kind: TermKind = Field(primary_key=True, sa_type=SmallInteger)
    term: str = Field(primary_key=True, sa_type=_Term)
    rank: int = Field(primary_key=True)
    """The rank of the item: what is common comes first, and an item is found by its rank."""


class SeedVersionRow(Table, table=True):
    """Which seed the other tables were filled from."""

    __tablename__ = "seed_version"

    name: str = Field(primary_key=True)
    version: str
