"""Sittings in which a learner goes through cards, kept here so that another device can go on with them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlmodel import Field, col

from subgraphs.learning.models.table import Table
from subgraphs.shared.database import UtcDateTime


class StudySessionKind(StrEnum):
    """Which cards a session asks."""

    DUE = "DUE"
    NEW = "NEW"
    MIXED = "MIXED"
    CRAM = "CRAM"


class StudySessionStatus(StrEnum):
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    FINISHED = "FINISHED"


class StudySessionEnd(StrEnum):
    """Why a session is over."""

    BY_LEARNER = "BY_LEARNER"
    NOTHING_LEFT = "NOTHING_LEFT"
    TIME_IS_UP = "TIME_IS_UP"
    IDLE = "IDLE"
    REPLACED = "REPLACED"


class StudySessionRow(Table, table=True):
    __tablename__ = "study_sessions"
    __table_args__ = (Index("ix_study_sessions_owner_started", "owner_id", "started_at", "id"),)

    id: UUID = Field(primary_key=True)
    owner_id: UUID
    kind: str
    status: str
    chosen_from: dict[str, Any] = Field(sa_type=JSON)
    """Which cards it was to choose from, as the learner said it: topicId, deckId, tags, level."""
    card_count: int
    """How many cards were queued in the beginning."""
    minutes: int | None
    """How long the learner wanted to study; None: until nothing is left."""
    device: str | None
    """What the device that has it now calls itself."""
    position: int
    """How many answers were given in it. A device that knows of fewer has missed some."""
    right_answers: int
    new_cards: int
    """How many answers were the first ones of their cards."""
    lapses: int
    active_ms: int
    """Time that was spent in it, without the breaks."""
    started_at: datetime = Field(sa_type=UtcDateTime)
    last_active_at: datetime = Field(sa_type=UtcDateTime)
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    end_reason: str | None = None


_is_open = col(StudySessionRow.finished_at).is_(None)
Index(
    "uq_study_sessions_open",
    col(StudySessionRow.owner_id),
    unique=True,
    sqlite_where=_is_open,
    postgresql_where=_is_open,
)
Index(
    "ix_study_sessions_open_active",
    col(StudySessionRow.last_active_at),
    sqlite_where=_is_open,
    postgresql_where=_is_open,
)


class StudySessionCardRow(Table, table=True):
    """A card in the queue of a session."""

    __tablename__ = "study_session_cards"
    __table_args__ = (Index("ix_study_session_cards_waiting", "session_id", "is_done", "position"),)

    session_id: UUID = Field(primary_key=True, foreign_key="study_sessions.id", ondelete="CASCADE")
    flashcard_id: UUID = Field(primary_key=True, foreign_key="flashcards.id", ondelete="CASCADE", index=True)
    position: int
    """Its place in the queue. A card that comes back goes to the end."""
    comes_back_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it is asked again; None while it has not been asked, or where it waits for the others only."""
    answers: int
    wrong_answers: int
    is_done: bool
