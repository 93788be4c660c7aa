"""Under which terms what there is to study is found."""

from enum import IntEnum, StrEnum

from sqlalchemy import SmallInteger, String
from sqlmodel import Field

from subgraphs.content.models.table import Table


class ItemKind(StrEnum):
    """What search finds. The first of two equal hits is the one named first here."""

    GRAMMAR = "GRAMMAR"
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


class SearchTermRow(Table, table=True):
    """One way to find one item. The primary key is the index that searches run on."""

    __tablename__ = "search_terms"
    __table_args__ = ({"sqlite_with_rowid": False},)

    item_kind: ItemKind = Field(primary_key=True, sa_type=String)
    term_kind: TermKind = Field(primary_key=True, sa_type=SmallInteger)
    term: str = Field(primary_key=True, sa_type=_Term)
    rank: int = Field(primary_key=True)
    """The rank of the item: what is common comes first, and an item is found by its rank."""
