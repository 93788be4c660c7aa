"""Changing what stands on a card."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from subgraphs.learning.card_errors import GapIsMissing, TemplateDoesNotFit
from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.cloze import gap_numbers
from subgraphs.learning.errors import FlashcardExists, FlashcardIsUnknown
from subgraphs.learning.faces import templates_of
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTemplate
from subgraphs.learning.models.items import ItemKind
from subgraphs.learning.repository.flashcards import FlashcardRepository, item_of
from subgraphs.learning.repository.tags import TagRepository
from subgraphs.learning.service.flashcards import announce_creation, flashcard_row
from subgraphs.learning.service.free_flashcards import (
    MEDIA,
    NO_GAP,
    TEXTS,
    CardTexts,
    known_media,
    missing_refusals,
    text_refusals,
    write_on,
)
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.placing import Placing, place, tag_rows
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class TextChanges:
    """What is to stand on a card from now on; what `values` does not name stays as it is."""

    values: Mapping[str, Any]
    """By the names of `CardTexts`; None: as the item says."""

    template: FlashcardTemplate | None = None
    """None: it asks as it did."""

    ends_leech: bool = False
    client_mutation_id: str | None = None


@dataclass(frozen=True, slots=True)
class ChangedTexts:
    flashcard: FlashcardRow | None
    """None when a repeated mutation changed a card that is no more."""

    made: Sequence[FlashcardRow] = ()
    """Cards for gaps that the text did not have before."""


async def change_texts(
    work: UnitOfWork, owner_id: UUID, flashcard_id: UUID, changes: TextChanges, limits: CardSettings
) -> ChangedTexts:
    """Write on a card. A text with gaps is shared by the cards of all its gaps, and a new gap makes a new card."""
    performed = await claim(work, owner_id, changes.client_mutation_id, f"write:{flashcard_id}")
    repository = FlashcardRepository(work.session)
    row = await repository.locked(flashcard_id, owner_id)
    if performed is not None and not performed.is_new:
        return ChangedTexts(row)
    if row is None:
        raise FlashcardIsUnknown(str(flashcard_id))
    texts = CardTexts(**{**asdict(_texts_of(row)), **changes.values}).tidy()
    template = changes.template or FlashcardTemplate(row.template)
    known = await known_media(work, owner_id, [texts])
    raise_refusals([*text_refusals(texts, known, limits), *_template_refusals(row, texts, template)])
    await _ask_otherwise(work, row, template, texts)
    siblings = await _cards_of_gaps(work, row, template)
    raise_refusals(_gap_refusals([row, *siblings], texts, template))
    for each in (row, *siblings):
        write_on(each, texts)
        each.updated_at = work.now
    if changes.ends_leech:
        row.leech_at, row.suspended_at = None, None
    return ChangedTexts(row, await _add_new_gaps(work, row, siblings, texts, template))


def _texts_of(row: FlashcardRow) -> CardTexts:
    names = (*TEXTS, *(name for name, _, _ in MEDIA))
    return CardTexts(**{name: getattr(row, name) for name in names})


def _template_refusals(row: FlashcardRow, texts: CardTexts, template: FlashcardTemplate) -> list[Refusal]:
    kind = ItemKind(row.item_kind)
    if template not in templates_of(kind):
        return [TemplateDoesNotFit(("template",))]
    # What a card of an item does not say itself, its item says: all but where a gap is.
    needs_everything = kind is ItemKind.FREE or template is FlashcardTemplate.CLOZE
    return missing_refusals(texts, template) if needs_everything else []


def _gap_refusals(rows: Sequence[FlashcardRow], texts: CardTexts, template: FlashcardTemplate) -> list[Refusal]:
    if template is not FlashcardTemplate.CLOZE:
        return []
    gaps = gap_numbers(texts.front or "")
    if not gaps:
        return [GapIsMissing(NO_GAP, ("front",))]
    lost = sorted({row.variant for row in rows} - set(gaps))
    return [GapIsMissing(f"There is a flashcard for gap {number}; delete it first.", ("front",)) for number in lost]


async def _ask_otherwise(work: UnitOfWork, row: FlashcardRow, template: FlashcardTemplate, texts: CardTexts) -> None:
    """Let the card ask in another way, unless another card of the item does so already."""
    if template == row.template:
        return
    item = item_of(row)
    variant = (gap_numbers(texts.front or "") or [0])[0] if template is FlashcardTemplate.CLOZE else 0
    if item is not None:
        others = await FlashcardRepository(work.session).of_items(row.owner_id, [item], with_deleted=True)
        if any((one.template, one.variant) == (template, variant) for one in others if one.id != row.id):
            raise FlashcardExists("You have a flashcard that asks so already.", ("template",))
    row.template, row.variant = template, variant


async def _cards_of_gaps(work: UnitOfWork, row: FlashcardRow, template: FlashcardTemplate) -> list[FlashcardRow]:
    """The other cards of the same text."""
    if template is not FlashcardTemplate.CLOZE or row.note_id is None:
        return []
    siblings = await FlashcardRepository(work.session).locked_siblings([row], row.owner_id)
    return [one for one in siblings if one.template == template and one.note_id == row.note_id]


async def _add_new_gaps(
    work: UnitOfWork,
    row: FlashcardRow,
    siblings: Sequence[FlashcardRow],
    texts: CardTexts,
    template: FlashcardTemplate,
) -> list[FlashcardRow]:
    if template is not FlashcardTemplate.CLOZE:
        return []
    covered = {one.variant for one in (row, *siblings)}
    missing = [number for number in gap_numbers(texts.front or "") if number not in covered]
    if not missing:
        return []
    row.note_id = row.note_id or new_id()
    rows = [_card_of_gap(work, row, number, texts) for number in missing]
    tags = (await TagRepository(work.session).by_flashcards([row.id])).get(row.id, [])
    await FlashcardRepository(work.session).add_missing(rows, tag_rows(rows, tags))
    announce_creation(work, rows)
    return rows


def _card_of_gap(work: UnitOfWork, row: FlashcardRow, number: int, texts: CardTexts) -> FlashcardRow:
    made = place(flashcard_row(new_id(), row.owner_id, item_of(row), work.now), Placing(row.topic_id, row.deck_id))
    made.template, made.variant, made.note_id = FlashcardTemplate.CLOZE, number, row.note_id
    made.origin, made.origin_id = row.origin, row.origin_id
    write_on(made, texts)
    return made
