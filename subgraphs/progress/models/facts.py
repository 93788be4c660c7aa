"""What was heard, from which every figure here is reckoned."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.shared.database import UtcDateTime


class HeardFactRow(Table, table=True):
    """A fact of a learner, once, however often and in whatever order it was told. Rows are only added; what is reckoned
    of them (day, undone_at) may change."""

    __tablename__ = "heard_facts"
    __table_args__ = (
        UniqueConstraint("user_id", "type", "identity"),
        Index("ix_heard_facts_user_day", "user_id", "day"),
        Index("ix_heard_facts_user_happened", "user_id", "happened_at"),
        Index("ix_heard_facts_user_item", "user_id", "item_kind", "item_id", "happened_at"),
    )

    id: UUID = Field(primary_key=True)
    """That of the event."""

    user_id: UUID
    type: str
    identity: str
    """What makes it one fact among those of its type, such as the review: the same of an event announced anew."""

    happened_at: datetime = Field(sa_type=UtcDateTime)
    announced_at: datetime = Field(sa_type=UtcDateTime)
    day: date | None = None
    """The learner's own day when it happened, for what can earn points."""

    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    item_kind: str | None = None
    item_id: UUID | None = None
    """What the learner showed knowledge of."""

    data: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
