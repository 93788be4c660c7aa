"""The audit log: a chain that only grows, and beside it the details that erasing a person takes away."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field

from subgraphs.accounts.models.table import Table
from subgraphs.shared.database import UtcDateTime


class AuditEntryRow(Table, table=True):
    """Triggers refuse to change or delete a row; what may go some day is in `AuditDetailsRow`."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_user_id_position", "user_id", "position"),
        Index("ix_audit_entry_actor_id_position", "actor_id", "position"),
        Index("ix_audit_entry_kind_position", "kind", "position"),
    )

    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    """1 for the first; no number is left out."""

    occurred_at: datetime = Field(sa_type=UtcDateTime)
    kind: str
    user_id: UUID | None = None
    """Whom it happened to. No foreign key: the entry outlives the account."""

    actor_id: UUID | None = None
    """Who did it; None where nobody was signed in."""

    impersonator_id: UUID | None = None
    """The administrator who acted in the actor's name."""

    details_hash: str
    """Of the salted details: they can be checked as long as they are there, and not guessed when they are gone."""

    hash: str
    """Of this row and the hash of the one before."""


class AuditDetailsRow(Table, table=True):
    """Never changed, and deleted when the person it tells of is erased."""

    __tablename__ = "audit_details"

    position: int = Field(
        primary_key=True,
        sa_type=BigInteger,
        foreign_key="audit_entry.position",
        sa_column_kwargs={"autoincrement": False},
    )
    salt: str
    details: dict[str, str] = Field(sa_type=JSON)
