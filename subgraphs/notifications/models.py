"""The tables of notifications."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, col

from subgraphs.shared.database import UtcDateTime, table_registry
from subgraphs.shared.event_tables import define_event_tables
from subgraphs.shared.job_tables import define_job_tables


class Table(SQLModel, registry=table_registry()):
    """The base of every table here."""


class NotificationRow(Table, table=True):
    __tablename__ = "notifications"
    __table_args__ = (Index("ix_notifications_recipient_created", "recipient_id", "created_at", "id"),)

    id: UUID = Field(primary_key=True)
    recipient_id: UUID
    kind: str
    title: str
    body: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    source_event_id: UUID = Field(unique=True)
    """The event that it tells of: each is told once."""


_is_unread = col(NotificationRow.read_at).is_(None)
Index(
    "ix_notifications_unread",
    col(NotificationRow.recipient_id),
    col(NotificationRow.created_at),
    col(NotificationRow.id),
    sqlite_where=_is_unread,
    postgresql_where=_is_unread,
)

EVENT_TABLES = define_event_tables(Table.metadata)
JOB_TABLES = define_job_tables(Table.metadata)
