"""What learners do with courses."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from subgraphs.content.models.table import Table
from subgraphs.shared.database import UtcDateTime


class EnrollmentRow(Table, table=True):
    """A learner takes a course, in the version that was the newest when they began or moved last."""

    __tablename__ = "enrollments"
    __table_args__ = (Index("ix_enrollments_user_enrolled", "user_id", "enrolled_at", "course_id"),)

    user_id: UUID = Field(primary_key=True)
    course_id: UUID = Field(primary_key=True, foreign_key="courses.id", ondelete="CASCADE", index=True)
    version: int
    enrolled_at: datetime = Field(sa_type=UtcDateTime)
    moved_at: datetime | None = Field(sa_type=UtcDateTime)
    completed_at: datetime | None = Field(sa_type=UtcDateTime)


class LessonProgressRow(Table, table=True):
    __tablename__ = "lesson_progress"
    __table_args__ = (Index("ix_lesson_progress_user_course", "user_id", "course_id"),)

    user_id: UUID = Field(primary_key=True)
    lesson_id: UUID = Field(primary_key=True)
    course_id: UUID = Field(foreign_key="courses.id", ondelete="CASCADE")
    started_at: datetime = Field(sa_type=UtcDateTime)
    completed_at: datetime | None = Field(sa_type=UtcDateTime)


class QuizAnswerRow(Table, table=True):
    __tablename__ = "quiz_answers"
    __table_args__ = (
        UniqueConstraint("user_id", "block_id", "attempt"),
        UniqueConstraint("user_id", "client_mutation_id"),
    )

    id: UUID = Field(primary_key=True)
    user_id: UUID
    course_id: UUID = Field(foreign_key="courses.id", ondelete="CASCADE")
    lesson_id: UUID
    block_id: UUID
    attempt: int
    """1 for the first answer, which alone counts for a score."""
    answer: dict[str, Any] = Field(sa_type=JSON)
    is_correct: bool
    answered_at: datetime = Field(sa_type=UtcDateTime)
    client_mutation_id: str | None
