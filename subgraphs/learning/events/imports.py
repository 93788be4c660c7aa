"""What learning announces of imports."""

from uuid import UUID

from pydantic import Field

from subgraphs.learning.events.base import LearningEvent


class FlashcardsImported(LearningEvent):
    """A learner brought flashcards along: one event for all of them, however many there are."""

    import_id: UUID = Field(description="The import; `originId` of the flashcards that it made.")
    format: str = Field(description="What they came from: ANKI or CSV.")
    created: int = Field(description="How many flashcards are new.")
    updated: int = Field(description="How many were there and say something else now.")
    reviews: int = Field(description="How many answers of earlier times came with them. Nothing is earned by those.")
