"""Batched reads of what there is to study."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.content.models.grammar import GrammarPointRow
from subgraphs.content.models.kana import KanaRow
from subgraphs.content.models.kanji import KanjiRow, RadicalRow, StrokeOrderRow
from subgraphs.content.models.search_terms import ItemKind
from subgraphs.content.models.sentences import SentenceRow, SentenceTokensRow
from subgraphs.content.models.words import WordRow
from subgraphs.content.repository.grammar import GrammarRepository
from subgraphs.content.repository.search import Hit
from subgraphs.content.repository.study import StudyRepository
from subgraphs.shared.database import rows_by_key
from subgraphs.shared.loaders import LoaderSource

KeyT = TypeVar("KeyT")

ItemRow = KanjiRow | WordRow | GrammarPointRow


class StudyLoaders:
    """What one operation reads, each record at most once."""

    def __init__(self, source: LoaderSource) -> None:
        self.kanji_by_id = source.by_key(_by("id", StudyRepository.kanji_by_ids, KanjiRow))
        self.kanji_by_character = source.by_key(_by("character", StudyRepository.kanji_by_characters, KanjiRow))
        self.word_by_id = source.by_key(_by("id", StudyRepository.words_by_ids, WordRow))
        self.sentence_by_id = source.by_key(_by("id", StudyRepository.sentences_by_ids, SentenceRow))
        self.kana_by_id = source.by_key(_by("id", StudyRepository.kana_by_ids, KanaRow))
        self.stroke_order_by_character = source.by_key(_by("character", StudyRepository.stroke_orders, StrokeOrderRow))
        self.tokens_by_sentence = source.by_key(_by("sentence_id", StudyRepository.sentence_tokens, SentenceTokensRow))
        self.radical_by_number = source.by_key(_by("number", StudyRepository.radicals, RadicalRow))
        self.words_of_reading = source.pages_by_key(
            lambda session, keys, page: StudyRepository(session).words_of_readings(keys, page)
        )
        self.word_count_of_reading = source.by_key(
            lambda session, keys: StudyRepository(session).word_counts_of_readings(keys)
        )
        self.item_by_hit = source.by_key(_items_by_hit)
        self.words_of_kanji = source.pages_by_key(
            lambda session, keys, page: StudyRepository(session).words_of_kanji(keys, page)
        )
        self.sentences_of_kanji = source.pages_by_key(
            lambda session, keys, page: StudyRepository(session).sentences_of_kanji(keys, page)
        )
        self.sentences_of_word = source.pages_by_key(
            lambda session, keys, page: StudyRepository(session).sentences_of_words(keys, page)
        )
        self.kanji_of_word = source.lists_by_key(lambda session, keys: StudyRepository(session).kanji_of_words(keys))
        self.words_of_sentence = source.lists_by_key(
            lambda session, keys: StudyRepository(session).words_of_sentences(keys)
        )


RowT = TypeVar("RowT", KanjiRow, WordRow, SentenceRow, KanaRow, StrokeOrderRow, SentenceTokensRow, RadicalRow)


def _by(
    key: str,
    read: Callable[[StudyRepository, Sequence[KeyT]], Awaitable[Sequence[RowT]]],
    _row_type: type[RowT],
) -> Callable[[AsyncSession, Sequence[KeyT]], Awaitable[dict[Any, RowT]]]:
    async def fetch(session: AsyncSession, keys: Sequence[KeyT]) -> dict[Any, RowT]:
        return rows_by_key(await read(StudyRepository(session), keys), key)

    return fetch


async def _items_by_hit(session: AsyncSession, hits: Sequence[Hit]) -> dict[Hit, ItemRow]:
    repository = StudyRepository(session)
    ranks: dict[ItemKind, list[int]] = {}
    for hit in hits:
        ranks.setdefault(hit.item_kind, []).append(hit.rank)
    items: dict[Hit, ItemRow] = {}
    if kanji := ranks.get(ItemKind.KANJI):
        items |= {Hit(ItemKind.KANJI, row.rank): row for row in await repository.kanji_by_ranks(kanji)}
    if words := ranks.get(ItemKind.WORD):
        items |= {Hit(ItemKind.WORD, row.rank): row for row in await repository.words_by_ranks(words)}
    if grammar := ranks.get(ItemKind.GRAMMAR):
        points = await GrammarRepository(session).by_ranks(grammar)
        items |= {Hit(ItemKind.GRAMMAR, row.rank): row for row in points}
    return items
