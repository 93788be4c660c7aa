"""What a learner should study next."""

from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.models.items import ItemKind
from subgraphs.learning.service.next_items import MOST_NEXT_ITEMS, NextItem, NextItemReason, next_items
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import Flashcard, Kanji, Sentence, Word
from subgraphs.learning.types.owners import owner_of
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.errors import BadUserInput

describe_enum(
    NextItemReason,
    "Why something should be studied next.",
    {
        NextItemReason.FADING: "A card of it is due: it is being forgotten.",
        NextItemReason.MISTAKEN: "It was not known in a test of late, and has no card.",
        NextItemReason.AT_YOUR_LEVEL: "It has no card, and is about as hard as the learner is able.",
    },
)


@strawberry.type(name="NextItem", description="Something that a learner should study next, and why.")
class ShownNextItem:
    reason: NextItemReason = strawberry.field(description="Why it stands here.")
    worth: float = strawberry.field(
        description="How much it is worth to study it now, 0 to 1; the list is in its order."
    )
    recall_probability: float | None = strawberry.field(
        description="The chance that the learner still recalls it, where a card of it is due; else null."
    )
    knowledge_probability: float | None = strawberry.field(
        description="The chance that the learner knows it already, as far as tests and its level tell; null where a "
        "card says more."
    )
    found: strawberry.Private[NextItem]

    @strawberry.field(description="The card to answer; null where there is none yet.")
    def flashcard(self) -> Flashcard | None:
        return Flashcard.from_row(self.found.card) if self.found.card is not None else None

    @strawberry.field(description="The word that it is; null when it is something else.")
    def word(self) -> Word | None:
        key = self._id_of(ItemKind.WORD)
        return Word(id=key) if key is not None else None

    @strawberry.field(description="The kanji that it is; null when it is something else.")
    def kanji(self) -> Kanji | None:
        key = self._id_of(ItemKind.KANJI)
        return Kanji(id=key) if key is not None else None

    @strawberry.field(description="The sentence that it is; null when it is something else.")
    def sentence(self) -> Sentence | None:
        key = self._id_of(ItemKind.SENTENCE)
        return Sentence(id=key) if key is not None else None

    def _id_of(self, kind: ItemKind) -> ID | None:
        item = self.found.item
        return ID(str(item.id)) if item is not None and item.kind is kind else None

    @classmethod
    def from_found(cls, found: NextItem) -> "ShownNextItem":
        return cls(
            reason=found.reason,
            worth=found.worth,
            recall_probability=found.chance_of_recall,
            knowledge_probability=found.chance_of_knowing,
            found=found,
        )


@strawberry.type
class OwnNextItems:
    id: ID

    @strawberry.field(
        description="What to study next, the most worthwhile first: what is being forgotten, what was mistaken in "
        "tests, and what is new at the learner's level. Shown to the learner only.",
        directives=[AUTHENTICATED],
    )
    async def next_items(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description=f"How many, {MOST_NEXT_ITEMS} at most.")] = 10,
    ) -> list[ShownNextItem] | None:
        owner_id, now = owner_of(info, self.id), info.context.clock()
        if not 0 <= first <= MOST_NEXT_ITEMS:
            raise BadUserInput(f"At most {MOST_NEXT_ITEMS} at once.")
        async with info.context.database.read() as session:
            found = await next_items(session, owner_id, first, now, info.context.services.settings)
        return [ShownNextItem.from_found(one) for one in found]
