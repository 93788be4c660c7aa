"""All root mutation fields."""

import strawberry

from subgraphs.content.mutations.course_reviews import CourseReviewMutations
from subgraphs.content.mutations.courses import CourseMutations
from subgraphs.content.mutations.enrollments import EnrollmentMutations
from subgraphs.content.mutations.lessons import LessonMutations


@strawberry.type
class Mutation(CourseMutations, LessonMutations, CourseReviewMutations, EnrollmentMutations):
    """A new concern is one more base."""
