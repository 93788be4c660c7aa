"""What a learner sees of their own topics, decks and tags."""

import strawberry
from strawberry import ID

from subgraphs.learning.repository.decks import DeckRepository
from subgraphs.learning.repository.tags import TagRepository
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.decks import Deck
from subgraphs.learning.types.owners import owner_of
from subgraphs.learning.types.topics import Topic
from subgraphs.shared.access import AUTHENTICATED


@strawberry.type(description="One of a learner's tags.")
class FlashcardTag:
    name: str = strawberry.field(description="The tag as it is written.")
    flashcard_count: int = strawberry.field(description="How many flashcards have it. Deleted ones are not counted.")


@strawberry.type
class OwnTopics:
    id: ID

    @strawberry.field(
        description="The topics at the top, in their order. Shown to their owner only.", directives=[AUTHENTICATED]
    )
    async def topics(self, info: Info) -> list[Topic] | None:
        tree = await info.context.loaders.topics_by_owner.load(owner_of(info, self.id))
        return [Topic.from_row(row) for row in tree if row.parent_id is None]

    @strawberry.field(description="All decks, by name. Shown to their owner only.", directives=[AUTHENTICATED])
    async def decks(self, info: Info) -> list[Deck] | None:
        owner_id = owner_of(info, self.id)
        async with info.context.database.read() as session:
            rows = await DeckRepository(session).of_owner(owner_id)
        return [Deck.from_row(row) for row in rows]

    @strawberry.field(
        description="All tags on flashcards, by name. Shown to their owner only.", directives=[AUTHENTICATED]
    )
    async def tags(self, info: Info) -> list[FlashcardTag] | None:
        owner_id = owner_of(info, self.id)
        async with info.context.database.read() as session:
            found = await TagRepository(session).counted(owner_id)
        return [FlashcardTag(name=one.tag, flashcard_count=one.flashcards) for one in found]
