"""How well learners know what they have answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from subgraphs.progress.models.table import Table
from subgraphs.shared.database import UtcDateTime


class MasteryRow(Table, table=True):
    """Reckoned from the latest answers; see mastery.py."""

    __tablename__ = "mastery"
    __table_args__ = (
        Index("ix_mastery_user_kind_score", "user_id", "item_kind", "score", "item_id"),
        Index("ix_mastery_user_kind_level_score", "user_id", "item_kind", "level", "score", "item_id"),
    )

    user_id: UUID = Field(primary_key=True)
    item_kind: str = Field(primary_key=True)
    item_id: UUID = Field(primary_key=True)
    score: int
    """In ten-thousandths."""

    level: str
    answers: int
    """How many it was reckoned from."""

    last_answered_at: datetime = Field(sa_type=UtcDateTime)
