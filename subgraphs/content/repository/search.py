"""Finding what there is to study by what a person types."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Select, Subquery, and_, case, exists, false, func, literal, select, union_all
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from subgraphs.content.models.kanji import KanjiRow
from subgraphs.content.models.search_terms import ItemKind, SearchTermRow, TermKind
from subgraphs.content.models.words import WordRow
from subgraphs.content.repository.base import Repository
from subgraphs.content.repository.study import KanjiWanted, WordsWanted, conditions
from subgraphs.content.search_terms import (
    MINIMUM_UNFINISHED_WORD,
    Probe,
    SearchQuery,
    Tier,
    WordsProbe,
)
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, ascending, decode_cursor, fetch_page

COMMON_KANJI = 3_000
"""Kanji from this rank on are found in old books and names only: behind words that answer a query as well."""

_LAST_CODE_POINT = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that a search found."""

    item_kind: ItemKind
    rank: int


class SearchRepository(Repository):
    async def search_kanji(self, query: SearchQuery, wanted: KanjiWanted, page: PageRequest) -> Page[KanjiRow]:
        found = best_hits(query, [ItemKind.KANJI]).subquery()
        statement = select(KanjiRow).join(found, found.c.rank == col(KanjiRow.rank))
        statement = statement.where(*conditions(KanjiRow, wanted))
        return await fetch_page(self.session, statement, _hit_order("search-kanji", found), page)

    async def search_words(self, query: SearchQuery, wanted: WordsWanted, page: PageRequest) -> Page[WordRow]:
        found = best_hits(query, [ItemKind.WORD]).subquery()
        statement = select(WordRow).join(found, found.c.rank == col(WordRow.rank))
        statement = statement.where(*conditions(WordRow, wanted))
        return await fetch_page(self.session, statement, _hit_order("search-words", found), page)

    async def search(self, query: SearchQuery, kinds: Sequence[ItemKind], page: PageRequest) -> Page[Hit]:
        found = best_hits(query, kinds).subquery()
        order = _hit_order("search", found)
        hits = await fetch_page(self.session, select(found.c.rank), order, page)
        # A cursor holds the whole place of its hit.
        rows = tuple(_hit(*decode_cursor(order, cursor)) for cursor in hits.cursors)
        return Page(rows, hits.cursors, hits.has_next, hits.has_previous)

    async def count_kanji(self, query: SearchQuery, wanted: KanjiWanted) -> int:
        found = best_hits(query, [ItemKind.KANJI]).subquery()
        statement = select(func.count()).select_from(KanjiRow).join(found, found.c.rank == col(KanjiRow.rank))
        return await self.one(statement.where(*conditions(KanjiRow, wanted)))

    async def count_words(self, query: SearchQuery, wanted: WordsWanted) -> int:
        found = best_hits(query, [ItemKind.WORD]).subquery()
        statement = select(func.count()).select_from(WordRow).join(found, found.c.rank == col(WordRow.rank))
        return await self.one(statement.where(*conditions(WordRow, wanted)))

    async def count_hits(self, query: SearchQuery, kinds: Sequence[ItemKind]) -> int:
        return await self.one(select(func.count()).select_from(best_hits(query, kinds).subquery()))


def _hit_order(name: str, found: Subquery) -> SeekOrder:
    return SeekOrder.by(name, ascending(found.c.tier), ascending(found.c.item_kind), ascending(found.c.rank))


def _hit(tier: Any, item_kind: Any, rank: Any) -> Hit:
    return Hit(ItemKind(item_kind), rank)


def best_hits(query: SearchQuery, kinds: Sequence[ItemKind]) -> Select[Any]:
    """Each item that the query finds, once, with the best of its tiers."""
    selects = [_probe(probe, kinds) for probe in query.probes]
    if query.words_probe is not None:
        selects += _words_probes(query.words_probe, kinds)
    hits = union_all(*(selects or [_hits(TermKind.TEXT, false(), kinds, Tier.WRITTEN_SO)])).subquery()
    is_rare = and_(hits.c.item_kind == ItemKind.KANJI, hits.c.rank >= COMMON_KANJI)
    place = (func.min(hits.c.tier) * 2 + case((is_rare, 1), else_=0)).label("tier")
    return select(hits.c.item_kind, hits.c.rank, place).group_by(hits.c.item_kind, hits.c.rank)


def _probe(probe: Probe, kinds: Sequence[ItemKind]) -> Select[Any]:
    term = _begins_with(probe.term) if probe.is_prefix else col(SearchTermRow.term) == probe.term
    return _hits(probe.term_kind, term, kinds, probe.tier)


def _words_probes(probe: WordsProbe, kinds: Sequence[ItemKind]) -> list[Select[Any]]:
    """Items with all the words; and where no meaning has the last word, items with a word that begins so."""
    *others, last = probe.words
    whole = [_hits(TermKind.GLOSS_WORD, col(SearchTermRow.term) == word, kinds) for word in probe.words]
    selects = [_common_to(whole, Tier.MENTIONS)]
    if len(last) >= MINIMUM_UNFINISHED_WORD:
        is_whole_word = exists(_hits(TermKind.GLOSS_WORD, col(SearchTermRow.term) == last, kinds))
        beginning = _hits(TermKind.GLOSS_WORD, and_(_begins_with(last), ~is_whole_word), kinds)
        selects.append(_common_to([*whole[: len(others)], beginning], Tier.UNFINISHED_MENTION))
    return selects


def _hits(
    term_kind: TermKind, term: ColumnElement[bool], kinds: Sequence[ItemKind], tier: Tier | None = None
) -> Select[Any]:
    columns: list[Any] = [col(SearchTermRow.item_kind), col(SearchTermRow.rank)]
    if tier is not None:
        columns.append(literal(int(tier)).label("tier"))
    return select(*columns).where(
        col(SearchTermRow.item_kind).in_(kinds), col(SearchTermRow.term_kind) == int(term_kind), term
    )


def _common_to(selects: Sequence[Select[Any]], tier: Tier) -> Select[Any]:
    common: CompoundSelect[Any] | Select[Any] = selects[0].intersect(*selects[1:]) if selects[1:] else selects[0]
    found = common.subquery()
    return select(found.c.item_kind, found.c.rank, literal(int(tier)).label("tier"))


def _begins_with(beginning: str) -> ColumnElement[bool]:
    """A range and not LIKE: it is read from the index, and no character in it has a meaning of its own."""
    term = col(SearchTermRow.term)
    return and_(term >= beginning, term < beginning + _LAST_CODE_POINT)
