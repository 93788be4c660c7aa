"""What a learner sees of their own flashcards."""

from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.scheduling.memory import FlashcardState
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcards import FlashcardConnection, flashcard_connection
from subgraphs.learning.types.owners import owner_of
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, First
from subgraphs.shared.pagination import page_request


@strawberry.type
class OwnFlashcards:
    id: ID

    @strawberry.field(
        description="The flashcards to ask now, the longest overdue first. Shown to their owner only; "
        "the page after an answer may show a card again that has become due meanwhile.",
        directives=[AUTHENTICATED],
    )
    async def due_cards(self, info: Info, first: First = None, after: After = None) -> FlashcardConnection | None:
        owner_id, now = owner_of(info, self.id), info.context.clock()
        async with info.context.database.read() as session:
            page = await FlashcardRepository(session).page_of_due(owner_id, now, page_request(first, after))
        return flashcard_connection(page, partial(_count_due, info, owner_id, now))

    @strawberry.field(
        description="All flashcards, the oldest first. Shown to their owner only.", directives=[AUTHENTICATED]
    )
    async def flashcards(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        states: Annotated[
            list[FlashcardState] | None, strawberry.argument(description="Only those in one of these states.")
        ] = None,
    ) -> FlashcardConnection | None:
        owner_id = owner_of(info, self.id)
        async with info.context.database.read() as session:
            request = page_request(first, after)
            page = await FlashcardRepository(session).page(owner_id, states, request)
        return flashcard_connection(page, partial(_count_flashcards, info, owner_id, states))


async def _count_due(info: Info, owner_id: UUID, now: datetime) -> int:
    async with info.context.database.read() as session:
        return await FlashcardRepository(session).count_due(owner_id, now)


async def _count_flashcards(info: Info, owner_id: UUID, states: list[FlashcardState] | None) -> int:
    async with info.context.database.read() as session:
        return await FlashcardRepository(session).count(owner_id, states)
