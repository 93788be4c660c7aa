"""What learning announces of tests."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from subgraphs.learning.events.base import LearningEvent


class TestAnswer(BaseModel):
    """An answer in a test that is over."""

    __test__ = False
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)

    item_kind: str
    item_id: UUID | None
    skill: str
    outcome: str
    is_correct: bool


class TestCompleted(LearningEvent):
    """A learner has taken a test, to its end or as far as they came."""

    __test__ = False

    test_id: UUID = Field(description="The test.")
    kind: str = Field(description="MULTIPLE_CHOICE, TYPING, LISTENING, KANJI_READING, MIXED or PLACEMENT.")
    is_expired: bool = Field(description="Its time ran out before the learner ended it.")
    score: float = Field(
        description="From 0 to 1: what was right, and half of what was almost right, of all questions."
    )
    question_count: int = Field(description="How many questions it had.")
    right_answers: int = Field(description="How many of them were answered rightly.")
    started_at: datetime = Field(description="When it began.")
    finished_at: datetime = Field(description="When it ended.")
    level: str | None = Field(description="Of a placement test: where it placed the learner, N5 to N1; else null.")
    answers: list[TestAnswer] = Field(
        description="What was answered, each with itemKind, itemId (null: a free card), skill (VOCABULARY, KANJI, "
        "READING, LISTENING), outcome (RIGHT, ALMOST, WRONG, SKIPPED) and isCorrect (RIGHT only)."
    )
