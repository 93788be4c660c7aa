"""The signs of the two syllabic scripts."""

from uuid import UUID

from sqlalchemy import String
from sqlmodel import Field

from subgraphs.content.models.table import Table
from subgraphs.shared.japanese.kana_table import KanaKind, KanaScript


class KanaRow(Table, table=True):
    __tablename__ = "kana"

    id: UUID = Field(primary_key=True)
    character: str = Field(unique=True)
    script: KanaScript = Field(sa_type=String)
    kind: KanaKind = Field(sa_type=String)
    romaji: str | None
    rank: int = Field(unique=True)
