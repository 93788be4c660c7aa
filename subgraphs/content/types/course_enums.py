"""The enums of courses as clients see them."""

from subgraphs.content.models.courses import CourseState, ReviewState
from subgraphs.content.models.proficiency import ProficiencyLevel
from subgraphs.content.quizzes import QuizKind
from subgraphs.shared.enums import describe_enum

__all__ = ["CourseState", "ProficiencyLevel", "QuizKind", "ReviewState"]

describe_enum(
    ProficiencyLevel,
    "How far along a learner should be, in any language.",
    {
        ProficiencyLevel.BEGINNER: "Knows nothing yet, or very little: the way to A1; for Japanese, to N5.",
        ProficiencyLevel.ELEMENTARY: "Gets by in simple situations: the way to A2; for Japanese, to N4.",
        ProficiencyLevel.INTERMEDIATE: "Talks about everyday things: the way to B1; for Japanese, to N3.",
        ProficiencyLevel.UPPER_INTERMEDIATE: "Follows most of what is said at work: the way to B2; to N2.",
        ProficiencyLevel.ADVANCED: "Wants the rest: C1 and beyond; for Japanese, N1.",
    },
)
describe_enum(
    CourseState,
    "How far the draft of a course has come. What is published stays as it is meanwhile.",
    {
        CourseState.DRAFT: "Being written: it differs from what is published, or nothing is.",
        CourseState.IN_REVIEW: "Another tutor is asked to review it; nobody changes it until then.",
        CourseState.CHANGES_REQUESTED: "A tutor wants changes: being written again.",
        CourseState.APPROVED: "Another tutor agrees; it waits for its authors to publish it.",
        CourseState.PUBLISHED: "The same as the newest version.",
    },
)
describe_enum(
    ReviewState,
    "What has come of a review.",
    {
        ReviewState.PENDING: "It waits for a tutor who has no part in the course.",
        ReviewState.APPROVED: "The draft may be published.",
        ReviewState.CHANGES_REQUESTED: "The draft has to change first; the comments say what.",
        ReviewState.WITHDRAWN: "Its authors took the draft back before anybody decided.",
    },
    name="CourseReviewState",
)
describe_enum(
    QuizKind,
    "How a quiz is answered.",
    {
        QuizKind.SINGLE_CHOICE: "By one of the options.",
        QuizKind.MULTIPLE_CHOICE: "By all options that are right, and no other.",
        QuizKind.TYPED: "By a text. Case, width, spaces and a full stop do not count.",
        QuizKind.ORDERING: "By all options, in the right order.",
        QuizKind.MATCHING: "By a match for each option.",
    },
)
