"""Where a flashcard belongs, and whether it is asked."""

from datetime import datetime

import strawberry

from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTemplate
from subgraphs.learning.models.items import ItemKind
from subgraphs.learning.models.topics import Origin
from subgraphs.learning.types import flashcard_enums as flashcard_enums
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.decks import Deck
from subgraphs.learning.types.suggestions import FlashcardSuggestion
from subgraphs.learning.types.topics import Topic


@strawberry.type
class PlacedFlashcard:
    row: strawberry.Private[FlashcardRow]

    @strawberry.field(description="What it is made from.")
    def kind(self) -> ItemKind:
        return ItemKind(self.row.item_kind)

    @strawberry.field(description="What it asks for.")
    def template(self) -> FlashcardTemplate:
        return FlashcardTemplate(self.row.template)

    @strawberry.field(description="Which gaps of its text it asks for, by their number; null when it is no cloze.")
    def gap(self) -> int | None:
        return self.row.variant if self.row.template == FlashcardTemplate.CLOZE else None

    @strawberry.field(description="The topic it is filed under; null when under none.")
    async def topic(self, info: Info) -> Topic | None:
        if self.row.topic_id is None:
            return None
        row = await info.context.loaders.topic_by_id.load(self.row.topic_id)
        return Topic.from_row(row) if row is not None else None

    @strawberry.field(description="The deck it is studied with; null when it is in none.")
    async def deck(self, info: Info) -> Deck | None:
        if self.row.deck_id is None:
            return None
        row = await info.context.loaders.deck_by_id.load(self.row.deck_id)
        return Deck.from_row(row) if row is not None else None

    @strawberry.field(description="The learner's own tags on it, in alphabetical order.")
    async def tags(self, info: Info) -> list[str]:
        return list(await info.context.loaders.tags_by_flashcard.load(self.row.id))

    @strawberry.field(description="How it came to be.")
    def origin(self) -> Origin:
        return Origin(self.row.origin)

    @strawberry.field(description="Since when it is kept from being asked; null when it is not.")
    def suspended_at(self) -> datetime | None:
        return self.row.suspended_at

    @strawberry.field(description="Until when it is put off; null when it is not.")
    def buried_until(self, info: Info) -> datetime | None:
        until = self.row.buried_until
        return until if until is not None and until > info.context.clock() else None

    @strawberry.field(description="When it was deleted; null when it was not. It can be restored for some time.")
    def deleted_at(self) -> datetime | None:
        return self.row.deleted_at

    @strawberry.field(
        description="Since when it is a leech: forgotten so often that it should be rewritten; null when it is none."
    )
    def leech_at(self) -> datetime | None:
        return self.row.leech_at

    @strawberry.field(
        description="How it could be put differently; empty when it is no leech, and when nothing is known that helps."
    )
    async def suggestions(self, info: Info) -> list[FlashcardSuggestion]:
        if self.row.leech_at is None:
            return []
        found = await info.context.loaders.suggestions_by_flashcard.load(self.row.id)
        return [FlashcardSuggestion.of(each) for each in found]

    @strawberry.field(description="When it was changed last, other than by answers; null when never.")
    def updated_at(self) -> datetime | None:
        return self.row.updated_at
