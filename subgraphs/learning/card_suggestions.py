"""How a card that is forgotten again and again could be put differently.

Four things help, each where the catalogue knows enough: to see what the card is taken for (kanji that look alike, words
that sound alike; those first that the learner learns too), to meet it in a sentence, and to see what it is made of.
Each suggestion is a wording for the card, ready to be written on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.cloze import cloze_of
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTemplate
from subgraphs.learning.models.items import ItemKind, ItemRef, ItemRow
from subgraphs.learning.repository.flashcards import FlashcardRepository, item_of
from subgraphs.learning.repository.items import ItemRepository

MOST_ALIKE = 4
"""Look-alikes that one suggestion names: more of them would confuse again."""


class SuggestionKind(StrEnum):
    LOOK_ALIKES = "LOOK_ALIKES"
    SOUND_ALIKES = "SOUND_ALIKES"
    SENTENCE = "SENTENCE"
    PARTS = "PARTS"


@dataclass(frozen=True, slots=True)
class Suggestion:
    kind: SuggestionKind
    text: str
    """For the learner to read, and to keep as notes."""

    template: FlashcardTemplate | None = None
    front: str | None = None
    back: str | None = None
    reading: str | None = None
    notes: str | None = None


async def suggestions_for(session: AsyncSession, flashcard_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Suggestion]]:
    """For many cards at once, in a number of statements that does not depend on how many."""
    cards = await FlashcardRepository(session).by_ids(flashcard_ids)
    material = await _find(session, list(cards.values()))
    return {card.id: list(_suggest(card, material)) for card in cards.values()}


@dataclass(frozen=True, slots=True)
class _Material:
    items: Mapping[UUID, ItemRow]
    kanji: Mapping[UUID, Sequence[ItemRow]]
    """Of each word and each kanji: what it is written with."""

    look_alikes: Mapping[UUID, Sequence[ItemRow]]
    sound_alikes: Mapping[str, Sequence[ItemRow]]
    sentences: Mapping[UUID, Sequence[ItemRow]]
    parts: Mapping[str, Sequence[ItemRow]]
    learnt: frozenset[UUID]


async def _find(session: AsyncSession, cards: Sequence[FlashcardRow]) -> _Material:
    repository = ItemRepository(session)
    items = await repository.by_ids({card.item_id for card in cards if card.item_id is not None})
    words = [row for row in items.values() if row.kind == ItemKind.WORD]
    own_kanji = {row.id: [row] for row in items.values() if row.kind == ItemKind.KANJI}
    kanji: dict[UUID, Sequence[ItemRow]] = {**await repository.kanji_of(words), **own_kanji}
    everything = {row.id: row for rows in kanji.values() for row in rows}
    look_alikes = await repository.look_alikes(everything.values())
    sound_alikes = await repository.by_readings({row.reading for row in words if row.reading})
    parts = await repository.by_texts({part for row in everything.values() for part in _parts(row)}, (ItemKind.KANJI,))
    sentences = await repository.sentences_of(words)
    alike = [row for rows in (*look_alikes.values(), *sound_alikes.values()) for row in rows]
    learnt = await _learnt(session, cards, alike)
    return _Material(items, kanji, look_alikes, sound_alikes, sentences, parts, learnt)


async def _learnt(session: AsyncSession, cards: Sequence[FlashcardRow], items: Iterable[ItemRow]) -> frozenset[UUID]:
    """Those of which the owner of these cards has one too."""
    refs = {_ref(row) for row in items}
    if not cards or not refs:
        return frozenset()
    rows = await FlashcardRepository(session).of_items(cards[0].owner_id, refs)
    return frozenset(item.id for row in rows if (item := item_of(row)) is not None)


def _suggest(card: FlashcardRow, material: _Material) -> Iterable[Suggestion]:
    item = material.items.get(card.item_id) if card.item_id is not None else None
    if item is None:
        return
    yield from _look_alikes(item, material)
    yield from _sound_alikes(item, material)
    yield from _sentence(card, item, material)
    yield from _made_of(item, material)


def _look_alikes(item: ItemRow, material: _Material) -> Iterable[Suggestion]:
    found = [row for one in material.kanji.get(item.id, ()) for row in material.look_alikes.get(one.id, ())]
    alike = _best(item, found, material)
    if alike:
        text = f"Not to be taken for {_listed(alike)}."
        yield Suggestion(SuggestionKind.LOOK_ALIKES, text, notes=text)


def _sound_alikes(item: ItemRow, material: _Material) -> Iterable[Suggestion]:
    if item.kind != ItemKind.WORD or item.reading is None:
        return
    alike = _best(item, material.sound_alikes.get(item.reading, ()), material)
    if alike:
        text = f"Sounds like {_listed(alike)}."
        yield Suggestion(SuggestionKind.SOUND_ALIKES, text, notes=text)


def _sentence(card: FlashcardRow, item: ItemRow, material: _Material) -> Iterable[Suggestion]:
    if card.template == FlashcardTemplate.CLOZE:
        return
    for sentence in material.sentences.get(item.id, ()):
        front = cloze_of(sentence, item.id)
        if front is not None:
            meaning = ", ".join(sentence.meanings)
            yield Suggestion(
                SuggestionKind.SENTENCE,
                f"{sentence.text} {meaning}",
                template=FlashcardTemplate.CLOZE,
                front=front,
                back=meaning,
                reading=sentence.reading,
            )
            return


def _made_of(item: ItemRow, material: _Material) -> Iterable[Suggestion]:
    """A word of several kanji is explained by them, anything else by the parts of its kanji."""
    kanji = material.kanji.get(item.id, ())
    if item.kind == ItemKind.WORD and len(kanji) > 1:
        made_of: Sequence[ItemRow] = kanji
    else:
        made_of = [found[0] for row in kanji for part in _parts(row) if (found := material.parts.get(part))]
    made_of = [row for row in _once(made_of) if row.meanings and row.id != item.id]
    if made_of:
        text = f"{_named(item)} is made of {_listed(made_of)}."
        yield Suggestion(SuggestionKind.PARTS, text, notes=text)


def _best(item: ItemRow, found: Iterable[ItemRow], material: _Material) -> list[ItemRow]:
    """Those first that the learner may have learnt to take for it."""
    others = [row for row in _once(found) if row.id != item.id and row.text != item.text and row.meanings]
    return sorted(others, key=lambda row: row.id not in material.learnt)[:MOST_ALIKE]


def _once(rows: Iterable[ItemRow]) -> list[ItemRow]:
    return list({row.id: row for row in rows}.values())


def _parts(kanji: ItemRow) -> list[str]:
    return [str(part) for part in kanji.details.get("parts", ())]


def _ref(row: ItemRow) -> ItemRef:
    return ItemRef(ItemKind(row.kind), row.id)


def _named(row: ItemRow) -> str:
    return f"{row.text} ({row.meanings[0]})" if row.meanings else row.text


def _listed(rows: Sequence[ItemRow]) -> str:
    *most, last = [_named(row) for row in rows]
    return f"{', '.join(most)} and {last}" if most else last
