"""Tests that learners take, placement tests among them, with their questions and answers."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field, col

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class StudyTestKind(StrEnum):
    """What a test asks for."""

    MULTIPLE_CHOICE = "MULTIPLE_CHOICE"
    TYPING = "TYPING"
    LISTENING = "LISTENING"
    KANJI_READING = "KANJI_READING"
    MIXED = "MIXED"
    PLACEMENT = "PLACEMENT"


class StudyTestStatus(StrEnum):
    OPEN = "OPEN"
    FINISHED = "FINISHED"
    EXPIRED = "EXPIRED"


class Skill(StrEnum):
    """What a question is about."""

    VOCABULARY = "VOCABULARY"
    KANJI = "KANJI"
    READING = "READING"
    LISTENING = "LISTENING"


class QuestionForm(StrEnum):
    """What is shown, and what is to be found."""

    TEXT_TO_MEANING = "TEXT_TO_MEANING"
    MEANING_TO_TEXT = "MEANING_TO_TEXT"
    TEXT_TO_READING = "TEXT_TO_READING"
    SPEECH_TO_MEANING = "SPEECH_TO_MEANING"


class AnswerOutcome(StrEnum):
    RIGHT = "RIGHT"
    ALMOST = "ALMOST"
    WRONG = "WRONG"
    SKIPPED = "SKIPPED"


class StudyTestRow(Table, table=True):
    __tablename__ = "study_tests"
    __table_args__ = (Index("ix_study_tests_owner_started", "owner_id", "started_at", "id"),)

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    kind: str
    status: str
    chosen_from: dict[str, Any] = Field(sa_type=JSON)
    """What it was to ask about, as the learner said it."""
    seed: int = Field(sa_type=BigInteger)
    """Everything that is left to chance follows from it."""
    question_count: int
    """Of a placement test: the most it asks."""
    time_limit_seconds: int | None
    counts_as_review: bool
    started_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered: int
    right_answers: int
    almost_answers: int
    ability: float | None = None
    """Of a placement test: what it estimates so far, on the scale of item_response.py."""
    ability_error: float | None = None
    level: str | None = None
    """Of a placement test: where the learner stands."""
    level_confidence: float | None = None


_is_open = col(StudyTestRow.finished_at).is_(None)
Index("ix_study_tests_open_expires", col(StudyTestRow.expires_at), sqlite_where=_is_open, postgresql_where=_is_open)


class QuestionRow(Table, table=True):
    __tablename__ = "test_questions"
    __table_args__ = (Index("uq_test_questions_test_position", "test_id", "position", unique=True),)

    id: UUID = Field(primary_key=True)
    test_id: UUID = Field(foreign_key="study_tests.id", ondelete="CASCADE")
    position: int
    """From 0."""
    form: str
    skill: str
    item_kind: str
    item_id: UUID | None
    """None for what a free card asks."""
    flashcard_id: UUID | None
    """The card that it was made from; None: made from the item alone."""
    text: str | None
    """What is shown; None where it is to be heard only."""
    marked: str | None
    """The part of the text that is asked about."""
    speech: str | None
    """What is said, in the language of the item."""
    audio_id: UUID | None
    language: str
    options: list[str] = Field(sa_type=JSON)
    """To choose from, in the order in which they are shown; empty where the answer is typed."""
    accepted: list[str] = Field(sa_type=JSON)
    """Right answers, the best first."""
    difficulty: float
    guessing: float
    """The chance of being right without knowing."""
    answer: str | None = None
    outcome: str | None = None
    """None: not answered."""
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    duration_ms: int | None = None
