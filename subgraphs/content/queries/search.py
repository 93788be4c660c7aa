"""Searching in what there is to study."""

from typing import Annotated

import strawberry

from subgraphs.content.loaders.study import ItemRow
from subgraphs.content.models.search_terms import ItemKind
from subgraphs.content.queries.reading import count_when_asked, read
from subgraphs.content.repository.search import SearchRepository
from subgraphs.content.repository.study import KanjiWanted, WordsWanted
from subgraphs.content.search_terms import SearchQuery
from subgraphs.content.service.search import read_search
from subgraphs.content.types.context import Count, Info
from subgraphs.content.types.inputs import KanjiFilter, SearchKinds, SearchText, WordFilter
from subgraphs.content.types.items import ContentItemConnection
from subgraphs.content.types.study import KanjiConnection, WordConnection
from subgraphs.shared.connections import After, Before, First, Last
from subgraphs.shared.pagination import Page, page_request


@strawberry.type
class SearchQueries:
    @strawberry.field(description="Words that a typed text may mean: exact hits first, then by how common they are.")
    async def search_words(
        self,
        info: Info,
        query: SearchText,
        filter: Annotated[WordFilter | None, strawberry.argument(description="Only hits for which this holds.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> WordConnection | None:
        search, request = read_search(query), page_request(first, after, last, before)
        wanted = filter.to_wanted() if filter else WordsWanted()
        page = await read(info, lambda session: SearchRepository(session).search_words(search, wanted, request))
        return WordConnection.of(
            page, count_when_asked(info, lambda session: SearchRepository(session).count_words(search, wanted))
        )

    @strawberry.field(description="Kanji that a typed text may mean or contain: exact hits first, then the common.")
    async def search_kanji(
        self,
        info: Info,
        query: SearchText,
        filter: Annotated[
            KanjiFilter | None, strawberry.argument(description="Only hits for which this holds.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> KanjiConnection | None:
        search, request = read_search(query), page_request(first, after, last, before)
        wanted = filter.to_wanted() if filter else KanjiWanted()
        page = await read(info, lambda session: SearchRepository(session).search_kanji(search, wanted, request))
        return KanjiConnection.of(
            page, count_when_asked(info, lambda session: SearchRepository(session).count_kanji(search, wanted))
        )

    @strawberry.field(
        description="Kanji, words and grammar that a typed text may mean, in one list, the best hits first."
    )
    async def search_content(
        self,
        info: Info,
        query: SearchText,
        kinds: SearchKinds = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ContentItemConnection | None:
        search, request = read_search(query), page_request(first, after, last, before)
        wanted = list(ItemKind) if kinds is None else kinds
        hits = await read(info, lambda session: SearchRepository(session).search(search, wanted, request))
        rows = await info.context.loaders.study.item_by_hit.load_many(hits.rows)
        items: Page[ItemRow] = Page(
            tuple(row for row in rows if row is not None), hits.cursors, hits.has_next, hits.has_previous
        )
        return ContentItemConnection.of(items, _count_hits(info, search, wanted))


def _count_hits(info: Info, search: SearchQuery, kinds: list[ItemKind]) -> Count:
    return count_when_asked(info, lambda session: SearchRepository(session).count_hits(search, kinds))
