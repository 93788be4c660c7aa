"""Refusals a caller should expect."""

from subgraphs.shared.errors import BadUserInput, DomainError, Forbidden, NotFound, Refusal


class SearchTextIsTooLong(BadUserInput):
    def __init__(self, longest: int) -> None:
        super().__init__(f"A search is for a word or a few: at most {longest} characters.")


# --- Writing courses


class CourseIsUnknown(NotFound):
    """There is none, or it is not for this caller to know of."""

    def __init__(self, course_id: object) -> None:
        super().__init__(f'There is no course "{course_id}".')


class LessonIsUnknown(NotFound):
    """There is none, or it is not for this caller to know of."""

    def __init__(self, lesson_id: object) -> None:
        super().__init__(f'There is no lesson "{lesson_id}".')


class ReviewIsUnknown(NotFound):
    def __init__(self, review_id: object) -> None:
        super().__init__(f'There is no review "{review_id}".')


class NotYours(Forbidden):
    def __init__(self) -> None:
        super().__init__("This is for its author, or the tutors of its organization.")


class RevisionIsStale(Refusal):
    code = "REVISION_IS_STALE"

    def __init__(self, newest: int) -> None:
        super().__init__(
            f"Somebody has changed this meanwhile: it is at revision {newest}. Read it again.", ("input", "revision")
        )


class TextIsEmpty(Refusal):
    code = "TEXT_IS_EMPTY"


class TextIsTooLong(Refusal):
    code = "TEXT_IS_TOO_LONG"


class MarkdownIsUnsafe(Refusal):
    code = "MARKDOWN_IS_UNSAFE"


class LanguageIsUnknown(Refusal):
    code = "LANGUAGE_IS_UNKNOWN"


class LanguageIsItsOwn(Refusal):
    """The language that the texts themselves are in."""

    code = "LANGUAGE_IS_ITS_OWN"


class NumberIsOutOfRange(Refusal):
    code = "OUT_OF_RANGE"


class CourseIsLocked(Refusal):
    """A draft that somebody reviews, or has approved, does not change under them."""

    code = "COURSE_IS_LOCKED"


class CourseStateIsWrong(Refusal):
    code = "COURSE_STATE_IS_WRONG"


class CourseIsEmpty(Refusal):
    code = "COURSE_IS_EMPTY"


class OrganizationIsUnknown(Refusal):
    code = "ORGANIZATION_IS_UNKNOWN"


class PrerequisiteIsUnknown(Refusal):
    code = "PREREQUISITE_IS_UNKNOWN"


class PrerequisitesHaveACycle(Refusal):
    code = "PREREQUISITES_HAVE_A_CYCLE"


class TooMany(Refusal):
    code = "TOO_MANY"


class BlockIsInvalid(Refusal):
    code = "BLOCK_IS_INVALID"


class QuizIsInvalid(Refusal):
    code = "QUIZ_IS_INVALID"


class ItemIsUnknown(Refusal):
    code = "ITEM_IS_UNKNOWN"


class OrderIsIncomplete(Refusal):
    code = "ORDER_IS_INCOMPLETE"


class WorkIsYourOwn(Refusal):
    code = "WORK_IS_YOUR_OWN"


class VersionIsUnknown(Refusal):
    code = "VERSION_IS_UNKNOWN"


# --- Taking courses


class PrerequisitesAreOpen(Refusal):
    code = "PREREQUISITES_ARE_OPEN"


class QuizzesAreOpen(Refusal):
    code = "QUIZZES_ARE_OPEN"


class NotEnrolled(Refusal):
    code = "NOT_ENROLLED"


class AnswerDoesNotFit(Refusal):
    code = "ANSWER_DOES_NOT_FIT"


class BlockIsUnknown(Refusal):
    code = "BLOCK_IS_UNKNOWN"


class ClientMutationIdIsTaken(Refusal):
    code = "CLIENT_MUTATION_ID_TAKEN"

    def __init__(self) -> None:
        super().__init__("This clientMutationId was used for something else.", ("input", "clientMutationId"))


class BadLanguagePack(ValueError):
    """An operator's language pack that cannot be read: says where and what is wrong with it."""


# --- Series


class SeriesIsUnknown(NotFound):
    """There is none, or it is not for this caller to know of."""

    def __init__(self, series_id: object) -> None:
        super().__init__(f'There is no series "{series_id}".')


class EpisodeIsUnknown(NotFound):
    """There is none, or it is not for this caller to know of."""

    def __init__(self, episode_id: object) -> None:
        super().__init__(f'There is no episode "{episode_id}".')


class SeriesIsEmpty(Refusal):
    code = "SERIES_IS_EMPTY"


class NumberIsTaken(Refusal):
    code = "NUMBER_IS_TAKEN"


class SeriesStateIsWrong(Refusal):
    code = "SERIES_STATE_IS_WRONG"


# --- Comments


class CommentIsUnknown(NotFound):
    """There is none, or it is not for this caller to know of."""

    def __init__(self, comment_id: object) -> None:
        super().__init__(f'There is no comment "{comment_id}".')


class SuspendedPeopleDoNotWrite(Forbidden):
    def __init__(self) -> None:
        super().__init__("Your account is suspended.")


class CommentsAreTooMany(DomainError):
    code = "RATE_LIMITED"

    def __init__(self) -> None:
        super().__init__("You have written many comments just now. Wait a little.")


class SubjectIsUnclear(Refusal):
    code = "SUBJECT_IS_UNCLEAR"


class ParentIsUnknown(Refusal):
    code = "PARENT_IS_UNKNOWN"


class CommentIsClosed(Refusal):
    code = "COMMENT_IS_CLOSED"


class TimeIsOver(Refusal):
    code = "TIME_IS_OVER"
