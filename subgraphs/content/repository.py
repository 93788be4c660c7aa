"""Every SQL statement of this domain."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Executable,
    Select,
    Subquery,
    and_,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from subgraphs.content.japanese.kana_table import KanaScript
from subgraphs.content.models import (
    ItemKind,
    JlptLevel,
    KanaRow,
    KanjiRow,
    KanjiSentenceRow,
    KanjiWordRow,
    SearchTermRow,
    SeedVersionRow,
    SentenceRow,
    StrokeOrderRow,
    Table,
    TermKind,
    WordRow,
    WordSentenceRow,
)
from subgraphs.content.search_terms import (
    MINIMUM_UNFINISHED_WORD,
    Probe,
    SearchQuery,
    Tier,
    WordsProbe,
)
from subgraphs.shared.errors import BadUserInput
from subgraphs.shared.pagination import (
    Page,
    PageRequest,
    SeekOrder,
    ascending,
    decode_cursor,
    fetch_page,
    fetch_pages_by_parent,
)

SEED_NAME = "content"

# Databases bound the number of parameters of one statement; more rows per statement are no faster.
INSERT_AT_ONCE = 5_000

_LAST_CODE_POINT = "\U0010ffff"

Ranked = type[KanjiRow] | type[WordRow] | type[SentenceRow]
RankedT = TypeVar("RankedT", KanjiRow, WordRow, SentenceRow)
RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What must hold for the records of a list; None asks nothing."""

    level: JlptLevel | None = None
    grade: int | None = None
    stroke_count: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that a search found."""

    item_kind: ItemKind
    rank: int


KANJI_ORDER = SeekOrder.by("kanji", ascending(KanjiRow.rank))
WORD_ORDER = SeekOrder.by("words", ascending(WordRow.rank))
SENTENCE_ORDER = SeekOrder.by("sentences", ascending(SentenceRow.rank))
KANJI_WORD_ORDER = SeekOrder.by("kanji-words", ascending(KanjiWordRow.position))
KANJI_SENTENCE_ORDER = SeekOrder.by("kanji-sentences", ascending(KanjiSentenceRow.position))
WORD_SENTENCE_ORDER = SeekOrder.by("word-sentences", ascending(WordSentenceRow.position))


class ContentRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    # --- By key

    async def kanji_by_ids(self, ids: Sequence[UUID]) -> Sequence[KanjiRow]:
        return await self._all(select(KanjiRow).where(col(KanjiRow.id).in_(ids)))

    async def kanji_by_characters(self, characters: Sequence[str]) -> Sequence[KanjiRow]:
        return await self._all(select(KanjiRow).where(col(KanjiRow.character).in_(characters)))

    async def kanji_by_ranks(self, ranks: Sequence[int]) -> Sequence[KanjiRow]:
        return await self._all(select(KanjiRow).where(col(KanjiRow.rank).in_(ranks)))

    async def words_by_ids(self, ids: Sequence[UUID]) -> Sequence[WordRow]:
        return await self._all(select(WordRow).where(col(WordRow.id).in_(ids)))

    async def words_by_ranks(self, ranks: Sequence[int]) -> Sequence[WordRow]:
        return await self._all(select(WordRow).where(col(WordRow.rank).in_(ranks)))

    async def sentences_by_ids(self, ids: Sequence[UUID]) -> Sequence[SentenceRow]:
        return await self._all(select(SentenceRow).where(col(SentenceRow.id).in_(ids)))

    async def kana_by_ids(self, ids: Sequence[UUID]) -> Sequence[KanaRow]:
        return await self._all(select(KanaRow).where(col(KanaRow.id).in_(ids)))

    async def stroke_orders(self, characters: Sequence[str]) -> Sequence[StrokeOrderRow]:
        return await self._all(select(StrokeOrderRow).where(col(StrokeOrderRow.character).in_(characters)))

    # --- Lists

    async def kana(self, script: KanaScript) -> Sequence[KanaRow]:
        return await self._all(select(KanaRow).where(col(KanaRow.script) == script).order_by(col(KanaRow.rank)))

    async def kanji_list(self, wanted: ItemFilter, page: PageRequest) -> Page[KanjiRow]:
        return await fetch_page(self._session, _ranked(KanjiRow, wanted), KANJI_ORDER, page)

    async def words(self, wanted: ItemFilter, page: PageRequest) -> Page[WordRow]:
        return await fetch_page(self._session, _ranked(WordRow, wanted), WORD_ORDER, page)

    async def sentences(self, wanted: ItemFilter, page: PageRequest) -> Page[SentenceRow]:
        return await fetch_page(self._session, _ranked(SentenceRow, wanted), SENTENCE_ORDER, page)

    async def count(self, table: Ranked, wanted: ItemFilter) -> int:
        return await self._one(select(func.count()).select_from(table).where(*_conditions(table, wanted)))

    # --- What belongs to what: the lists of many parents in one statement

    async def words_of_kanji(self, kanji: Sequence[UUID], page: PageRequest) -> dict[UUID, Page[WordRow]]:
        link = KanjiWordRow
        statement = select(WordRow).join(link, col(WordRow.id) == col(link.word_id))
        return await self._pages(statement, link.kanji_id, kanji, KANJI_WORD_ORDER, page)

    async def sentences_of_kanji(self, kanji: Sequence[UUID], page: PageRequest) -> dict[UUID, Page[SentenceRow]]:
        link = KanjiSentenceRow
        statement = select(SentenceRow).join(link, col(SentenceRow.id) == col(link.sentence_id))
        return await self._pages(statement, link.kanji_id, kanji, KANJI_SENTENCE_ORDER, page)

    async def sentences_of_words(self, words: Sequence[UUID], page: PageRequest) -> dict[UUID, Page[SentenceRow]]:
        link = WordSentenceRow
        statement = select(SentenceRow).join(link, col(SentenceRow.id) == col(link.sentence_id))
        return await self._pages(statement, link.word_id, words, WORD_SENTENCE_ORDER, page)

    async def kanji_of_words(self, words: Sequence[UUID]) -> dict[UUID, list[KanjiRow]]:
        link = KanjiWordRow
        return await self._lists(
            select(col(link.word_id), KanjiRow)
            .join(KanjiRow, col(KanjiRow.id) == col(link.kanji_id))
            .where(col(link.word_id).in_(words))
            .order_by(col(link.place_in_word))
        )

    async def words_of_sentences(self, sentences: Sequence[UUID]) -> dict[UUID, list[WordRow]]:
        link = WordSentenceRow
        return await self._lists(
            select(col(link.sentence_id), WordRow)
            .join(WordRow, col(WordRow.id) == col(link.word_id))
            .where(col(link.sentence_id).in_(sentences))
            .order_by(col(WordRow.rank))
        )

    # --- Search

    async def search_kanji(self, query: SearchQuery, page: PageRequest) -> Page[KanjiRow]:
        found = best_hits(query, [ItemKind.KANJI]).subquery()
        statement = select(KanjiRow).join(found, found.c.rank == col(KanjiRow.rank))
        return await fetch_page(self._session, statement, _hit_order("search-kanji", found), page)

    async def search_words(self, query: SearchQuery, page: PageRequest) -> Page[WordRow]:
        found = best_hits(query, [ItemKind.WORD]).subquery()
        statement = select(WordRow).join(found, found.c.rank == col(WordRow.rank))
        return await fetch_page(self._session, statement, _hit_order("search-words", found), page)

    async def search(self, query: SearchQuery, kinds: Sequence[ItemKind], page: PageRequest) -> Page[Hit]:
        found = best_hits(query, kinds).subquery()
        order = _hit_order("search", found)
        hits = await fetch_page(self._session, select(found.c.rank), order, page)
        # A cursor holds the whole place of its hit.
        rows = tuple(_hit(*decode_cursor(order, cursor)) for cursor in hits.cursors)
        return Page(rows, hits.cursors, hits.has_next, hits.has_previous)

    async def count_hits(self, query: SearchQuery, kinds: Sequence[ItemKind]) -> int:
        return await self._one(select(func.count()).select_from(best_hits(query, kinds).subquery()))

    # --- Seeding

    async def seed_version(self) -> str | None:
        statement = select(col(SeedVersionRow.version)).where(col(SeedVersionRow.name) == SEED_NAME)
        version: str | None = (await self._session.execute(statement)).scalar_one_or_none()
        return version

    async def clear(self, tables: Iterable[type[Table]]) -> None:
        for table in tables:
            await self._session.execute(delete(table))

    async def add(self, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
        await self._session.execute(insert(table.__table__), rows)  # type: ignore[attr-defined]

    async def set_seed_version(self, version: str) -> None:
        await self.clear([SeedVersionRow])
        await self.add(SeedVersionRow, [{"name": SEED_NAME, "version": version}])

    # --- Running statements

    async def _all(self, statement: Executable) -> Sequence[Any]:
        rows: Sequence[Any] = (await self._session.execute(statement)).scalars().all()
        return rows

    async def _pages(
        self,
        statement: Select[RowT],
        parent: Any,
        parents: Sequence[UUID],
        order: SeekOrder,
        page: PageRequest,
    ) -> dict[UUID, Page[RowT]]:
        if not page.is_backward:
            # Positions have no gaps. This bound lets the database read the page only, not the whole of every list.
            statement = statement.where(order.columns[0].expression <= _start_of(order, page) + page.count + 1)
        return await fetch_pages_by_parent(self._session, statement, parent, parents, order, page)

    async def _lists(self, statement: Executable) -> dict[UUID, list[Any]]:
        lists: dict[UUID, list[Any]] = defaultdict(list)
        for parent, row in (await self._session.execute(statement)).all():
            lists[parent].append(row)
        return lists

    async def _one(self, statement: Executable) -> int:
        count: int = (await self._session.execute(statement)).scalar_one()
        return count


def _start_of(order: SeekOrder, page: PageRequest) -> int:
    """The position that a page forwards starts behind."""
    if page.cursor is None:
        return -1
    (position,) = decode_cursor(order, page.cursor)
    if not isinstance(position, int):
        raise BadUserInput("This cursor was not made by this list.")
    return position


def _ranked(table: type[RankedT], wanted: ItemFilter) -> Select[RankedT]:
    return select(table).where(*_conditions(table, wanted))


def _conditions(table: Ranked, wanted: ItemFilter) -> list[ColumnElement[bool]]:
    columns = {"level": wanted.level, "grade": wanted.grade, "stroke_count": wanted.stroke_count}
    return [col(getattr(table, name)) == value for name, value in columns.items() if value is not None]


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
    return select(hits.c.item_kind, hits.c.rank, func.min(hits.c.tier).label("tier")).group_by(
        hits.c.item_kind, hits.c.rank
    )


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
