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
    """A learner earned experience points: by a deed, and by what one that was heard of late changed besides."""

    amount: int = Field(description="How many, always more than none.")
    by_reason: dict[str, int] = Field(description="The amount by its reasons, such as REVIEW or FIRST_REVIEW_OF_DAY.")
    xp: int = Field(description="All points that the learner has now.")


class XpCorrected(ProgressEvent):
    """What a learner had earned was put right: a review was undone, or something of the past was heard of late."""

    amount: int = Field(description="By how much their points changed: less than nothing, or nothing at all.")
    by_reason: dict[str, int] = Field(description="The same by reasons, some of which may have gained.")
    xp: int = Field(description="All points that the learner has now.")


class LevelReached(ProgressEvent):
    """A learner's points sufficed for a level for the first time."""

    level: int = Field(description="The level reached; a large award may pass several at once and tells the last.")


class StreakExtended(ProgressEvent):
    """A learner studied on one more day in a row."""

    days: int = Field(description="The length of the streak, 1 when it begins.")
    day: date = Field(description="The day by the learner's own calendar.")


class DailyGoalReached(ProgressEvent):
    """A learner earned as many points on one day as they had set out to. Told once for each day."""

    day: date = Field(description="The day by the learner's own calendar.")
    goal: int = Field(description="The points that they wanted.")


class StreakFreezeUsed(ProgressEvent):
    """A missed day did not end a streak. Told when the learner studies again."""

    day: date = Field(description="The day without study, by the learner's own calendar.")
    left: int = Field(description="How many freezes they still have.")


EVENTS = (XpAwarded, XpCorrected, LevelReached, StreakExtended, DailyGoalReached, StreakFreezeUsed)
"""All of them; a new one joins here."""
