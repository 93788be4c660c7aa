"""What learning announces of syllabi."""

from datetime import date
from uuid import UUID

from pydantic import Field

from subgraphs.learning.events.base import LearningEvent


class SyllabusEvent(LearningEvent):
    """About one syllabus."""

    syllabus_id: UUID = Field(description="The syllabus it is about.")


class SyllabusCreated(SyllabusEvent):
    """A learner has a plan how to reach a level by a date."""

    goal: str = Field(description="EVERYTHING, VOCABULARY, KANJI or GRAMMAR.")
    level: str = Field(description="The level that is to be reached, such as N4.")
    target_date: date = Field(description="The day by which everything is to be begun.")
    item_count: int = Field(description="How many words, kanji, points of grammar and lessons it has.")


class SyllabusAdapted(SyllabusEvent):
    """What is left of a syllabus was planned anew, after a week or because its learner changed it."""

    missed_count: int = Field(description="How many items of the weeks that are over were not done, and were moved.")
    remaining_count: int = Field(description="How many items are still to do.")
    target_date: date = Field(description="The day by which everything is to be begun.")
    expected_date: date = Field(description="The day by which it will be, as it looks now.")
    slip_days: int = Field(description="By how many days the target will be missed; 0 when it can be kept.")


class SyllabusCompleted(SyllabusEvent):
    """Everything that a syllabus holds is done."""

    item_count: int = Field(description="How many items that were.")
    target_date: date = Field(description="The day by which that was to be.")
