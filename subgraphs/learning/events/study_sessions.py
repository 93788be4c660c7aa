"""What learning announces of study sessions."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from subgraphs.learning.events.base import LearningEvent


class StudySessionEvent(LearningEvent):
    """About one study session."""

    session_id: UUID = Field(description="The study session it is about.")
    kind: str = Field(description="Which cards it asks: DUE, NEW, MIXED or CRAM.")
    started_at: datetime = Field(description="When it began.")


class StudySessionStarted(StudySessionEvent):
    """A learner sat down to study."""

    card_count: int = Field(description="How many cards were queued.")


class StudySessionCompleted(StudySessionEvent):
    """A study session is over, whoever ended it. Answers given in it offline may still arrive."""

    finished_at: datetime = Field(description="When it ended; of one that was left open, when it was last used.")
    end_reason: str = Field(description="BY_LEARNER, NOTHING_LEFT, TIME_IS_UP, IDLE or REPLACED.")
    answers: int = Field(description="How many answers were given.")
    right_answers: int = Field(description="How many of them recalled the card.")
    new_cards: int = Field(description="How many cards were answered for the first time.")
    lapses: int = Field(description="How many learnt cards were forgotten.")
    active_ms: int = Field(description="Time spent, without breaks, in milliseconds.")
