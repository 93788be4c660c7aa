"""What a learner sees of their own flashcards."""

from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.repository.daily_limits import Allowance
from subgraphs.learning.repository.flashcard_search import (
    FlashcardOrder,
    FlashcardSearch,
    FlashcardSearchRepository,
    in_order,
)
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.scheduling.memory import FlashcardState
from subgraphs.learning.service.daily_limits import allowance_of
from subgraphs.learning.service.preferences import study_rules_of
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.flashcard_filter import FlashcardFilter, search_of
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
    async def due_cards(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        limited: Annotated[
            bool,
            strawberry.argument(
                description="Only as many new cards and reviews as the learner's limits, and those of decks, leave of "
                "the day."
            ),
        ] = False,
    ) -> FlashcardConnection | None:
        owner_id, now = owner_of(info, self.id), info.context.clock()
        async with info.context.database.read() as session:
            allowance = None
            if limited:
                allowance = await allowance_of(session, owner_id, await study_rules_of(session, owner_id), now)
            page = await FlashcardRepository(session).page_of_due(owner_id, now, page_request(first, after), allowance)
        return flashcard_connection(page, partial(_count_due, info, owner_id, now, allowance))

    @strawberry.field(
        description="All flashcards but deleted ones, the oldest first unless said otherwise. Shown to their owner "
        "only.",
        directives=[AUTHENTICATED],
    )
    async def flashcards(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        states: Annotated[
            list[FlashcardState] | None, strawberry.argument(description="Only those in one of these states.")
        ] = None,
        filter: Annotated[
            FlashcardFilter | None, strawberry.argument(description="Only those that are like this.")
        ] = None,
        order_by: Annotated[
            FlashcardOrder, strawberry.argument(description="In which order they come.")
        ] = FlashcardOrder.OLDEST,
    ) -> FlashcardConnection | None:
        owner_id, now = owner_of(info, self.id), info.context.clock()
        search, request = in_order(search_of(filter, states), order_by), page_request(first, after)
        async with info.context.database.read() as session:
            page = await FlashcardSearchRepository(session).page(owner_id, search, order_by, request, now)
        return flashcard_connection(page, partial(_count_found, info, owner_id, search, now))

    @strawberry.field(
        description="Flashcards that are forgotten again and again, those first that became so last: "
        "`rewriteFlashcard` puts them differently. Shown to their owner only.",
        directives=[AUTHENTICATED],
    )
    async def leeches(self, info: Info, first: First = None, after: After = None) -> FlashcardConnection | None:
        owner_id, now = owner_of(info, self.id), info.context.clock()
        search, order = FlashcardSearch(is_leech=True), FlashcardOrder.LEECHES
        async with info.context.database.read() as session:
            request = page_request(first, after)
            page = await FlashcardSearchRepository(session).page(owner_id, search, order, request, now)
        return flashcard_connection(page, partial(_count_found, info, owner_id, search, now))


async def _count_due(info: Info, owner_id: UUID, now: datetime, allowance: Allowance | None) -> int:
    async with info.context.database.read() as session:
        return await FlashcardRepository(session).count_due(owner_id, now, allowance)


async def _count_found(info: Info, owner_id: UUID, search: FlashcardSearch, now: datetime) -> int:
    async with info.context.database.read() as session:
        return await FlashcardSearchRepository(session).count(owner_id, search, now)
