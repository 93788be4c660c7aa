"""What learners choose their cards by, for a session or a test."""

from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from subgraphs.learning.models.items import ItemKind, ItemRef


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


@dataclass(frozen=True, slots=True)
class StudyTestChoice:
    """What a test asks about: the words, kanji and sentences named, a lesson, or else the learner's cards; where
    nothing but a level is said, whatever there is of that level."""

    cards: CardChoice = field(default_factory=CardChoice)
    lesson_id: UUID | None = None
    items: tuple[ItemRef, ...] = ()

    @property
    def is_level_alone(self) -> bool:
        return self.cards.level is not None and self.cards == CardChoice(level=self.cards.level)

    def to_json(self) -> dict[str, Any]:
        return {
            **self.cards.to_json(),
            "lessonId": str(self.lesson_id) if self.lesson_id else None,
            "items": [[item.kind, str(item.id)] for item in self.items],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        lesson_id = value.get("lessonId")
        return cls(
            cards=CardChoice.from_json(value),
            lesson_id=UUID(lesson_id) if lesson_id else None,
            items=tuple(ItemRef(ItemKind(kind), UUID(key)) for kind, key in value.get("items", ())),
        )
