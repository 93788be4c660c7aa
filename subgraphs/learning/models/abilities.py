"""What learners can do and how hard items are, both on the scale of item_response.py."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class AbilityRow(Table, table=True):
    """Absent for a skill in which nothing was asked yet."""

    __tablename__ = "abilities"

    owner_id: UUID = Field(primary_key=True)
    skill: str = Field(primary_key=True)
    ability: float
    error: float
    """The standard error of the estimate when it was made."""
    answers: int
    """How many the estimate rests on."""
    updated_at: datetime = Field(sa_type=UtcDateTime)


class ItemAnswerCountRow(Table, table=True):
    """How everybody of about the same ability answered to an item. It names nobody."""

    __tablename__ = "item_answer_counts"

    item_id: UUID = Field(primary_key=True)
    guessing_percent: int = Field(primary_key=True)
    """The chance of guessing the answer, which differs by how it was asked."""
    ability_class: int = Field(primary_key=True)
    """The ability in halves of a unit, rounded."""
    answers: int
    right_answers: float
    """One that was almost right is half a right one."""


class ItemDifficultyRow(Table, table=True):
    """How hard an item turned out to be; absent while its level and rank are all there is to go by."""

    __tablename__ = "item_difficulties"

    item_id: UUID = Field(primary_key=True)
    difficulty: float
    answers: int
    """How many it rests on."""
    updated_at: datetime = Field(sa_type=UtcDateTime)
