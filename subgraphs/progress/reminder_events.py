"""What progress announces so that people are reminded."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from subgraphs.shared.event import Event


class StreakWarning(Event):
    """A streak ends with this day unless the learner studies before it is over. Told once a day at most."""

    topic: ClassVar[str] = "reminder-events"
    key_field: ClassVar[str] = "learner_id"

    learner_id: UUID = Field(description="Whose streak.")
    day: date = Field(description="The day by the learner's own calendar.")
    days: int = Field(description="How long the streak is.")
