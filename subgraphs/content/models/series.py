"""Series, their episodes and what learners watch."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlmodel import Field

from subgraphs.content.models.proficiency import ProficiencyLevel
from subgraphs.content.models.table import Table
from subgraphs.shared.database import UtcDateTime


class SeriesState(StrEnum):
    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"


class SeriesRow(Table, table=True):
    __tablename__ = "series"
    __table_args__ = (
        Index("ix_series_published", "published_at", "id"),
        Index("ix_series_owner_created", "owner_id", "created_at", "id"),
        Index("ix_series_deleted", "deleted_at"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID | None
    organization_id: UUID | None
    state: SeriesState = Field(sa_type=String)
    revision: int
    title: str
    original_title: str
    synopsis: str
    language: str
    level: ProficiencyLevel | None = Field(sa_type=String)
    genres: list[str] = Field(sa_type=JSON)
    published_at: datetime | None = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(sa_type=UtcDateTime)


class SeasonRow(Table, table=True):
    __tablename__ = "seasons"
    __table_args__ = (UniqueConstraint("series_id", "number"),)

    id: UUID = Field(primary_key=True)
    series_id: UUID = Field(foreign_key="series.id", ondelete="CASCADE")
    number: int
    title: str
    synopsis: str


class EpisodeRow(Table, table=True):
    __tablename__ = "episodes"
    __table_args__ = (UniqueConstraint("season_id", "number"), Index("ix_episodes_series", "series_id"))

    id: UUID = Field(primary_key=True)
    series_id: UUID = Field(foreign_key="series.id", ondelete="CASCADE")
    season_id: UUID = Field(foreign_key="seasons.id", ondelete="CASCADE")
    number: int
    title: str
    original_title: str
    synopsis: str
    seconds: int


class EpisodeWordRow(Table, table=True):
    __tablename__ = "episode_words"

    episode_id: UUID = Field(primary_key=True, foreign_key="episodes.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    word_id: UUID = Field(index=True)


class EpisodeSentenceRow(Table, table=True):
    __tablename__ = "episode_sentences"

    episode_id: UUID = Field(primary_key=True, foreign_key="episodes.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    text: str
    reading: str
    translation: str
    speaker: str
    at_seconds: int | None
    word_ids: list[Any] = Field(sa_type=JSON)


class EpisodeProgressRow(Table, table=True):
    """How far somebody has watched an episode."""

    __tablename__ = "episode_progress"
    __table_args__ = (Index("ix_episode_progress_latest", "user_id", "updated_at", "episode_id"),)

    user_id: UUID = Field(primary_key=True)
    episode_id: UUID = Field(primary_key=True, foreign_key="episodes.id", ondelete="CASCADE", index=True)
    position_seconds: int
    watched_at: datetime | None = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class KnownWordRow(Table, table=True):
    """A word that somebody says they know, wherever they meet it."""

    __tablename__ = "known_words"

    user_id: UUID = Field(primary_key=True)
    word_id: UUID = Field(primary_key=True)
    known_at: datetime = Field(sa_type=UtcDateTime)
