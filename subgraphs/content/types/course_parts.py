"""What courses consist of beside lessons: plain values that lead nowhere else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import strawberry

from subgraphs.content.models.courses import CourseVersionRow
from subgraphs.content.models.enrollments import LessonProgressRow


@strawberry.type(description="A version of a course that came out. Versions never change.")
class CourseVersion:
    number: int = strawberry.field(description="Counted from 1; a later version has a higher number.")
    title: str = strawberry.field(description="The title that the course had in it.")
    lesson_count: int = strawberry.field(description="How many lessons it has.")
    note: str | None = strawberry.field(description="What its authors say is new in it; null when nothing.")
    published_at: datetime = strawberry.field(description="When it came out.")

    @classmethod
    def from_row(cls, row: CourseVersionRow) -> Self:
        return cls(
            number=row.number,
            title=row.title,
            lesson_count=row.lesson_count,
            note=row.note or None,
            published_at=row.published_at,
        )


@strawberry.type(description="How far a learner has come in a lesson.")
class LessonProgress:
    started_at: datetime = strawberry.field(description="When they opened it first.")
    completed_at: datetime | None = strawberry.field(description="When they completed it; null until then.")

    @classmethod
    def from_row(cls, row: LessonProgressRow) -> Self:
        return cls(started_at=row.started_at, completed_at=row.completed_at)


@strawberry.type(description="What a tutor wants to have changed.")
class CourseReviewComment:
    text: str = strawberry.field(description="What they say.")
    lesson_id: strawberry.ID | None = strawberry.field(description="The lesson it is about; null: the course.")
    block_id: strawberry.ID | None = strawberry.field(description="The block it is about; null: no one in particular.")

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        lesson_id, block_id = stored["lesson_id"], stored["block_id"]
        return cls(
            text=stored["text"],
            lesson_id=strawberry.ID(lesson_id) if lesson_id else None,
            block_id=strawberry.ID(block_id) if block_id else None,
        )
