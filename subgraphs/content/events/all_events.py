"""All events of this domain. A new one is a line here."""

from subgraphs.content.events.comments import (
    CommentCreated,
    CommentDeleted,
    CommentEdited,
    CommentModerated,
    CommentReported,
    CommentRestored,
)
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
from subgraphs.content.events.dictionary import CourseListed, DictionaryEntriesPublished, DictionaryPublished
from subgraphs.content.events.series import (
    EpisodePublished,
    EpisodeRemoved,
    EpisodeWatched,
    SeriesDeleted,
    SeriesPublished,
    SeriesRestored,
)

EVENTS = (
    CommentCreated,
    CommentDeleted,
    CommentEdited,
    CommentModerated,
    CommentReported,
    CommentRestored,
    CourseCompleted,
    CourseDeleted,
    CourseEnrolled,
    CourseListed,
    CoursePublished,
    CourseRestored,
    CourseReviewed,
    CourseSubmitted,
    DictionaryEntriesPublished,
    DictionaryPublished,
    LessonCompleted,
    LessonPublished,
    LessonStarted,
    LessonWithdrawn,
    QuizAnswered,
    EpisodePublished,
    EpisodeRemoved,
    EpisodeWatched,
    SeriesDeleted,
    SeriesPublished,
    SeriesRestored,
)
