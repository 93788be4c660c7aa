"""Every SQL statement of this domain."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Executable,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    tuple_,
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

SEED_NAME = "content"

# Databases bound the number of parameters of one statement; more rows per statement are no faster.
INSERT_AT_ONCE = 5_000

_LAST_CODE_POINT = "\U0010ffff"

Ranked = type[KanjiRow] | type[WordRow] | type[SentenceRow]


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What must hold for the records of a list; None asks nothing."""

    level: JlptLevel | None = None
    grade: int | None = None
    stroke_count: int | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """The first so many after a place."""

    after: int
    limit: int


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that a search found. Hits sort as they are shown."""

    tier: int
    item_kind: ItemKind
    rank: int


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

    async def kanji_list(self, wanted: ItemFilter, page: Range) -> Sequence[KanjiRow]:
        return await self._all(_page_by_rank(KanjiRow, wanted, page))

    async def words(self, wanted: ItemFilter, page: Range) -> Sequence[WordRow]:
        return await self._all(_page_by_rank(WordRow, wanted, page))

    async def sentences(self, wanted: ItemFilter, page: Range) -> Sequence[SentenceRow]:
        return await self._all(_page_by_rank(SentenceRow, wanted, page))

    async def count(self, table: Ranked, wanted: ItemFilter) -> int:
        return await self._one(select(func.count()).select_from(table).where(*_conditions(table, wanted)))

    # --- What belongs to what: the lists of many parents in one statement

    async def words_of_kanji(self, kanji: Sequence[UUID], page: Range) -> Sequence[tuple[UUID, int, WordRow]]:
        link = KanjiWordRow
        return await self._links(
            select(col(link.kanji_id), col(link.position), WordRow)
            .join(WordRow, col(WordRow.id) == col(link.word_id))
            .where(col(link.kanji_id).in_(kanji), *_positions(col(link.position), page))
            .order_by(col(link.position))
        )

    async def sentences_of_kanji(self, kanji: Sequence[UUID], page: Range) -> Sequence[tuple[UUID, int, SentenceRow]]:
        link = KanjiSentenceRow
        return await self._links(
            select(col(link.kanji_id), col(link.position), SentenceRow)
            .join(SentenceRow, col(SentenceRow.id) == col(link.sentence_id))
            .where(col(link.kanji_id).in_(kanji), *_positions(col(link.position), page))
            .order_by(col(link.position))
        )

    async def sentences_of_words(self, words: Sequence[UUID], page: Range) -> Sequence[tuple[UUID, int, SentenceRow]]:
        link = WordSentenceRow
        return await self._links(
            select(col(link.word_id), col(link.position), SentenceRow)
            .join(SentenceRow, col(SentenceRow.id) == col(link.sentence_id))
            .where(col(link.word_id).in_(words), *_positions(col(link.position), page))
            .order_by(col(link.position))
        )

    async def kanji_of_words(self, words: Sequence[UUID]) -> Sequence[tuple[UUID, int, KanjiRow]]:
        link = KanjiWordRow
        return await self._links(
            select(col(link.word_id), col(link.place_in_word), KanjiRow)
            .join(KanjiRow, col(KanjiRow.id) == col(link.kanji_id))
            .where(col(link.word_id).in_(words))
            .order_by(col(link.place_in_word))
        )

    async def words_of_sentences(self, sentences: Sequence[UUID]) -> Sequence[tuple[UUID, int, WordRow]]:
        link = WordSentenceRow
        return await self._links(
            select(col(link.sentence_id), col(WordRow.rank), WordRow)
            .join(WordRow, col(WordRow.id) == col(link.word_id))
            .where(col(link.sentence_id).in_(sentences))
            .order_by(col(WordRow.rank))
        )

    # --- Search

    async def search(self, query: SearchQuery, kinds: Sequence[ItemKind], after: Hit | None, limit: int) -> list[Hit]:
        best = _best_hits(query, kinds)
        if best is None:
            return []
        found = best.subquery()
        order = (found.c.tier, found.c.item_kind, found.c.rank)
        statement = select(*order).order_by(*order).limit(limit)
        if after is not None:
            statement = statement.where(
                tuple_(*order) > tuple_(*map(literal, (after.tier, after.item_kind, after.rank)))
            )
        rows = (await self._session.execute(statement)).all()
        return [Hit(row.tier, ItemKind(row.item_kind), row.rank) for row in rows]

    async def count_hits(self, query: SearchQuery, kinds: Sequence[ItemKind]) -> int:
        best = _best_hits(query, kinds)
        return 0 if best is None else await self._one(select(func.count()).select_from(best.subquery()))

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

    async def _links(self, statement: Executable) -> Sequence[Any]:
        rows: Sequence[Any] = (await self._session.execute(statement)).all()
        return rows

    async def _one(self, statement: Executable) -> int:
        count: int = (await self._session.execute(statement)).scalar_one()
        return count


def _page_by_rank(table: Ranked, wanted: ItemFilter, page: Range) -> Select[Any]:
    rank = col(table.rank)
    return select(table).where(rank > page.after, *_conditions(table, wanted)).order_by(rank).limit(page.limit)


def _conditions(table: Ranked, wanted: ItemFilter) -> list[ColumnElement[bool]]:
    columns = {"level": wanted.level, "grade": wanted.grade, "stroke_count": wanted.stroke_count}
    return [col(getattr(table, name)) == value for name, value in columns.items() if value is not None]


def _positions(position: Any, page: Range) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    # Positions have no gaps, so a range of them is a page for every parent at once.
    return position > page.after, position <= page.after + page.limit


def _best_hits(query: SearchQuery, kinds: Sequence[ItemKind]) -> Select[Any] | None:
    """Each item that the query finds, once, with the best of its tiers."""
    selects = [_probe(probe, kinds) for probe in query.probes]
    if query.words_probe is not None:
        selects += _words_probes(query.words_probe, kinds)
    if not selects:
        return None
    hits = union_all(*selects).subquery()
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
