"""Pictures of what learners have come to, which they show elsewhere."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.shared.database import UtcDateTime


class ShareCardKind(StrEnum):
    """What a share card tells of."""

    PROGRESS = "PROGRESS"
    STREAK = "STREAK"
    LEVEL = "LEVEL"
    WEEK = "WEEK"
    ACHIEVEMENT = "ACHIEVEMENT"


class ShareCardRow(Table, table=True):
    __tablename__ = "share_cards"
    __table_args__ = (
        UniqueConstraint("user_id", "client_mutation_id"),
        Index("ix_share_cards_user_created", "user_id", "created_at", "id"),
        Index("ix_share_cards_object", "object_key"),
    )

    id: UUID = Field(primary_key=True)
    user_id: UUID
    client_mutation_id: str | None
    kind: str
    achievement_id: str | None
    locale: str
    text: str
    object_key: str
    width: int
    height: int
    created_at: datetime = Field(sa_type=UtcDateTime)


class PersonNameRow(Table, table=True):
    """What people are called, as accounts tells it."""

    __tablename__ = "person_names"

    user_id: UUID = Field(primary_key=True)
    display_name: str
    as_of: datetime = Field(sa_type=UtcDateTime)
