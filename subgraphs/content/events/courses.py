"""What happens to courses, and what learners do with them."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from subgraphs.shared.event import Event


class CourseEvent(Event):
    """Those of one course are delivered in the order in which they happened."""

    topic: ClassVar[str] = "content-events"
    key_field: ClassVar[str] = "course_id"

    course_id: UUID = Field(description="The course it is about.")
    owner_id: UUID | None = Field(description="Who made the course; null when the account was erased.")
    organization_id: UUID | None = Field(description="Whose members alone may know of it; null: everybody may.")


class CourseSubmitted(CourseEvent):
    """Tutors asked for a review of a course's draft."""

    review_id: UUID = Field(description="The review that waits for a tutor.")
    submitted_by: UUID = Field(description="Who asked, and so cannot be the one who reviews.")
    title: str = Field(description="The title that the draft has.")


class CourseReviewed(CourseEvent):
    """Another tutor decided about a draft."""

    review_id: UUID = Field(description="The review that is over.")
    submitted_by: UUID | None = Field(description="Who had asked for it; null when erased.")
    reviewer_id: UUID = Field(description="Who decided.")
    is_approved: bool = Field(description="True: it may be published; false: changes are requested.")
    title: str = Field(description="The title that the draft has.")


class CoursePublished(CourseEvent):
    """A version of a course came out, the first or a newer one."""

    course_version: int = Field(description="Its number, counted from 1.")
    title: str = Field(description="Its title in this version.")
    summary: str = Field(description="What it is about, in a line or two.")
    language: str = Field(description="The language that it teaches, as a tag such as ja.")
    level: str | None = Field(description="BEGINNER to ADVANCED; null when it is for no level in particular.")
    lesson_ids: list[UUID] = Field(description="Its lessons in their order.")


class LessonPublished(CourseEvent):
    """A lesson is part of a version that came out. One event for each lesson, after that of the course."""

    lesson_id: UUID = Field(description="The lesson, the same in all versions.")
    course_version: int = Field(description="The version of the course.")
    position: int = Field(description="Its place in the course, counted from 1.")
    title: str = Field(description="Its title in this version.")
    summary: str = Field(description="What it is about, in a line or two.")
    minutes: int = Field(description="How long the author thinks that it takes.")
    language: str = Field(description="The language that the course teaches.")
    level: str | None = Field(description="The level of the course.")
    word_ids: list[UUID] = Field(description="Words that it introduces.")
    kanji_ids: list[UUID] = Field(description="Kanji that it introduces.")


class LessonWithdrawn(CourseEvent):
    """A new version came out without this lesson. Who took the course before still reads it."""

    lesson_id: UUID = Field(description="The lesson that new learners do not meet.")


class CourseDeleted(CourseEvent):
    """A course was deleted, and may still be restored."""


class CourseRestored(CourseEvent):
    """A deleted course is back."""

    course_version: int | None = Field(description="The version that is read again; null when it was never published.")


class LearnerEvent(Event):
    """Those of one learner are delivered in the order in which they happened."""

    topic: ClassVar[str] = "content-events"
    key_field: ClassVar[str] = "learner_id"

    learner_id: UUID = Field(description="Who learns.")
    course_id: UUID = Field(description="The course that they take.")
    course_version: int = Field(description="The version that they take it in.")


class CourseEnrolled(LearnerEvent):
    """A learner began to take a course."""


class LessonStarted(LearnerEvent):
    """A learner opened a lesson for the first time."""

    lesson_id: UUID = Field(description="The lesson.")


class LessonCompleted(LearnerEvent):
    """A learner completed a lesson, once and for all."""

    lesson_id: UUID = Field(description="The lesson.")
    quiz_count: int = Field(description="How many quizzes it has.")
    right_at_first: int = Field(description="How many of them were answered right at the first attempt.")
    minutes: int = Field(description="How long the author thinks that it takes.")
    completed_at: datetime = Field(description="When.")


class CourseCompleted(LearnerEvent):
    """A learner has completed every lesson of their version of a course."""

    completed_at: datetime = Field(description="When the last lesson was completed.")


class QuizAnswered(LearnerEvent):
    """A learner answered a quiz of a lesson."""

    lesson_id: UUID = Field(description="The lesson.")
    block_id: UUID = Field(description="The quiz.")
    attempt: int = Field(description="1 for the first answer, which alone counts for scores.")
    is_correct: bool = Field(description="Whether the answer was right.")
