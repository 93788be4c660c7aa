"""What learners met and kept: screenshots, texts and films, and what was made of them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class CaptureKind(StrEnum):
    SCREENSHOT = "SCREENSHOT"
    TEXT = "TEXT"
    VIDEO = "VIDEO"


class CaptureStatus(StrEnum):
    PENDING = "PENDING"
    PROCESSED = "PROCESSED"
    FAILED = "FAILED"


class CaptureStage(StrEnum):
    """How far it is."""

    WAITING = "WAITING"
    READING_TEXT = "READING_TEXT"
    FINDING_WORDS = "FINDING_WORDS"
    WRITING_CARDS = "WRITING_CARDS"
    DONE = "DONE"


class CaptureFailure(StrEnum):
    """Why nothing came of it."""

    NO_TEXT_RECOGNIZER = "NO_TEXT_RECOGNIZER"
    NO_TEXT_FOUND = "NO_TEXT_FOUND"
    RECOGNITION_FAILED = "RECOGNITION_FAILED"
    NO_SUBTITLES = "NO_SUBTITLES"
    NO_WORDS_FOUND = "NO_WORDS_FOUND"
    NOTHING_NEW = "NOTHING_NEW"
    CATALOGUE_IS_UNKNOWN = "CATALOGUE_IS_UNKNOWN"
    PROCESSING_FAILED = "PROCESSING_FAILED"


class CaptureProcessorKind(StrEnum):
    """Who wrote the cards."""

    LOCAL = "LOCAL"
    LANGUAGE_MODEL = "LANGUAGE_MODEL"


class TextSource(StrEnum):
    """Where the text of a capture is from."""

    LEARNER = "LEARNER"
    RECOGNITION = "RECOGNITION"


class CaptureRow(Table, table=True):
    __tablename__ = "captures"
    __table_args__ = (
        Index("ix_captures_owner_created", "owner_id", "created_at", "id"),
        Index("ix_captures_status_updated", "status", "updated_at"),
        Index("ix_captures_deleted", "deleted_at"),
    )

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    kind: str
    title: str
    source_url: str | None
    is_vertical: bool
    """Whether the writing of a screenshot runs downwards."""
    status: str
    stage: str
    failure: str | None
    attempt: int
    """Counts how often it was to be processed; what an earlier attempt finds out comes too late."""
    processor: str | None
    object_key: str | None
    """The file, where there is one. The text of a capture stands beside it."""
    size: int
    width: int | None
    height: int | None
    characters: int
    topic_id: UUID | None = Field(foreign_key="topics.id", ondelete="SET NULL", index=True)
    """Where its cards are."""
    card_count: int
    """Cards that it made, whatever has become of them."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    processed_at: datetime | None = Field(sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(sa_type=UtcDateTime)


class CaptureTextRow(Table, table=True):
    """The text of a capture, empty while there is none. Apart, because lists do not show it."""

    __tablename__ = "capture_texts"

    capture_id: UUID = Field(primary_key=True, foreign_key="captures.id", ondelete="CASCADE")
    source: str
    text: str
    """As it came, subtitles with their times."""
    search_text: str
    """What a search finds the capture by: title and text, folded."""


class CaptureTagRow(Table, table=True):
    __tablename__ = "capture_tags"
    __table_args__ = (Index("ix_capture_tags_owner_tag", "owner_id", "tag"),)

    capture_id: UUID = Field(primary_key=True, foreign_key="captures.id", ondelete="CASCADE")
    tag: str = Field(primary_key=True)
    owner_id: UUID


class LanguageModelUseRow(Table, table=True):
    """What a learner's captures asked of the language model in a day."""

    __tablename__ = "language_model_uses"
    __table_args__ = (Index("ix_language_model_uses_day", "day"),)

    owner_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    """In UTC, as the limits are."""
    requests: int
    input_tokens: int = Field(sa_type=BigInteger)
    output_tokens: int = Field(sa_type=BigInteger)
    cost_millionths: int = Field(sa_type=BigInteger)
    """Of the operator's currency."""
