"""Grammar, one by one and in lists."""

from typing import Annotated

import strawberry

from subgraphs.content.queries.reading import count_when_asked, read
from subgraphs.content.repository.grammar import GrammarRepository
from subgraphs.content.repository.study import ItemFilter
from subgraphs.content.types.context import Info
from subgraphs.content.types.grammar import GrammarPoint, GrammarPointConnection
from subgraphs.content.types.inputs import GrammarFilter
from subgraphs.shared.connections import After, Before, First, Last
from subgraphs.shared.pagination import page_request


@strawberry.type
class GrammarQueries:
    @strawberry.field(description="A point of grammar by its `slug`; null where there is none.")
    async def grammar_point(
        self, info: Info, slug: Annotated[str, strawberry.argument(description="The `slug` of a `GrammarPoint`.")]
    ) -> GrammarPoint | None:
        return await GrammarPoint.by_slug(info, slug)

    @strawberry.field(description="Points of grammar in the order in which they are best learned.")
    async def grammar_points(
        self,
        info: Info,
        filter: Annotated[GrammarFilter | None, strawberry.argument(description="All points unless said.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> GrammarPointConnection | None:
        wanted = filter.to_wanted() if filter else ItemFilter()
        request = page_request(first, after, last, before)
        page = await read(info, lambda session: GrammarRepository(session).points(wanted, request))
        return GrammarPointConnection.of(
            page, count_when_asked(info, lambda session: GrammarRepository(session).count(wanted))
        )
