"""Exports of all that is held of a person, and erasures: how far each is, and what every domain has said to it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field, col

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime
from subgraphs.shared.ids import new_id


class ExportState(StrEnum):
    COLLECTING = "COLLECTING"
    PACKING = "PACKING"
    READY = "READY"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"


class ErasureState(StrEnum):
    SCHEDULED = "SCHEDULED"
    CLOSING = "CLOSING"
    """Nobody signs in any more; what was handed out before expires."""

    ERASING = "ERASING"
    ERASED = "ERASED"
    CANCELLED = "CANCELLED"


class DataExportRow(Table, table=True):
    __tablename__ = "data_export"
    __table_args__ = (Index("ix_data_export_user_id_requested_at", "user_id", "requested_at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", ondelete="CASCADE")
    state: str
    requested_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    object_key: str | None = None
    """Where the archive is while it can be downloaded."""

    size_bytes: int | None = Field(default=None, sa_type=BigInteger)


_is_under_way = col(DataExportRow.state).in_([ExportState.COLLECTING.value, ExportState.PACKING.value])
Index(
    "uq_data_export_under_way",
    col(DataExportRow.user_id),
    unique=True,
    sqlite_where=_is_under_way,
    postgresql_where=_is_under_way,
)


class DataExportPartRow(Table, table=True):
    """One domain's part."""

    __tablename__ = "data_export_part"

    export_id: UUID = Field(primary_key=True, foreign_key="data_export.id", ondelete="CASCADE")
    domain: str = Field(primary_key=True)
    collected_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ErasureRow(Table, table=True):
    """Outlives the account, and with it every name: the id is nobody's then."""

    __tablename__ = "erasure"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID = Field(index=True)
    state: str
    requested_at: datetime = Field(sa_type=UtcDateTime)
    erase_at: datetime = Field(sa_type=UtcDateTime)
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


_is_pending = col(ErasureRow.state).in_(
    [ErasureState.SCHEDULED.value, ErasureState.CLOSING.value, ErasureState.ERASING.value]
)
Index(
    "uq_erasure_pending",
    col(ErasureRow.user_id),
    unique=True,
    sqlite_where=_is_pending,
    postgresql_where=_is_pending,
)


class ErasurePartRow(Table, table=True):
    """What one domain said: beforehand what would have to stay, and in the end what it did."""

    __tablename__ = "erasure_part"

    erasure_id: UUID = Field(primary_key=True, foreign_key="erasure.id", ondelete="CASCADE")
    domain: str = Field(primary_key=True)
    foretold_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    retained: list[dict[str, Any]] = Field(sa_type=JSON)
    erased: dict[str, int] = Field(sa_type=JSON)
    anonymised: dict[str, int] = Field(sa_type=JSON)
