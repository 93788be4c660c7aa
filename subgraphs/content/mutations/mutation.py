"""All root mutation fields."""

import strawberry

from subgraphs.content.mutations.comments import CommentMutations
from subgraphs.content.mutations.course_reviews import CourseReviewMutations
from subgraphs.content.mutations.courses import CourseMutations
from subgraphs.content.mutations.enrollments import EnrollmentMutations
from subgraphs.content.mutations.lessons import LessonMutations
from subgraphs.content.mutations.media import MediaMutations
from subgraphs.content.mutations.series import SeriesMutations
from subgraphs.content.mutations.translations import TranslationMutations


@strawberry.type
class Mutation(
    CourseMutations,
    LessonMutations,
    CourseReviewMutations,
    EnrollmentMutations,
    SeriesMutations,
    CommentMutations,
    MediaMutations,
    TranslationMutations,
):
    """A new concern is one more base."""
