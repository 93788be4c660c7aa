"""Flashcards, and the items of other domains that they are made from: these types refer to each other."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Self

import strawberry
from strawberry import ID

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.repository.flashcards import main_card
from subgraphs.learning.scheduling.memory import FlashcardState
from subgraphs.learning.scheduling.scheduler import next_due_by_rating
from subgraphs.learning.service.memories import memory_of
from subgraphs.learning.study_rules import study_rules
from subgraphs.learning.types.anki_notes import AnkiFlashcard
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.faces import FacedFlashcard
from subgraphs.learning.types.flashcard_places import PlacedFlashcard
from subgraphs.learning.types.people import UserKey, UserType
from subgraphs.learning.types.reviews import Review, ScheduledReview
from subgraphs.shared.connections import After, Connection, First, PageInfo, edges_of
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.pagination import Page, page_request

_FLASHCARDS = "The caller's flashcards of it, the oldest first, whatever they ask; null when nobody is signed in."


@strawberry.federation.type(keys=["id"])
class Word:
    id: ID
    text: str = strawberry.federation.field(external=True, default=None)
    reading: str = strawberry.federation.field(external=True, default=None)
    meanings: list[str] = strawberry.federation.field(external=True, default=None)

    @strawberry.field(description="The caller's flashcard of this word; null without one, or when nobody is signed in.")
    async def flashcard(self, info: Info) -> "Flashcard | None":
        return await _own_flashcard(info, ItemKind.WORD, self.id)

    @strawberry.field(description=_FLASHCARDS)
    async def flashcards(self, info: Info) -> list["Flashcard"] | None:
        return await own_flashcards(info, [item_named(ItemKind.WORD, self.id)])

    @classmethod
    def resolve_reference(cls, id: ID) -> Self:
        return cls(id=id)


@strawberry.federation.type(keys=["id"])
class Kanji:
    id: ID
    character: str = strawberry.federation.field(external=True, default=None)
    meanings: list[str] = strawberry.federation.field(external=True, default=None)

    @strawberry.field(
        description="The caller's flashcard of this kanji; null without one, or when nobody is signed in."
    )
    async def flashcard(self, info: Info) -> "Flashcard | None":
        return await _own_flashcard(info, ItemKind.KANJI, self.id)

    @strawberry.field(description=_FLASHCARDS)
    async def flashcards(self, info: Info) -> list["Flashcard"] | None:
        return await own_flashcards(info, [item_named(ItemKind.KANJI, self.id)])

    @classmethod
    def resolve_reference(cls, id: ID) -> Self:
        return cls(id=id)


@strawberry.federation.type(keys=["id"])
class Sentence:
    id: ID

    @strawberry.field(description=_FLASHCARDS)
    async def flashcards(self, info: Info) -> list["Flashcard"] | None:
        return await own_flashcards(info, [item_named(ItemKind.SENTENCE, self.id)])

    @classmethod
    def resolve_reference(cls, id: ID) -> Self:
        return cls(id=id)


FlashcardItem = Annotated[
    Word | Kanji | Sentence,
    strawberry.union("FlashcardItem", description="What a flashcard teaches: a word, a kanji or a sentence."),
]


@strawberry.federation.type(
    keys=["id"],
    description="A learner's card of a word, kanji or sentence, or of anything else they wrote on it, with what is "
    "known of their memory of it.",
)
class Flashcard(AnkiFlashcard, FacedFlashcard, PlacedFlashcard, Node):
    id: ID = strawberry.field(description="Identifies the flashcard.")
    state: FlashcardState = strawberry.field(description="How far the learner's memory of it has come.")
    due: datetime = strawberry.field(description="When it should be asked next; in the past when it is due already.")
    stability: float | None = strawberry.field(
        description="Days until the chance of recall falls to nine in ten; null before the first answer."
    )
    difficulty: float | None = strawberry.field(
        description="How hard it is for this learner, from 1 to 10; null before the first answer."
    )
    reps: int = strawberry.field(description="How often it has been answered.")
    lapses: int = strawberry.field(description="How often it was forgotten after it had been learnt.")
    last_reviewed_at: datetime | None = strawberry.field(description="The last answer; null before the first.")
    created_at: datetime = strawberry.field(description="When the learner made it.")

    @strawberry.field(description="The word it teaches; null when it teaches something else.")
    def word(self) -> Word | None:
        return Word(id=ID(str(self.row.item_id))) if self.row.item_kind == ItemKind.WORD else None

    @strawberry.field(description="The kanji it teaches; null when it teaches something else.")
    def kanji(self) -> Kanji | None:
        return Kanji(id=ID(str(self.row.item_id))) if self.row.item_kind == ItemKind.KANJI else None

    @strawberry.field(description="The sentence it teaches; null when it teaches something else.")
    def sentence(self) -> Sentence | None:
        return Sentence(id=ID(str(self.row.item_id))) if self.row.item_kind == ItemKind.SENTENCE else None

    @strawberry.field(description="What it teaches; null for a free card.")
    def item(self) -> FlashcardItem | None:
        item_id = ID(str(self.row.item_id))
        match self.row.item_kind:
            case ItemKind.WORD:
                return Word(id=item_id)
            case ItemKind.KANJI:
                return Kanji(id=item_id)
            case ItemKind.SENTENCE:
                return Sentence(id=item_id)
        return None

    @strawberry.field(description="The learner it belongs to.", graphql_type=UserType)
    def owner(self) -> UserKey:
        return UserKey(ID(str(self.row.owner_id)))

    @strawberry.field(description="When it would come back, for each answer that could be given now.")
    async def schedule(self, info: Info) -> list[ScheduledReview]:
        now = max(info.context.clock(), self.last_reviewed_at or self.created_at)
        loaders = info.context.loaders
        owner_id = self.row.owner_id
        rules = await loaders.study_rules_by_user.load(owner_id) or study_rules(owner_id)
        retention = await loaders.retention_by_deck.load(self.row.deck_id) if self.row.deck_id else None
        shown = next_due_by_rating(memory_of(self.row), now, rules.scheduling(retention), self.row.id)
        return [ScheduledReview(rating=rating, due=due) for rating, due in shown.items()]

    @strawberry.field(description="Its answers, the latest first.")
    async def reviews(self, info: Info, first: First = None, after: After = None) -> Connection[Review]:
        page = await info.context.loaders.reviews_by_flashcard.load((self.row.id, page_request(first, after)))
        return Connection[Review].from_page(page, Review.from_row)

    @classmethod
    def from_row(cls, row: FlashcardRow) -> Self:
        return cls(
            id=ID(str(row.id)),
            state=FlashcardState(row.state),
            due=row.due,
            stability=row.stability,
            difficulty=row.difficulty,
            reps=row.reps,
            lapses=row.lapses,
            last_reviewed_at=row.last_reviewed_at,
            created_at=row.created_at,
            row=row,
        )

    @classmethod
    async def resolve_reference(
        cls, info: Info, id: ID, word: Mapping[str, Any] | None = None, kanji: Mapping[str, Any] | None = None
    ) -> Self | None:
        flashcard = await cls.own_by_id(info, id)
        if flashcard is not None:
            flashcard.required_word = word
            flashcard.required_kanji = kanji
        return flashcard

    @classmethod
    async def own_by_id(cls, info: Info, id: ID) -> Self | None:
        """The caller's card; None for an unknown one and for somebody else's alike."""
        key, caller = parse_id(id), info.context.caller
        if key is None or caller is None:
            return None
        row = await info.context.loaders.flashcard_by_id.load(key)
        return cls.from_row(row) if row is not None and row.owner_id == caller.user_id else None


@strawberry.type(description="Some of a learner's flashcards.")
class FlashcardConnection(Connection[Flashcard]):
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="How many there are on all pages.")
    async def total_count(self) -> int:
        return await self.count()


def item_named(kind: ItemKind, item_id: ID) -> ItemRef | None:
    key = parse_id(item_id)
    return ItemRef(kind, key) if key is not None else None


async def own_flashcards(info: Info, items: Sequence[ItemRef | None]) -> list[Flashcard] | None:
    """The caller's cards of these items; None when nobody is signed in."""
    caller = info.context.caller
    if caller is None:
        return None
    keys = [(caller.user_id, item) for item in items if item is not None]
    rows = await info.context.loaders.flashcards_by_item.load_many(keys)
    return [Flashcard.from_row(row) for of_item in rows for row in of_item]


async def _own_flashcard(info: Info, kind: ItemKind, item_id: ID) -> Flashcard | None:
    key, caller = parse_id(item_id), info.context.caller
    if key is None or caller is None:
        return None
    rows = await info.context.loaders.flashcards_by_item.load((caller.user_id, ItemRef(kind, key)))
    return Flashcard.from_row(main_card(rows)) if rows else None


def flashcard_connection(page: Page[FlashcardRow], count: Callable[[], Awaitable[int]]) -> FlashcardConnection:
    edges = edges_of(page, Flashcard.from_row)
    return FlashcardConnection(edges=edges, page_info=PageInfo.from_page(page), count=count)
