"""Which words and kanji of the dictionary imported cards are clearly about."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.models.items import ItemKind, ItemRef, ItemRow
from subgraphs.learning.repository.bulk_rows import in_batches
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.repository.items import ItemRepository
from subgraphs.shared.japanese.fold import fold_kana

_LONGEST_WORD = 20
ItemKey = tuple[ItemRef, str]
"""An item, and the template of a card of it."""


@dataclass(slots=True)
class ItemMatches:
    """Each item and template makes one card of a learner: whoever asks first gets it."""

    words: Mapping[str, list[ItemRow]]
    kanji: Mapping[str, list[ItemRow]]
    taken: set[ItemKey]

    def take(self, text: str, reading: str | None, template: str) -> ItemRef | None:
        """The item that a text is, where that is beyond doubt and no other card is of it."""
        found = self._word(text, reading) or self._kanji(text)
        if found is None or (found, template) in self.taken:
            return None
        self.taken.add((found, template))
        return found

    def _word(self, text: str, reading: str | None) -> ItemRef | None:
        words = self.words.get(_written(text), [])
        if reading:
            words = [word for word in words if word.reading and fold_kana(word.reading) == fold_kana(reading)]
        return ItemRef(ItemKind.WORD, words[0].id) if len(words) == 1 else None

    def _kanji(self, text: str) -> ItemRef | None:
        kanji = self.kanji.get(_written(text), [])
        return ItemRef(ItemKind.KANJI, kanji[0].id) if len(kanji) == 1 else None


async def find_items(session: AsyncSession, owner_id: UUID, texts: Iterable[str]) -> ItemMatches:
    wanted = sorted({written for text in texts if 0 < len(written := _written(text)) <= _LONGEST_WORD})
    items = ItemRepository(session)
    words: dict[str, list[ItemRow]] = {}
    kanji: dict[str, list[ItemRow]] = {}
    for batch in in_batches(wanted):
        words |= {text: _common(rows) for text, rows in (await items.by_texts(batch)).items()}
        characters = [text for text in batch if len(text) == 1]
        found = await items.by_texts(characters, (ItemKind.KANJI,))
        kanji |= {text: _common(rows) for text, rows in found.items()}
    refs = [ItemRef(ItemKind(row.kind), row.id) for rows in (*words.values(), *kanji.values()) for row in rows]
    taken: set[ItemKey] = set()
    for part in in_batches(refs):
        for row in await FlashcardRepository(session).of_items(owner_id, part, with_deleted=True):
            if row.item_id is not None:
                taken.add((ItemRef(ItemKind(row.item_kind), row.item_id), row.template))
    return ItemMatches(words, kanji, taken)


def _common(rows: Iterable[ItemRow]) -> list[ItemRow]:
    """Those that everybody may know of."""
    return [row for row in rows if not row.is_withdrawn and row.organization_id is None]


def _written(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
