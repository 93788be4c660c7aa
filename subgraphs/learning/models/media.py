"""Pictures and recordings that learners put on their cards."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class MediaKind(StrEnum):
    IMAGE = "IMAGE"
    AUDIO = "AUDIO"


class MediaRow(Table, table=True):
    """A file of a learner's. The same file twice is kept once."""

    __tablename__ = "media"
    __table_args__ = (
        Index("uq_media_owner_digest", "owner_id", "digest", unique=True),
        Index("ix_media_created", "created_at"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    kind: str
    digest: str
    """SHA-256 of the file as it was given, in hexadecimal."""
    key: str
    """Where it is kept."""
    name: str
    """What it was called."""
    content_type: str
    size: int
    """In bytes, as it is kept."""
    width: int | None
    height: int | None
    created_at: datetime = Field(sa_type=UtcDateTime)
