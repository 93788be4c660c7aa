"""Example sentences."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlmodel import Field

from subgraphs.content.models.levels import JlptLevel
from subgraphs.content.models.table import Table


class SentenceRow(Table, table=True):
    __tablename__ = "sentences"
    __table_args__ = (Index("ix_sentences_level_rank", "level", "rank"),)

    id: UUID = Field(primary_key=True)
    text: str = Field(unique=True)
    translation: str
    level: JlptLevel = Field(sa_type=String)
    rank: int = Field(unique=True)
    language: str = Field(default="ja", sa_column_kwargs={"server_default": "ja"})
    """BCP 47."""
    level_scale: str | None = Field(default="JLPT", sa_column_kwargs={"server_default": "JLPT"})
    """What `level` is a level of; None where it is unlisted."""


class SentenceTokensRow(Table, table=True):
    """A sentence piece by piece."""

    __tablename__ = "sentence_tokens"

    sentence_id: UUID = Field(primary_key=True, foreign_key="sentences.id")
    tokens: list[list[Any]] = Field(sa_type=JSON)
    """[surface, dictionary form, reading, part of speech, id of the word]; a form or reading that is the surface is
    empty, and the id is left out where the token is no word of the lists."""
