"""What learners choose their cards by, for a session or a test."""

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CardChoice:
    """Cards for which all of this holds. Nothing said: all cards."""

    topic_id: UUID | None = None
    """With the topics in it."""
    deck_id: UUID | None = None
    tags: tuple[str, ...] = ()
    """Any of them."""
    level: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "topicId": str(self.topic_id) if self.topic_id else None,
            "deckId": str(self.deck_id) if self.deck_id else None,
            "tags": list(self.tags),
            "level": self.level,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        topic_id, deck_id = value.get("topicId"), value.get("deckId")
        return cls(
            topic_id=UUID(topic_id) if topic_id else None,
            deck_id=UUID(deck_id) if deck_id else None,
            tags=tuple(value.get("tags", ())),
            level=value.get("level"),
        )
