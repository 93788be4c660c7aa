"""All events of this domain. A new one is a line here."""

from subgraphs.content.events.courses import (
    CourseCompleted,
    CourseDeleted,
    CourseEnrolled,
    CoursePublished,
    CourseRestored,
    CourseReviewed,
    CourseSubmitted,
    LessonCompleted,
    LessonPublished,
    LessonStarted,
    LessonWithdrawn,
    QuizAnswered,
)

EVENTS = (
    CourseCompleted,
    CourseDeleted,
    CourseEnrolled,
    CoursePublished,
    CourseRestored,
    CourseReviewed,
    CourseSubmitted,
    LessonCompleted,
    LessonPublished,
    LessonStarted,
    LessonWithdrawn,
    QuizAnswered,
)
