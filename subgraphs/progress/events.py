"""What progress announces."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from subgraphs.shared.event import Event


class ProgressEvent(Event):
    """Those of one learner are delivered in the order in which they happened."""

    topic: ClassVar[str] = "progress-events"
    key_field: ClassVar[str] = "learner_id"

    learner_id: UUID = Field(description="Whose progress it is.")


class XpAwarded(ProgressEvent):
    """A learner earned experience points with one review."""

    amount: int = Field(description="All points that the review earned.")
    by_reason: dict[str, int] = Field(description="The amount by its reasons: REVIEW, FIRST_REVIEW_OF_DAY.")
    xp: int = Field(description="All points that the learner has now.")


class LevelReached(ProgressEvent):
    """A learner's points sufficed for a level for the first time."""

    level: int = Field(description="The level reached; a large award may pass several at once and tells the last.")


class StreakExtended(ProgressEvent):
    """A learner studied on one more day in a row."""

    days: int = Field(description="The length of the streak, 1 when it begins.")
    day: date = Field(description="The day by the learner's own calendar.")
