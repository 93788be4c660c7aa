"""Syllabi: what a learner begins in which week to reach a level by a date."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class SyllabusGoal(StrEnum):
    """What of a level a syllabus is about."""

    EVERYTHING = "EVERYTHING"
    VOCABULARY = "VOCABULARY"
    KANJI = "KANJI"
    GRAMMAR = "GRAMMAR"


class SyllabusState(StrEnum):
    """What becomes of a syllabus."""

    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    ENDED = "ENDED"
    """Its learner gave it up."""


class SyllabusItemKind(StrEnum):
    """What a syllabus has its learner begin."""

    WORD = "WORD"
    KANJI = "KANJI"
    GRAMMAR = "GRAMMAR"
    LESSON = "LESSON"


class SyllabusRow(Table, table=True):
    __tablename__ = "syllabi"
    __table_args__ = (
        Index("ix_syllabi_owner_created", "owner_id", "created_at", "id"),
        Index("ix_syllabi_next_adaptation", "state", "next_adaptation_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    goal: str
    from_level: str
    level: str
    minutes_per_day: int
    days_per_week: int
    starts_on: date
    target_date: date
    expected_date: date
    """When everything will have been begun, as it looks now: not after `target_date` while that can be kept."""
    state: str
    next_adaptation_at: datetime = Field(sa_type=UtcDateTime)
    """When the week that is under way ends where the learner lives."""
    adapted_at: datetime | None = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(sa_type=UtcDateTime)


class SyllabusWeekRow(Table, table=True):
    __tablename__ = "syllabus_weeks"

    syllabus_id: UUID = Field(primary_key=True, foreign_key="syllabi.id", ondelete="CASCADE")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Counted from 1."""
    starts_on: date
    ends_on: date
    new_seconds: int
    """What beginning its items takes, as it was planned."""
    review_count: int
    """Answers that were expected in it."""
    review_seconds: int
    planned_count: int | None
    """How many items it had when it ended; None: it has not."""
    done_count: int | None
    """How many of them were done by then."""


class SyllabusItemRow(Table, table=True):
    __tablename__ = "syllabus_items"
    __table_args__ = (
        Index("ix_syllabus_items_week", "syllabus_id", "week", "position"),
        Index("ix_syllabus_items_item", "item_id"),
    )

    syllabus_id: UUID = Field(primary_key=True, foreign_key="syllabi.id", ondelete="CASCADE")
    item_id: UUID = Field(primary_key=True)
    kind: str
    position: int
    """Its place in the whole syllabus, from 0; it stays the same when it is moved to another week."""
    week: int
    seconds: int
    """What beginning it takes."""
    done_at: datetime | None = Field(sa_type=UtcDateTime)
    """When its learner said so, or it was found to be done at the end of a week."""


class CompletedLessonRow(Table, table=True):
    """A lesson that a learner has completed in content."""

    __tablename__ = "completed_lessons"

    learner_id: UUID = Field(primary_key=True)
    lesson_id: UUID = Field(primary_key=True)
    course_id: UUID
    completed_at: datetime = Field(sa_type=UtcDateTime)
