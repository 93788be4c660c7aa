"""Grammar: patterns of a language with their explanation and examples."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlmodel import Field

from subgraphs.content.models.levels import JlptLevel
from subgraphs.content.models.table import Table


class GrammarPointRow(Table, table=True):
    __tablename__ = "grammar_points"
    __table_args__ = (Index("ix_grammar_points_level_rank", "level", "rank"),)

    id: UUID = Field(primary_key=True)
    slug: str = Field(unique=True)
    language: str
    level: JlptLevel = Field(sa_type=String)
    level_scale: str | None
    rank: int = Field(unique=True)
    pattern: str
    meaning: str
    formation: list[str] = Field(sa_type=JSON)
    explanation: str
    examples: list[dict[str, Any]] = Field(sa_type=JSON)
    """As the seed has them: text, reading, translation."""
    related: list[str] = Field(sa_type=JSON)
    """Slugs."""
