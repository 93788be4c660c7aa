"""What content holds of people. What authors published, or wrote for their organization, is not theirs alone: it stays,
and names nobody any more."""

from collections.abc import Iterator

from sqlalchemy import and_, exists, not_, select
from sqlmodel import col

from subgraphs.content.models.comments import (
    BlockedUserRow,
    CommentModerationRow,
    CommentReportRow,
    CommentRow,
    SuspendedUserRow,
)
from subgraphs.content.models.courses import CourseEditorRow, CourseReviewRow, CourseRow, CourseVersionRow, LessonRow
from subgraphs.content.models.enrollments import EnrollmentRow, LessonProgressRow, QuizAnswerRow
from subgraphs.content.models.media import MediaRow, MediaTotalRow, MediaUseRow
from subgraphs.content.models.organizations import OrganizationMemberRow
from subgraphs.content.models.series import (
    EpisodeProgressRow,
    EpisodeRow,
    EpisodeSentenceRow,
    EpisodeWordRow,
    KnownWordRow,
    SeasonRow,
    SeriesRow,
    SeriesState,
)
from subgraphs.content.models.translations import TranslationRow
from subgraphs.shared.privacy import PrivacyPolicy, Values, anonymised, owned, part_of

_IS_PRIVATE = and_(col(CourseRow.published_version).is_(None), col(CourseRow.organization_id).is_(None))
_PRIVATE_DRAFTS = owned(CourseRow, "owner_id", where=_IS_PRIVATE)
_PRIVATE_LESSONS = part_of(LessonRow, "course_id", _PRIVATE_DRAFTS)

_IS_PRIVATE_SERIES = and_(col(SeriesRow.state) == SeriesState.DRAFT, col(SeriesRow.organization_id).is_(None))
_PRIVATE_SERIES = owned(SeriesRow, "owner_id", where=_IS_PRIVATE_SERIES)
_PRIVATE_EPISODES = part_of(EpisodeRow, "series_id", _PRIVATE_SERIES)

_theirs = select(col(LessonRow.id)).join(CourseRow, col(CourseRow.id) == col(LessonRow.course_id))
_theirs = _theirs.where(_IS_PRIVATE, col(CourseRow.owner_id) == col(MediaRow.owner_id)).correlate(MediaRow)
_elsewhere = exists().where(col(MediaUseRow.media_id) == col(MediaRow.id), col(MediaUseRow.used_by).not_in(_theirs))
_IS_SHOWN_TO_NOBODY_ELSE = and_(col(MediaRow.organization_id).is_(None), not_(_elsewhere.correlate(MediaRow)))


def _files_of(row: Values) -> Iterator[str]:
    yield from (key for key in (row["object_key"], row["incoming_key"]) if key)
    yield from (variant["key"] for variant in row["variants"])


PRIVACY = PrivacyPolicy(
    tables=(
        owned(EnrollmentRow, "user_id"),
        owned(LessonProgressRow, "user_id"),
        owned(QuizAnswerRow, "user_id"),
        owned(OrganizationMemberRow, "user_id"),
        owned(EpisodeProgressRow, "user_id"),
        owned(KnownWordRow, "user_id"),
        owned(CourseEditorRow, "user_id"),
        owned(BlockedUserRow, "user_id", also_of=("blocked_id",)),
        owned(SuspendedUserRow, "user_id"),
        owned(CommentReportRow, "reporter_id"),
        anonymised(CommentRow, "author_id", text="", client_mutation_id=None),
        anonymised(CommentModerationRow, "moderator_id"),
        _PRIVATE_SERIES,
        part_of(SeasonRow, "series_id", _PRIVATE_SERIES),
        _PRIVATE_EPISODES,
        part_of(TranslationRow, "subject_id", _PRIVATE_SERIES),
        part_of(TranslationRow, "subject_id", _PRIVATE_EPISODES),
        part_of(EpisodeWordRow, "episode_id", _PRIVATE_EPISODES),
        part_of(EpisodeSentenceRow, "episode_id", _PRIVATE_EPISODES),
        anonymised(SeriesRow, "owner_id", where=not_(_IS_PRIVATE_SERIES)),
        _PRIVATE_DRAFTS,
        _PRIVATE_LESSONS,
        part_of(TranslationRow, "subject_id", _PRIVATE_DRAFTS),
        part_of(TranslationRow, "subject_id", _PRIVATE_LESSONS),
        part_of(MediaUseRow, "used_by", _PRIVATE_LESSONS),
        owned(MediaRow, "owner_id", where=_IS_SHOWN_TO_NOBODY_ELSE, objects=_files_of),
        anonymised(MediaRow, "owner_id", where=not_(_IS_SHOWN_TO_NOBODY_ELSE), client_mutation_id=None),
        owned(MediaTotalRow, "holder_id"),
        anonymised(CourseRow, "owner_id", where=not_(_IS_PRIVATE), client_mutation_id=None),
        anonymised(CourseVersionRow, "published_by", "approved_by"),
        anonymised(CourseReviewRow, "submitted_by", "reviewer_id"),
    ),
    not_people=frozenset(
        {
            "comments.subject_id",
            "courses.organization_id",
            "episode_words.word_id",
            "known_words.word_id",
            "media.organization_id",
            "series.organization_id",
            "organization_members.organization_id",
            "lesson_progress.lesson_id",
            "lesson_versions.lesson_id",
            "quiz_answers.lesson_id",
            "quiz_answers.block_id",
            "reading_words.reading_id",
            "translations.subject_id",
        }
    ),
)
