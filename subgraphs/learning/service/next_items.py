"""What a learner should study next, and why.

Three kinds of reasons compete, each with a worth between 0 and 1:

- A card that is due is worth 0.5 and half the chance that it has been forgotten since: it is the more urgent the less
  likely it is still recalled.
- An item that was mistaken in a test of the last weeks and has no card is worth 0.5.
- An item without a card is worth half of 4 p (1 - p), where p is the chance that somebody of the learner's ability
  knows it: most where it is as likely as not, nothing where it is known for certain or far out of reach.

So what fades comes first, then what was mistaken, then what is new, the closest to the learner's ability first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.examining.item_response import (
    UNKNOWN,
    Ability,
    chance_of_knowing,
    level_and_place,
)
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.items import ItemKind, ItemRef, ItemRow
from subgraphs.learning.models.study_choices import CardChoice
from subgraphs.learning.models.study_tests import Skill
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.repository.items import ItemRepository
from subgraphs.learning.repository.study_choices import StudyChoiceRepository
from subgraphs.learning.repository.study_material import StudyMaterialRepository
from subgraphs.learning.repository.study_tests import StudyTestRepository
from subgraphs.learning.scheduling.scheduler import recall_probability
from subgraphs.learning.service.abilities import EXAMINED_KINDS, Difficulties, ability_in
from subgraphs.learning.service.memories import memory_of
from subgraphs.learning.service.preferences import scheduling_by_card, study_rules_of
from subgraphs.learning.study_test_settings import StudyTestSettings
from subgraphs.shared.privacy import NOBODY

MOST_NEXT_ITEMS = 50
_NEIGHBOURS = 60
_WORTH_OF_DUE, _WORTH_OF_MISTAKE, _WORTH_OF_NEW = 0.5, 0.5, 0.5
_SKILL_OF_KIND = {ItemKind.WORD: Skill.VOCABULARY, ItemKind.KANJI: Skill.KANJI, ItemKind.SENTENCE: Skill.READING}


class NextItemReason(StrEnum):
    FADING = "FADING"
    MISTAKEN = "MISTAKEN"
    AT_YOUR_LEVEL = "AT_YOUR_LEVEL"


@dataclass(frozen=True, slots=True)
class NextItem:
    reason: NextItemReason
    worth: float
    item: ItemRef | None
    """None: a free card."""
    card: FlashcardRow | None = None
    chance_of_recall: float | None = None
    chance_of_knowing: float | None = None


async def next_items(
    session: AsyncSession, owner_id: UUID, count: int, now: datetime, settings: StudyTestSettings
) -> list[NextItem]:
    """Up to `count`, the most worth studying first."""
    abilities = await ability_in(session, owner_id, now, settings)
    found = [
        *await _fading(session, owner_id, count, now),
        *await _without_cards(session, owner_id, abilities, count, now, settings),
    ]
    return sorted(found, key=lambda one: (-one.worth, str(one.item), one.card.id if one.card else NOBODY))[:count]


async def _fading(session: AsyncSession, owner_id: UUID, count: int, now: datetime) -> list[NextItem]:
    cards = await StudyChoiceRepository(session).due_cards(owner_id, CardChoice(), now, count)
    rules = await study_rules_of(session, owner_id)
    scheduling = await scheduling_by_card(session, rules, cards)
    found = []
    for card in cards:
        chance = recall_probability(memory_of(card), now, scheduling[card.id])
        worth = _WORTH_OF_DUE + (1 - _WORTH_OF_DUE) * (1 - (chance if chance is not None else 0.5))
        item = ItemRef(ItemKind(card.item_kind), card.item_id) if card.item_id is not None else None
        found.append(NextItem(NextItemReason.FADING, worth, item, card, chance))
    return found


async def _without_cards(
    session: AsyncSession,
    owner_id: UUID,
    abilities: dict[Skill, Ability],
    count: int,
    now: datetime,
    settings: StudyTestSettings,
) -> list[NextItem]:
    material = StudyMaterialRepository(session, owner_id)
    levels = await material.ranked_levels(EXAMINED_KINDS)
    near: list[ItemRow] = []
    for kind, skill in _SKILL_OF_KIND.items():
        level, place = level_and_place(abilities.get(skill, UNKNOWN).value)
        if (kind, level) in levels:
            near += await material.near_rank(kind, level, levels[kind, level].rank_at(place), _NEIGHBOURS, ())
    mistaken = await _mistaken(session, owner_id, count, now, settings)
    known = [*mistaken, *near]
    difficulties = Difficulties(levels, await material.difficulties([item.id for item in known]))
    carded = await FlashcardRepository(session).by_items(owner_id, {_ref(item) for item in known}) if known else {}
    wrong = {item.id for item in mistaken}
    found: dict[UUID, NextItem] = {}
    for item in known:
        if _ref(item) in carded or item.id in found:
            continue
        ability = abilities.get(_SKILL_OF_KIND[ItemKind(item.kind)], UNKNOWN)
        chance = chance_of_knowing(ability.value, difficulties.of(item))
        if item.id in wrong:
            found[item.id] = NextItem(NextItemReason.MISTAKEN, _WORTH_OF_MISTAKE, _ref(item), chance_of_knowing=chance)
        else:
            worth = _WORTH_OF_NEW * 4 * chance * (1 - chance)
            found[item.id] = NextItem(NextItemReason.AT_YOUR_LEVEL, worth, _ref(item), chance_of_knowing=chance)
    return list(found.values())


async def _mistaken(
    session: AsyncSession, owner_id: UUID, count: int, now: datetime, settings: StudyTestSettings
) -> Sequence[ItemRow]:
    since = now - timedelta(days=settings.next_item_mistake_days)
    questions = await StudyTestRepository(session).last_mistakes(owner_id, since, count)
    ids = [question.item_id for question in questions if question.item_id is not None]
    items = await ItemRepository(session).by_ids(_distinct(ids)) if ids else {}
    return [items[key] for key in _distinct(ids) if key in items and not items[key].is_withdrawn]


def _distinct(ids: Iterable[UUID]) -> list[UUID]:
    return list(dict.fromkeys(ids))


def _ref(item: ItemRow) -> ItemRef:
    return ItemRef(ItemKind(item.kind), item.id)
