"""Root query fields. All are nullable: where this domain fails, an answer keeps what other domains gave it."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import strawberry

from subgraphs.content.loaders import ItemRow
from subgraphs.content.models import KanjiRow, SentenceRow, WordRow
from subgraphs.content.repository import ContentRepository, ItemFilter
from subgraphs.content.search_terms import SearchQuery
from subgraphs.content.service import read_search
from subgraphs.content.types.enums import ItemKind, KanaKind, KanaScript
from subgraphs.content.types.inputs import KanjiFilter, SearchKinds, SearchText, SentenceFilter, WordFilter
from subgraphs.content.types.study import (
    ContentItemConnection,
    Count,
    Info,
    Kana,
    Kanji,
    KanjiConnection,
    Sentence,
    SentenceConnection,
    StudyItem,
    Word,
    WordConnection,
    item_by_id,
)
from subgraphs.shared.connections import After, Before, First, Last
from subgraphs.shared.pagination import Page, page_request

ResultT = TypeVar("ResultT")


@strawberry.type
class Query:
    @strawberry.field(description="A kanji by its character, such as 猫; null where the lists do not hold it.")
    async def kanji(
        self,
        info: Info,
        character: Annotated[str, strawberry.argument(description="A single character.")],
    ) -> Kanji | None:
        return await Kanji.by_character(info, character)

    @strawberry.field(description="A word by its id; null where there is none.")
    async def word(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of a `Word`.")]
    ) -> Word | None:
        return await Word.resolve_reference(info, id)

    @strawberry.field(description="An example sentence by its id; null where there is none.")
    async def sentence(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of a `Sentence`.")]
    ) -> Sentence | None:
        return await Sentence.resolve_reference(info, id)

    @strawberry.field(description="A word or kanji by its id, whichever it is; null where there is none.")
    async def study_item(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of a `Word` or a `Kanji`.")],
    ) -> StudyItem | None:
        return await item_by_id(info, id)

    @strawberry.field(description="All signs of a script, in the order in which they are taught.")
    async def kana(
        self,
        info: Info,
        script: Annotated[KanaScript, strawberry.argument(description="Which of the two scripts.")],
        kind: Annotated[KanaKind | None, strawberry.argument(description="Only signs made in this way.")] = None,
    ) -> list[Kana] | None:
        rows = await _read(info, lambda content: content.kana(script))
        return [Kana.from_row(row) for row in rows if kind is None or row.kind == kind]

    @strawberry.field(description="Kanji by level, within a level those that newspapers use most first.")
    async def kanji_list(
        self,
        info: Info,
        filter: Annotated[KanjiFilter | None, strawberry.argument(description="All kanji unless said.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> KanjiConnection | None:
        wanted = filter.to_item_filter() if filter else ItemFilter()
        request = page_request(first, after, last, before)
        page = await _read(info, lambda content: content.kanji_list(wanted, request))
        return KanjiConnection.of(page, _count(info, lambda content: content.count(KanjiRow, wanted)))

    @strawberry.field(description="Words by level, within a level those that the example sentences use most first.")
    async def words(
        self,
        info: Info,
        filter: Annotated[WordFilter | None, strawberry.argument(description="All words unless said.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> WordConnection | None:
        wanted = filter.to_item_filter() if filter else ItemFilter()
        request = page_request(first, after, last, before)
        page = await _read(info, lambda content: content.words(wanted, request))
        return WordConnection.of(page, _count(info, lambda content: content.count(WordRow, wanted)))

    @strawberry.field(description="Example sentences by level, within a level short ones first.")
    async def sentences(
        self,
        info: Info,
        filter: Annotated[SentenceFilter | None, strawberry.argument(description="All sentences unless said.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> SentenceConnection | None:
        wanted = filter.to_item_filter() if filter else ItemFilter()
        request = page_request(first, after, last, before)
        page = await _read(info, lambda content: content.sentences(wanted, request))
        return SentenceConnection.of(page, _count(info, lambda content: content.count(SentenceRow, wanted)))

    @strawberry.field(description="Words that a typed text may mean: exact hits first, then by how common they are.")
    async def search_words(
        self,
        info: Info,
        query: SearchText,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> WordConnection | None:
        search, request = read_search(query), page_request(first, after, last, before)
        page = await _read(info, lambda content: content.search_words(search, request))
        return WordConnection.of(page, _count_hits(info, search, [ItemKind.WORD]))

    @strawberry.field(description="Kanji that a typed text may mean or contain: exact hits first, then the common.")
    async def search_kanji(
        self,
        info: Info,
        query: SearchText,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> KanjiConnection | None:
        search, request = read_search(query), page_request(first, after, last, before)
        page = await _read(info, lambda content: content.search_kanji(search, request))
        return KanjiConnection.of(page, _count_hits(info, search, [ItemKind.KANJI]))

    @strawberry.field(description="Kanji and words that a typed text may mean, in one list, the best hits first.")
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
        hits = await _read(info, lambda content: content.search(search, wanted, request))
        rows = await info.context.loaders.item_by_hit.load_many(hits.rows)
        items: Page[ItemRow] = Page(
            tuple(row for row in rows if row is not None), hits.cursors, hits.has_next, hits.has_previous
        )
        return ContentItemConnection.of(items, _count_hits(info, search, wanted))


async def _read(info: Info, read: Callable[[ContentRepository], Awaitable[ResultT]]) -> ResultT:
    async with info.context.database.read() as session:
        return await read(ContentRepository(session))


def _count(info: Info, count: Callable[[ContentRepository], Awaitable[int]]) -> Count:
    """Counts when somebody asks how many there are, and not before."""
    return lambda: _read(info, count)


def _count_hits(info: Info, search: SearchQuery, kinds: list[ItemKind]) -> Count:
    return _count(info, lambda content: content.count_hits(search, kinds))
