"""What there is to study: by key, in lists, and what belongs to what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from subgraphs.content.models.grammar import GrammarPointRow
from subgraphs.content.models.kana import KanaRow
from subgraphs.content.models.kanji import (
    KanjiPartRow,
    KanjiRow,
    KanjiSentenceRow,
    KanjiWordRow,
    RadicalRow,
    ReadingWordRow,
    StrokeOrderRow,
)
from subgraphs.content.models.sentences import SentenceRow, SentenceTokensRow
from subgraphs.content.models.words import PartOfSpeech, WordClassRow, WordRow, WordSentenceRow
from subgraphs.content.repository.base import Repository
from subgraphs.shared.japanese.kana_table import KanaScript
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, ascending, fetch_page

Ranked = type[KanjiRow] | type[WordRow] | type[SentenceRow] | type[GrammarPointRow]
RankedT = TypeVar("RankedT", KanjiRow, WordRow, SentenceRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFilter:
    """What must hold for the records of a list; None asks nothing."""

    level: str | None = None
    level_scale: str | None = None
    language: str | None = None
    most_used: int | None = None
    """Only the so many most used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KanjiWanted(ItemFilter):
    grade: int | None = None
    radical: int | None = None
    fewest_strokes: int | None = None
    most_strokes: int | None = None
    components: tuple[str, ...] = ()
    """All of these stand in it, at any depth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsWanted(ItemFilter):
    part_of_speech: PartOfSpeech | None = None


KANJI_ORDER = SeekOrder.by("kanji", ascending(KanjiRow.rank))
WORD_ORDER = SeekOrder.by("words", ascending(WordRow.rank))
SENTENCE_ORDER = SeekOrder.by("sentences", ascending(SentenceRow.rank))
KANJI_WORD_ORDER = SeekOrder.by("kanji-words", ascending(KanjiWordRow.position))
KANJI_SENTENCE_ORDER = SeekOrder.by("kanji-sentences", ascending(KanjiSentenceRow.position))
READING_WORD_ORDER = SeekOrder.by("reading-words", ascending(ReadingWordRow.position))
WORD_SENTENCE_ORDER = SeekOrder.by("word-sentences", ascending(WordSentenceRow.position))


class StudyRepository(Repository):
    # --- By key

    async def kanji_by_ids(self, ids: Sequence[UUID]) -> Sequence[KanjiRow]:
        return await self.all(select(KanjiRow).where(col(KanjiRow.id).in_(ids)))

    async def kanji_by_characters(self, characters: Sequence[str]) -> Sequence[KanjiRow]:
        return await self.all(select(KanjiRow).where(col(KanjiRow.character).in_(characters)))

    async def kanji_by_ranks(self, ranks: Sequence[int]) -> Sequence[KanjiRow]:
        return await self.all(select(KanjiRow).where(col(KanjiRow.rank).in_(ranks)))

    async def words_by_ids(self, ids: Sequence[UUID]) -> Sequence[WordRow]:
        return await self.all(select(WordRow).where(col(WordRow.id).in_(ids)))

    async def words_by_ranks(self, ranks: Sequence[int]) -> Sequence[WordRow]:
        return await self.all(select(WordRow).where(col(WordRow.rank).in_(ranks)))

    async def sentences_by_ids(self, ids: Sequence[UUID]) -> Sequence[SentenceRow]:
        return await self.all(select(SentenceRow).where(col(SentenceRow.id).in_(ids)))

    async def kana_by_ids(self, ids: Sequence[UUID]) -> Sequence[KanaRow]:
        return await self.all(select(KanaRow).where(col(KanaRow.id).in_(ids)))

    async def stroke_orders(self, characters: Sequence[str]) -> Sequence[StrokeOrderRow]:
        return await self.all(select(StrokeOrderRow).where(col(StrokeOrderRow.character).in_(characters)))

    async def radicals(self, numbers: Sequence[int] | None = None) -> Sequence[RadicalRow]:
        """Those of the numbers, or all of them in their order."""
        statement = select(RadicalRow).order_by(col(RadicalRow.number))
        return await self.all(statement if numbers is None else statement.where(col(RadicalRow.number).in_(numbers)))

    async def sentence_tokens(self, sentences: Sequence[UUID]) -> Sequence[SentenceTokensRow]:
        return await self.all(select(SentenceTokensRow).where(col(SentenceTokensRow.sentence_id).in_(sentences)))

    # --- Lists

    async def kana(self, script: KanaScript) -> Sequence[KanaRow]:
        return await self.all(select(KanaRow).where(col(KanaRow.script) == script).order_by(col(KanaRow.rank)))

    async def kanji_list(self, wanted: KanjiWanted, page: PageRequest) -> Page[KanjiRow]:
        return await fetch_page(self.session, ranked(KanjiRow, wanted), KANJI_ORDER, page)

    async def words(self, wanted: WordsWanted, page: PageRequest) -> Page[WordRow]:
        return await fetch_page(self.session, ranked(WordRow, wanted), WORD_ORDER, page)

    async def sentences(self, wanted: ItemFilter, page: PageRequest) -> Page[SentenceRow]:
        return await fetch_page(self.session, ranked(SentenceRow, wanted), SENTENCE_ORDER, page)

    async def count(self, table: Ranked, wanted: ItemFilter) -> int:
        return await self.one(select(func.count()).select_from(table).where(*conditions(table, wanted)))

    # --- What belongs to what: the lists of many parents in one statement

    async def words_of_kanji(self, kanji: Sequence[UUID], page: PageRequest) -> dict[UUID, Page[WordRow]]:
        link = KanjiWordRow
        statement = select(WordRow).join(link, col(WordRow.id) == col(link.word_id))
        return await self.pages(statement, link.kanji_id, kanji, KANJI_WORD_ORDER, page)

    async def sentences_of_kanji(self, kanji: Sequence[UUID], page: PageRequest) -> dict[UUID, Page[SentenceRow]]:
        link = KanjiSentenceRow
        statement = select(SentenceRow).join(link, col(SentenceRow.id) == col(link.sentence_id))
        return await self.pages(statement, link.kanji_id, kanji, KANJI_SENTENCE_ORDER, page)

    async def sentences_of_words(self, words: Sequence[UUID], page: PageRequest) -> dict[UUID, Page[SentenceRow]]:
        link = WordSentenceRow
        statement = select(SentenceRow).join(link, col(SentenceRow.id) == col(link.sentence_id))
        return await self.pages(statement, link.word_id, words, WORD_SENTENCE_ORDER, page)

    async def words_of_readings(self, readings: Sequence[UUID], page: PageRequest) -> dict[UUID, Page[WordRow]]:
        link = ReadingWordRow
        statement = select(WordRow).join(link, col(WordRow.id) == col(link.word_id))
        return await self.pages(statement, link.reading_id, readings, READING_WORD_ORDER, page)

    async def word_counts_of_readings(self, readings: Sequence[UUID]) -> dict[UUID, int]:
        link = ReadingWordRow
        statement = select(col(link.reading_id), func.count()).where(col(link.reading_id).in_(readings))
        counts = (await self.session.execute(statement.group_by(col(link.reading_id)))).all()
        return {reading: count for reading, count in counts}

    async def kanji_of_words(self, words: Sequence[UUID]) -> dict[UUID, list[KanjiRow]]:
        link = KanjiWordRow
        return await self.lists(
            select(col(link.word_id), KanjiRow)
            .join(KanjiRow, col(KanjiRow.id) == col(link.kanji_id))
            .where(col(link.word_id).in_(words))
            .order_by(col(link.place_in_word))
        )

    async def words_of_sentences(self, sentences: Sequence[UUID]) -> dict[UUID, list[WordRow]]:
        link = WordSentenceRow
        return await self.lists(
            select(col(link.sentence_id), WordRow)
            .join(WordRow, col(WordRow.id) == col(link.word_id))
            .where(col(link.sentence_id).in_(sentences))
            .order_by(col(WordRow.rank))
        )


def ranked(table: type[RankedT], wanted: ItemFilter) -> Select[RankedT]:
    return select(table).where(*conditions(table, wanted))


def conditions(table: Ranked, wanted: ItemFilter) -> Iterator[ColumnElement[bool]]:
    """What the rows of a table have to meet."""
    equal = {name: getattr(wanted, name, None) for name in ("level", "level_scale", "language", "grade", "radical")}
    yield from (col(getattr(table, name)) == value for name, value in equal.items() if value is not None)
    if wanted.most_used is not None:
        yield col(getattr(table, "frequency")) <= wanted.most_used  # noqa: B009
    if isinstance(wanted, KanjiWanted):
        yield from _kanji_conditions(wanted)
    if isinstance(wanted, WordsWanted) and wanted.part_of_speech is not None:
        of_class = select(col(WordClassRow.rank)).where(col(WordClassRow.part_of_speech) == wanted.part_of_speech)
        yield col(WordRow.rank).in_(of_class)


def _kanji_conditions(wanted: KanjiWanted) -> Iterator[ColumnElement[bool]]:
    if wanted.fewest_strokes is not None:
        yield col(KanjiRow.stroke_count) >= wanted.fewest_strokes
    if wanted.most_strokes is not None:
        yield col(KanjiRow.stroke_count) <= wanted.most_strokes
    for component in wanted.components:
        with_it = select(col(KanjiPartRow.rank)).where(col(KanjiPartRow.element) == component)
        yield col(KanjiRow.rank).in_(with_it)
