"""Courses: what their authors work on, and the versions of it that learners read.

`courses` and `lessons` hold the draft. Publishing copies it into `course_versions` and `lesson_versions`, which never
change; a lesson keeps its id through all versions, so that what a learner has done is found again in a newer one.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlmodel import Field

from subgraphs.content.models.proficiency import ProficiencyLevel
from subgraphs.content.models.table import Table
from subgraphs.shared.database import UtcDateTime


class CourseState(StrEnum):
    """How far the draft has come; what is published is not touched by it."""

    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    CHANGES_REQUESTED = "CHANGES_REQUESTED"
    APPROVED = "APPROVED"
    PUBLISHED = "PUBLISHED"


class ReviewState(StrEnum):
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    CHANGES_REQUESTED = "CHANGES_REQUESTED"
    WITHDRAWN = "WITHDRAWN"


class CourseRow(Table, table=True):
    __tablename__ = "courses"
    __table_args__ = (
        UniqueConstraint("owner_id", "client_mutation_id"),
        Index("ix_courses_published", "published_at", "id"),
        Index("ix_courses_owner_created", "owner_id", "created_at", "id"),
        Index("ix_courses_organization_created", "organization_id", "created_at", "id"),
        Index("ix_courses_deleted", "deleted_at"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID | None
    """None: the account was erased; what was published stays."""
    organization_id: UUID | None
    state: CourseState = Field(sa_type=String)
    revision: int
    title: str
    summary: str
    description: str
    language: str
    level: ProficiencyLevel | None = Field(sa_type=String)
    prerequisite_ids: list[str] = Field(sa_type=JSON)
    published_version: int | None
    published_at: datetime | None = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(sa_type=UtcDateTime)
    client_mutation_id: str | None


class CourseEditorRow(Table, table=True):
    """Who has changed a draft since it was published: none of them reviews it."""

    __tablename__ = "course_editors"

    course_id: UUID = Field(primary_key=True, foreign_key="courses.id", ondelete="CASCADE")
    user_id: UUID = Field(primary_key=True)


class LessonRow(Table, table=True):
    __tablename__ = "lessons"
    __table_args__ = (Index("ix_lessons_course_position", "course_id", "position"),)

    id: UUID = Field(primary_key=True)
    course_id: UUID = Field(foreign_key="courses.id", ondelete="CASCADE")
    position: int
    revision: int
    title: str
    summary: str
    minutes: int
    blocks: list[dict[str, Any]] = Field(sa_type=JSON)
    prerequisite_ids: list[str] = Field(sa_type=JSON)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(sa_type=UtcDateTime)


class CourseVersionRow(Table, table=True):
    __tablename__ = "course_versions"

    course_id: UUID = Field(primary_key=True, foreign_key="courses.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    title: str
    summary: str
    description: str
    language: str
    level: ProficiencyLevel | None = Field(sa_type=String)
    prerequisite_ids: list[str] = Field(sa_type=JSON)
    lesson_count: int
    note: str
    published_by: UUID | None
    approved_by: UUID | None
    published_at: datetime = Field(sa_type=UtcDateTime)


class LessonVersionRow(Table, table=True):
    __tablename__ = "lesson_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["course_id", "number"], ["course_versions.course_id", "course_versions.number"], ondelete="CASCADE"
        ),
        Index("ix_lesson_versions_course", "course_id", "number", "position"),
    )

    lesson_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    """The version of the course that it is part of."""
    course_id: UUID
    position: int
    title: str
    summary: str
    minutes: int
    blocks: list[dict[str, Any]] = Field(sa_type=JSON)
    prerequisite_ids: list[str] = Field(sa_type=JSON)


class CourseReviewRow(Table, table=True):
    __tablename__ = "course_reviews"
    __table_args__ = (
        Index("ix_course_reviews_course", "course_id", "submitted_at", "id"),
        Index("ix_course_reviews_state", "state", "submitted_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    course_id: UUID = Field(foreign_key="courses.id", ondelete="CASCADE")
    state: ReviewState = Field(sa_type=String)
    submitted_by: UUID | None
    submitted_at: datetime = Field(sa_type=UtcDateTime)
    note: str
    reviewer_id: UUID | None
    decided_at: datetime | None = Field(sa_type=UtcDateTime)
    message: str
    comments: list[dict[str, Any]] = Field(sa_type=JSON)
