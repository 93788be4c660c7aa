"""Example sentences."""

from uuid import UUID

from sqlalchemy import Index, String
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
