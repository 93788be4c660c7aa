"""Pictures, recordings, films and documents: what is known of each, and what uses it. The files are elsewhere."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, String, UniqueConstraint
from sqlmodel import Field

from subgraphs.content.models.table import Table
from subgraphs.shared.database import UtcDateTime


class MediaKind(StrEnum):
    IMAGE = "IMAGE"
    AUDIO = "AUDIO"
    VIDEO = "VIDEO"
    DOCUMENT = "DOCUMENT"


class MediaStatus(StrEnum):
    AWAITING_UPLOAD = "AWAITING_UPLOAD"
    PROCESSING = "PROCESSING"
    READY = "READY"
    FAILED = "FAILED"


class MediaRow(Table, table=True):
    __tablename__ = "media"
    __table_args__ = (
        UniqueConstraint("owner_id", "client_mutation_id"),
        Index("ix_media_owner", "owner_id", "id"),
        Index("ix_media_organization", "organization_id", "id"),
        Index("ix_media_status_created", "status", "created_at"),
        Index("ix_media_unused", "unused_since"),
        Index("ix_media_deleted", "deleted_at"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID | None
    """None: whoever uploaded it is gone, and something shows it still."""
    organization_id: UUID | None
    kind: MediaKind = Field(sa_type=String)
    status: MediaStatus = Field(sa_type=String)
    name: str
    alt_text: str
    content_type: str
    size: int = Field(sa_type=BigInteger)
    width: int | None
    height: int | None
    duration_seconds: float | None
    object_key: str | None
    """None until the file is there and has been looked at."""
    incoming_key: str | None
    """Where the client puts it by itself; None when that is over."""
    variants: list[dict[str, Any]] = Field(sa_type=JSON)
    failure: str | None
    created_at: datetime = Field(sa_type=UtcDateTime)
    upload_expires_at: datetime | None = Field(sa_type=UtcDateTime)
    unused_since: datetime | None = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(sa_type=UtcDateTime)
    client_mutation_id: str | None

    @property
    def holder_id(self) -> UUID | None:
        """Whose quota it counts against."""
        return self.organization_id or self.owner_id


class MediaUseRow(Table, table=True):
    """That something shows a medium: it is then no orphan."""

    __tablename__ = "media_uses"

    media_id: UUID = Field(primary_key=True, foreign_key="media.id", ondelete="CASCADE")
    used_by: UUID = Field(primary_key=True, index=True)


class MediaTotalRow(Table, table=True):
    """What the media of one holder take together."""

    __tablename__ = "media_totals"

    holder_id: UUID = Field(primary_key=True)
    bytes: int = Field(sa_type=BigInteger)
    count: int
