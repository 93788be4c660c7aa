"""Which cards can be made of items, and what stands on them.

Most cards show what their item says, so nothing is written on them. A cloze needs a sentence: one that uses the word,
or the sentence itself with its hardest word left out. It is written on the card, where the learner may change it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.cloze import cloze_of
from subgraphs.learning.errors import CatalogueIsNotKnown
from subgraphs.learning.faces import templates_of
from subgraphs.learning.models.flashcards import FlashcardTemplate
from subgraphs.learning.models.items import ItemKind, ItemRef, ItemRow
from subgraphs.learning.repository.items import ItemRepository


@dataclass(frozen=True, slots=True)
class CardDraft:
    """A card that could be made."""

    item: ItemRef
    template: FlashcardTemplate
    is_named: bool
    """Whether this item was asked for by itself, not as part of a lesson."""

    variant: int = 0
    front: str | None = None
    back: str | None = None
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """What is known of items of which cards are wanted."""

    items: Mapping[ItemRef, ItemRef]
    """Each with that which was named for it: itself, or a lesson."""

    unknown: Sequence[ItemRef]
    rows: Mapping[ItemRef, ItemRow]
    sentences: Mapping[UUID, Sequence[ItemRow]]
    """Of each word, the easiest first."""

    words: Mapping[UUID, ItemRow]
    """The words of the sentences."""

    def draft(self, item: ItemRef, template: FlashcardTemplate) -> CardDraft | None:
        """None where a card of this cannot ask in this way."""
        is_named = self.items[item] == item
        if template not in templates_of(item.kind):
            return None
        if template is not FlashcardTemplate.CLOZE:
            return CardDraft(item, template, is_named)
        row = self.rows.get(item)
        if row is None:
            return None
        found = self._sentence_cloze(row) if item.kind is ItemKind.SENTENCE else self._word_cloze(row)
        if found is None:
            return None
        text, meaning, reading = found
        return CardDraft(item, template, is_named, 1, text, meaning, reading)

    def _word_cloze(self, word: ItemRow) -> tuple[str, str, str | None] | None:
        for sentence in self.sentences.get(word.id, ()):
            text = cloze_of(sentence, word.id)
            if text is not None:
                return text, ", ".join(sentence.meanings), sentence.reading
        return None

    def _sentence_cloze(self, sentence: ItemRow) -> tuple[str, str, str | None] | None:
        words = [UUID(one) for one in sentence.details.get("wordIds", ())]
        known = [one for one in words if one in self.words]
        if not known:
            return None
        hardest = max(known, key=lambda one: self.words[one].rank or 0)
        text = cloze_of(sentence, hardest)
        return (text, ", ".join(sentence.meanings), sentence.reading) if text is not None else None


async def find_material(
    session: AsyncSession, owner_id: UUID, items: Sequence[ItemRef], *, with_sentences: bool
) -> Material:
    """As long as nothing was heard of the dictionary, items are believed to be there.

    Raises `CatalogueIsNotKnown` for lessons then: what they teach has to be known.
    """
    repository = ItemRepository(session)
    rows = await repository.offered(items, owner_id)
    unknown = [item for item in items if item not in rows]
    if unknown and not await repository.is_catalogue_known():
        if any(item.kind is ItemKind.LESSON for item in unknown):
            raise CatalogueIsNotKnown
        unknown = []
    named = {item: item for item in items if item.kind is not ItemKind.LESSON and item not in set(unknown)}
    taught = {part: item for item in items if item in rows for part in taught_by(rows[item]) if part not in named}
    rows |= await repository.offered(taught, owner_id) if taught else {}
    of_lessons = {part: item for part, item in taught.items() if part in rows}
    sentences, words = await _sentences(repository, rows.values()) if with_sentences else ({}, {})
    return Material(named | of_lessons, unknown, rows, sentences, words)


def taught_by(lesson: ItemRow) -> list[ItemRef]:
    """The words and kanji that a lesson introduces; nothing for what is no lesson."""
    if lesson.kind != ItemKind.LESSON:
        return []
    kinds = ((ItemKind.WORD, "wordIds"), (ItemKind.KANJI, "kanjiIds"))
    return [ItemRef(kind, UUID(one)) for kind, name in kinds for one in lesson.details.get(name) or ()]


async def _sentences(
    repository: ItemRepository, rows: Iterable[ItemRow]
) -> tuple[dict[UUID, list[ItemRow]], dict[UUID, ItemRow]]:
    known = list(rows)
    sentences = await repository.sentences_of(row for row in known if row.kind == ItemKind.WORD)
    own = [row for row in known if row.kind == ItemKind.SENTENCE]
    words = await repository.by_ids({UUID(one) for row in own for one in row.details.get("wordIds", ())})
    return sentences, words
