"""What learning announces so that people are reminded."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from subgraphs.shared.event import Event


class FlashcardDue(Event):
    """It is the hour at which a learner wants to be told of due flashcards, and there are some. Once a day at most."""

    topic: ClassVar[str] = "reminder-events"
    key_field: ClassVar[str] = "learner_id"

    learner_id: UUID = Field(description="Whom to remind.")
    day: date = Field(description="The day where they live.")
    due_cards: int = Field(description="Flashcards that were answered before and are due again.")
    new_cards: int = Field(description="Flashcards that were never answered, as many as the learner wants in a day.")
