"""Finding what a test asks about, and what its questions are made with."""

import random
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.examining.questions import ITEM_KINDS, Material, Subject
from subgraphs.learning.models.items import ItemKind, ItemRef, ItemRow
from subgraphs.learning.models.study_choices import StudyTestChoice
from subgraphs.learning.models.study_tests import StudyTestKind
from subgraphs.learning.repository.items import ItemRepository
from subgraphs.learning.repository.study_choices import StudyChoiceRepository
from subgraphs.learning.repository.study_material import StudyMaterialRepository
from subgraphs.learning.service.items import offered_items
from subgraphs.learning.study_errors import ChoiceIsUnknown
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork

DrawnT = TypeVar("DrawnT")

POOL_OF_A_LEVEL = 60
"""How many items of a kind and level wrong answers are chosen from."""


async def subjects_of(
    work: UnitOfWork, owner_id: UUID, kind: StudyTestKind, choice: StudyTestChoice, count: int, rng: random.Random
) -> list[Subject]:
    """Up to `count` things to ask about, drawn at random from what was chosen."""
    if choice.items or choice.lesson_id is not None:
        items = await _named(work.session, owner_id, choice)
        fitting = sorted((item for item in items if item.kind in ITEM_KINDS[kind]), key=lambda item: item.id)
        return [Subject(item) for item in _drawn(fitting, count, rng)]
    if choice.is_level_alone:
        return await _of_level(work.session, owner_id, kind, choice.cards.level, count, rng)
    return await _of_cards(work, owner_id, kind, choice, count, rng)


async def material_for(
    session: AsyncSession, owner_id: UUID, subjects: Sequence[Subject], rng: random.Random
) -> Material:
    """What questions about these are made with, in a few statements however many there are."""
    items = [subject.item for subject in subjects if subject.item is not None]
    repository, known = ItemRepository(session), StudyMaterialRepository(session, owner_id)
    kinds, levels = sorted({item.kind for item in items}), sorted({item.level for item in items if item.level})
    ranks = await known.ranks_of(kinds, levels) if items else {}
    pool = await known.at_ranks({key: _drawn(ranks[key], POOL_OF_A_LEVEL, rng) for key in sorted(ranks, key=str)})
    kanji = [item for item in items if item.kind == ItemKind.KANJI]
    words = [item for item in items if item.kind == ItemKind.WORD]
    written_with = await repository.kanji_of(words) if words else {}
    return Material(
        pool=pool,
        look_alikes=await repository.look_alikes(kanji) if kanji else {},
        kanji_readings={row.text: _readings_as_listed(row) for rows in written_with.values() for row in rows},
        free_backs=[
            subject.card.back for subject in subjects if subject.card and not subject.item and subject.card.back
        ],
    )


async def _named(session: AsyncSession, owner_id: UUID, choice: StudyTestChoice) -> list[ItemRow]:
    refs = list(choice.items)
    if choice.lesson_id is not None:
        lesson = ItemRef(ItemKind.LESSON, choice.lesson_id)
        found = await offered_items(session, owner_id, [lesson])
        if lesson not in found:
            raise ChoiceIsUnknown("lessonId", ("from",))
        for kind, field in ((ItemKind.WORD, "wordIds"), (ItemKind.KANJI, "kanjiIds")):
            refs += [ItemRef(kind, UUID(one)) for one in found[lesson].details.get(field, ())]
    items = await offered_items(session, owner_id, refs)
    missing = [item for item in choice.items if item not in items]
    raise_refusals([ChoiceIsUnknown(_field_of(item.kind), ("from",)) for item in missing])
    return list(items.values())


def _field_of(kind: ItemKind) -> str:
    return f"{kind.lower()}Ids"


async def _of_level(
    session: AsyncSession, owner_id: UUID, kind: StudyTestKind, level: str | None, count: int, rng: random.Random
) -> list[Subject]:
    repository = StudyMaterialRepository(session, owner_id)
    ranks = await repository.ranks_of(ITEM_KINDS[kind], [level])
    share = -(-count // max(len(ranks), 1))
    found = await repository.at_ranks({key: _drawn(ranks[key], share, rng) for key in sorted(ranks, key=str)})
    return [Subject(item) for key in sorted(found, key=str) for item in found[key]]


async def _of_cards(
    work: UnitOfWork, owner_id: UUID, kind: StudyTestKind, choice: StudyTestChoice, count: int, rng: random.Random
) -> list[Subject]:
    repository = StudyChoiceRepository(work.session)
    unknown = await repository.unknown(owner_id, choice.cards)
    raise_refusals([ChoiceIsUnknown(field, ("from",)) for field in unknown])
    chosen = await repository.card_ids(owner_id, choice.cards, [*ITEM_KINDS[kind], ItemKind.FREE], work.now)
    cards = await repository.cards(_drawn(chosen, count, rng))
    items = await ItemRepository(work.session).by_ids({card.item_id for card in cards if card.item_id is not None})
    subjects: dict[UUID, Subject] = {}
    for card in cards:
        item = items.get(card.item_id) if card.item_id is not None else None
        if item is not None or card.item_id is None:
            subjects.setdefault(card.item_id or card.id, Subject(item, card))
    return list(subjects.values())


def _drawn(some: Sequence[DrawnT], count: int, rng: random.Random) -> list[DrawnT]:
    return rng.sample(some, min(count, len(some)))


def _readings_as_listed(kanji: ItemRow) -> list[str]:
    return [*kanji.details.get("onReadings", ()), *kanji.details.get("kunReadings", ())]
