"""What learning holds of people."""

from subgraphs.learning.models.abilities import AbilityRow
from subgraphs.learning.models.anki import (
    AnkiAnswerRow,
    AnkiCardRow,
    AnkiMediaNameRow,
    AnkiMediaRow,
    AnkiNoteRow,
    AnkiNoteTypeRow,
)
from subgraphs.learning.models.captures import CaptureRow, CaptureTagRow, CaptureTextRow, LanguageModelUseRow
from subgraphs.learning.models.courses import OrganizationMemberRow
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow
from subgraphs.learning.models.imports import ExportRow, ImportRow
from subgraphs.learning.models.learners import LearnerRow
from subgraphs.learning.models.media import MediaRow
from subgraphs.learning.models.performed_mutations import PerformedMutationRow
from subgraphs.learning.models.preferences import ParameterFitRow, PreferencesRow, ReminderRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.models.study_sessions import StudySessionCardRow, StudySessionRow
from subgraphs.learning.models.study_tests import QuestionRow, StudyTestRow
from subgraphs.learning.models.syllabi import CompletedLessonRow, SyllabusItemRow, SyllabusRow, SyllabusWeekRow
from subgraphs.learning.models.topics import DeckRow, TopicRow
from subgraphs.shared.privacy import PrivacyPolicy, owned, part_of

STUDY_SESSIONS = owned(StudySessionRow, "owner_id")
STUDY_TESTS = owned(StudyTestRow, "owner_id")
SYLLABI = owned(SyllabusRow, "owner_id")
CAPTURES = owned(CaptureRow, "owner_id", objects=lambda row: [row["object_key"]] if row["object_key"] else [])

PRIVACY = PrivacyPolicy(
    tables=(
        owned(LearnerRow, "user_id"),
        owned(PreferencesRow, "user_id"),
        owned(ParameterFitRow, "user_id"),
        owned(ReminderRow, "user_id"),
        owned(OrganizationMemberRow, "user_id"),
        owned(FlashcardRow, "owner_id"),
        owned(FlashcardTagRow, "owner_id"),
        owned(ReviewRow, "owner_id"),
        owned(MediaRow, "owner_id", objects=lambda row: [str(row["key"])]),
        owned(TopicRow, "owner_id"),
        owned(DeckRow, "owner_id"),
        owned(PerformedMutationRow, "owner_id"),
        STUDY_SESSIONS,
        part_of(StudySessionCardRow, "session_id", STUDY_SESSIONS),
        STUDY_TESTS,
        part_of(QuestionRow, "test_id", STUDY_TESTS),
        owned(AbilityRow, "owner_id"),
        SYLLABI,
        part_of(SyllabusWeekRow, "syllabus_id", SYLLABI),
        part_of(SyllabusItemRow, "syllabus_id", SYLLABI),
        owned(CompletedLessonRow, "learner_id"),
        CAPTURES,
        part_of(CaptureTextRow, "capture_id", CAPTURES, hidden=["search_text"]),
        owned(CaptureTagRow, "owner_id"),
        owned(LanguageModelUseRow, "owner_id"),
        owned(ImportRow, "owner_id", objects=lambda row: [row["object_key"]] if row["object_key"] else []),
        owned(ExportRow, "owner_id", objects=lambda row: [row["object_key"]] if row["object_key"] else []),
        owned(AnkiNoteTypeRow, "owner_id"),
        owned(AnkiNoteRow, "owner_id"),
        owned(AnkiCardRow, "owner_id"),
        owned(AnkiAnswerRow, "owner_id"),
        owned(AnkiMediaRow, "owner_id", objects=lambda row: [str(row["key"])]),
        owned(AnkiMediaNameRow, "owner_id"),
    ),
    not_people=frozenset(
        {
            *("study_session_cards.flashcard_id", "test_questions.item_id", "test_questions.flashcard_id"),
            *("test_questions.audio_id", "item_answer_counts.item_id", "item_difficulties.item_id"),
            *("flashcards.item_id", "flashcards.note_id", "flashcards.image_id", "flashcards.audio_id"),
            *("flashcards.origin_id", "topics.origin_id", "reviews.session_id", "items.id", "items.course_id"),
            *("syllabus_items.item_id", "completed_lessons.lesson_id", "completed_lessons.course_id"),
            *("anki_answers.review_id", "anki_media_names.holder_id"),
            *("items.organization_id", "courses.organization_id", "organization_members.organization_id", "courses.id"),
        }
    ),
)
