"""Lessons, as far as flashcards are made from them."""

from typing import Self

import strawberry
from strawberry import ID

from subgraphs.learning.models.items import ItemKind
from subgraphs.learning.service.item_cards import taught_by
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard, own_flashcards
from subgraphs.shared.ids import parse_id


@strawberry.federation.type(keys=["id"])
class Lesson:
    id: ID

    @strawberry.field(
        description="The caller's flashcards of the words and kanji that it introduces, in its order; null when nobody "
        "is signed in."
    )
    async def flashcards(self, info: Info) -> list[Flashcard] | None:
        key = parse_id(self.id)
        lesson = await info.context.loaders.item_by_id.load(key) if key is not None else None
        is_lesson = lesson is not None and lesson.kind == ItemKind.LESSON
        return await own_flashcards(info, taught_by(lesson) if lesson is not None and is_lesson else [])

    @classmethod
    def resolve_reference(cls, id: ID) -> Self:
        return cls(id=id)
