"""What learners bring along and take away: imports and exports of flashcards, and how far each is."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class ImportFormat(StrEnum):
    """What kind of file flashcards come from."""

    ANKI = "ANKI"
    CSV = "CSV"


class ImportState(StrEnum):
    """How far an import is."""

    PENDING = "PENDING"
    PREVIEWED = "PREVIEWED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class ExportFormat(StrEnum):
    """What kind of file flashcards are written to."""

    ANKI = "ANKI"
    ANKI_OLDER = "ANKI_OLDER"
    CSV = "CSV"
    TSV = "TSV"


class ExportState(StrEnum):
    """How far an export is."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    READY = "READY"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class ImportRow(Table, table=True):
    __tablename__ = "imports"
    __table_args__ = (
        Index("ix_imports_owner_created", "owner_id", "created_at", "id"),
        Index("ix_imports_created", "created_at"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    format: str
    state: str
    file_name: str
    """What the learner called it."""
    file_size: int = Field(sa_type=BigInteger)
    object_key: str | None
    """The file, as long as it is needed."""
    options: dict[str, Any] = Field(sa_type=JSON)
    preview: dict[str, Any] | None = Field(sa_type=JSON)
    """What was found in the file, for the learner to look at."""
    counts: dict[str, Any] = Field(sa_type=JSON)
    """What came of it, by name."""
    problems: list[dict[str, Any]] = Field(sa_type=JSON)
    """The first of them."""
    problem_count: int
    failure: str | None
    done: int
    total: int
    created_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(sa_type=UtcDateTime)


class ExportRow(Table, table=True):
    __tablename__ = "exports"
    __table_args__ = (
        Index("ix_exports_owner_created", "owner_id", "created_at", "id"),
        Index("ix_exports_created", "created_at"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    format: str
    state: str
    options: dict[str, Any] = Field(sa_type=JSON)
    """Which flashcards, and what of them."""
    card_count: int
    media_count: int
    done: int
    total: int
    object_key: str | None
    size: int = Field(sa_type=BigInteger)
    failure: str | None
    created_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(sa_type=UtcDateTime)
