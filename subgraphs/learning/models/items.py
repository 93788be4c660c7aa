"""What flashcards are made from."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ItemKind(StrEnum):
    """What a flashcard is made from."""

    WORD = "WORD"
    KANJI = "KANJI"


@dataclass(frozen=True, slots=True)
class ItemRef:
    """A word or a kanji, which live in another domain."""

    kind: ItemKind
    id: UUID
