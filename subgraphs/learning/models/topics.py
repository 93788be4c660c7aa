"""What cards are about, and in which heaps they are studied."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, false, text
from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class Origin(StrEnum):
    """Where a card or a topic came from."""

    OWN = "OWN"
    CAPTURE = "CAPTURE"
    IMPORT = "IMPORT"
    SYLLABUS = "SYLLABUS"


class TopicRow(Table, table=True):
    """What cards are about. Topics nest."""

    __tablename__ = "topics"
    __table_args__ = (Index("ix_topics_owner_parent", "owner_id", "parent_id", "position", "id"),)

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    parent_id: UUID | None = Field(foreign_key="topics.id", ondelete="CASCADE", index=True)
    name: str
    description: str | None
    position: int
    origin: str = Field(default=Origin.OWN)
    origin_id: UUID | None = None
    """The capture, import or syllabus."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class DeckRow(Table, table=True):
    """A heap of cards that is studied by itself, with limits of its own."""

    __tablename__ = "decks"
    __table_args__ = (
        Index("uq_decks_owner_name", "owner_id", "name", unique=True),
        Index(
            "uq_decks_owner_default",
            "owner_id",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    name: str
    description: str | None
    new_per_day: int | None
    """None: as the learner has it for everything."""
    reviews_per_day: int | None
    desired_retention: float | None
    is_default: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """New cards come here unless another deck is named."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
