"""What every event of learning tells."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from subgraphs.shared.event import Event


class LearningEvent(Event):
    """Those of one learner are delivered in the order in which they happened."""

    topic: ClassVar[str] = "learning-events"
    key_field: ClassVar[str] = "learner_id"

    learner_id: UUID = Field(description="Who learns.")


class FlashcardEvent(LearningEvent):
    """About one flashcard."""

    flashcard_id: UUID = Field(description="The flashcard it is about.")
    item_kind: str = Field(description="What the card teaches: WORD, KANJI, SENTENCE, LESSON or FREE.")
    item_id: UUID | None = Field(description="The word, kanji, sentence or lesson; null for a free card.")
