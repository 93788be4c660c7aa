"""What a learner sees of their own answers."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.repository.reviews import ReviewFilter, ReviewRepository
from subgraphs.learning.scheduling.memory import Rating
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.owners import owner_of
from subgraphs.learning.types.reviews import Review
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First, PageInfo, edges_of
from subgraphs.shared.ids import new_id, parse_id
from subgraphs.shared.pagination import page_request


@strawberry.input(description="Which answers: all that is said must hold of one.")
class ReviewHistoryFilter:
    flashcard_id: ID | None = strawberry.field(default=None, description="Those to this flashcard.")
    session_id: ID | None = strawberry.field(default=None, description="Those given in this study session.")
    ratings: list[Rating] = strawberry.field(default_factory=list, description="Those that were rated so.")
    since: datetime | None = strawberry.field(default=None, description="Those answered then or later.")
    until: datetime | None = strawberry.field(default=None, description="Those answered before then.")
    include_undone: bool = strawberry.field(default=False, description="Those that were taken back, too.")


@strawberry.type(description="Some of a learner's answers.")
class ReviewHistory(Connection[Review]):
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="How many there are on all pages.")
    async def total_count(self) -> int:
        return await self.count()


@strawberry.type
class OwnReviews:
    id: ID

    @strawberry.field(
        description="Answers to flashcards, the latest first. Shown to their learner only.", directives=[AUTHENTICATED]
    )
    async def reviews(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        filter: Annotated[
            ReviewHistoryFilter | None, strawberry.argument(description="Which ones; all that count unless said.")
        ] = None,
    ) -> ReviewHistory | None:
        owner_id, chosen = owner_of(info, self.id), _chosen(filter)
        async with info.context.database.read() as session:
            page = await ReviewRepository(session).page(owner_id, chosen, page_request(first, after))
        return ReviewHistory(
            edges=edges_of(page, Review.from_row),
            page_info=PageInfo.from_page(page),
            count=partial(_count, info, owner_id, chosen),
        )


def _chosen(filter: ReviewHistoryFilter | None) -> ReviewFilter:
    if filter is None:
        return ReviewFilter()
    return ReviewFilter(
        flashcard_id=_key(filter.flashcard_id),
        session_id=_key(filter.session_id),
        ratings=filter.ratings,
        since=filter.since,
        until=filter.until,
        with_undone=filter.include_undone,
    )


def _key(text: ID | None) -> UUID | None:
    """What is no id names nothing, and so nothing is found."""
    return (parse_id(text) or new_id()) if text is not None else None


async def _count(info: Info, owner_id: UUID, chosen: ReviewFilter) -> int:
    async with info.context.database.read() as session:
        return await ReviewRepository(session).count(owner_id, chosen)
