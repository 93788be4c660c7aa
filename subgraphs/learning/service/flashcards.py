"""Making flashcards from items of the catalogue, and throwing them away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from subgraphs.learning.card_errors import FlashcardIsDeleted, ItemIsUnknown, TemplateDoesNotFit, TooManyFlashcards
from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.errors import FlashcardExists, FlashcardIsUnknown, NothingToCreate, TooManyItems
from subgraphs.learning.events.flashcards import FlashcardCreated, FlashcardDeleted
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTemplate
from subgraphs.learning.models.items import ItemKind, ItemRef
from subgraphs.learning.models.topics import Origin
from subgraphs.learning.repository.flashcards import FlashcardRepository, item_of
from subgraphs.learning.scheduling.memory import new_memory
from subgraphs.learning.search_text import search_text_of_words
from subgraphs.learning.service.item_cards import CardDraft, Material, find_material
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.placing import Placing, checked_placing, place, tag_rows
from subgraphs.shared.errors import Refusal
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

CardKey = tuple[ItemRef, FlashcardTemplate]


@dataclass(frozen=True, slots=True)
class NewFlashcards:
    """Cards that are wanted of items; a lesson stands for the words and kanji that it introduces."""

    items: Sequence[ItemRef]
    templates: Sequence[FlashcardTemplate] = (FlashcardTemplate.RECOGNITION,)
    placing: Placing = field(default=Placing())
    origin: Origin = Origin.OWN
    origin_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RefusedItem:
    item: ItemRef
    refusal: type[FlashcardExists | FlashcardIsDeleted | ItemIsUnknown | TemplateDoesNotFit]

    def at(self, path: Sequence[str]) -> Refusal:
        if issubclass(self.refusal, FlashcardExists):
            return FlashcardExists("You have a flashcard of this already.", path)
        return self.refusal(path)


@dataclass(frozen=True, slots=True)
class CreatedFlashcards:
    created: Sequence[FlashcardRow]
    refused: Sequence[RefusedItem]
    """Items of the request that made no card, or not all that they should have made, each with every reason once."""


async def create_flashcards(
    work: UnitOfWork,
    owner_id: UUID,
    wanted: NewFlashcards,
    limits: CardSettings,
    client_mutation_id: str | None = None,
) -> CreatedFlashcards:
    """Make the cards that there are not yet; items named twice count once."""
    items = list(dict.fromkeys(wanted.items))
    templates = list(dict.fromkeys(wanted.templates))
    if not items or not templates:
        raise NothingToCreate
    if len(items) > limits.items_at_once:
        raise TooManyItems(limits.items_at_once)
    performed = await claim(work, owner_id, client_mutation_id, "create:" + _digest(items, templates))
    is_repeated = performed is not None and not performed.is_new
    material = await find_material(work.session, owner_id, items, with_sentences=FlashcardTemplate.CLOZE in templates)
    drafts, refused = _drafts(material, templates)
    if len(drafts) > limits.flashcards_at_once:
        raise TooManyFlashcards(limits.flashcards_at_once)
    if performed is not None and is_repeated:
        return await _created_before(work, owner_id, drafts, refused, performed.row.result)
    placing = await checked_placing(work, owner_id, wanted.placing, limits)
    outcome = await _create_missing(work, owner_id, drafts, _Making(placing, wanted.origin, wanted.origin_id))
    if performed is not None:
        performed.row.result = ",".join(str(row.id) for row in outcome.created)
    return CreatedFlashcards(outcome.created, _once([*refused, *outcome.refused]))


async def delete_flashcard(
    work: UnitOfWork, owner_id: UUID, flashcard_id: UUID, client_mutation_id: str | None = None
) -> None:
    """Throw a card and its reviews away for good; what was earned with it stays."""
    performed = await claim(work, owner_id, client_mutation_id, f"delete:{flashcard_id}")
    if performed is not None and not performed.is_new:
        return
    repository = FlashcardRepository(work.session)
    flashcard = await repository.locked(flashcard_id, owner_id, with_deleted=True)
    if flashcard is None:
        raise FlashcardIsUnknown(str(flashcard_id))
    await throw_away(work, [flashcard])


async def throw_away(work: UnitOfWork, rows: Sequence[FlashcardRow]) -> None:
    """For good, and tell of it."""
    await FlashcardRepository(work.session).delete(row.id for row in rows)
    for row in rows:
        work.announce(
            FlashcardDeleted(learner_id=row.owner_id, flashcard_id=row.id, item_kind=row.item_kind, item_id=row.item_id)
        )


def announce_creation(work: UnitOfWork, rows: Iterable[FlashcardRow]) -> None:
    for row in rows:
        work.announce(
            FlashcardCreated(learner_id=row.owner_id, flashcard_id=row.id, item_kind=row.item_kind, item_id=row.item_id)
        )


def flashcard_row(flashcard_id: UUID, owner_id: UUID, item: ItemRef | None, created_at: datetime) -> FlashcardRow:
    """A card that has never been answered; of no item: a free one."""
    return FlashcardRow(
        id=flashcard_id,
        owner_id=owner_id,
        item_kind=item.kind if item is not None else ItemKind.FREE,
        item_id=item.id if item is not None else None,
        created_at=created_at,
        **asdict(new_memory(created_at)),
    )


@dataclass(frozen=True, slots=True)
class _Making:
    placing: Placing
    origin: Origin
    origin_id: UUID | None


def _digest(items: Sequence[ItemRef], templates: Sequence[FlashcardTemplate]) -> str:
    """Equal for the same items in any order, and short however many there are."""
    names = sorted(f"{item.kind}:{item.id}" for item in items)
    # What was sent before there were templates has the digest that it had then.
    asked = [] if list(templates) == [FlashcardTemplate.RECOGNITION] else sorted(templates)
    return sha256(",".join([*names, *asked]).encode()).hexdigest()


def _drafts(
    material: Material, templates: Sequence[FlashcardTemplate]
) -> tuple[dict[CardKey, CardDraft], list[RefusedItem]]:
    drafts: dict[CardKey, CardDraft] = {}
    refused = [RefusedItem(item, ItemIsUnknown) for item in material.unknown]
    for item, named_as in material.items.items():
        for template in templates:
            draft = material.draft(item, template)
            if draft is not None:
                drafts[item, template] = draft
            elif named_as == item:
                refused.append(RefusedItem(item, TemplateDoesNotFit))
    return drafts, refused


async def _created_before(
    work: UnitOfWork,
    owner_id: UUID,
    drafts: Mapping[CardKey, CardDraft],
    refused: Sequence[RefusedItem],
    result: str,
) -> CreatedFlashcards:
    """The answer that the first sending got, without the cards that have been deleted since."""
    made = set(result.split(","))
    found = await _existing(work, owner_id, drafts)
    created = [found[key] for key in drafts if key in found and str(found[key].id) in made]
    others = {key: row for key, row in found.items() if str(row.id) not in made}
    return CreatedFlashcards(created, _once([*refused, *_refused(drafts, others)]))


async def _create_missing(
    work: UnitOfWork, owner_id: UUID, drafts: Mapping[CardKey, CardDraft], making: _Making
) -> CreatedFlashcards:
    repository = FlashcardRepository(work.session)
    while True:
        existing = await _existing(work, owner_id, drafts)
        rows = [_row(work, owner_id, draft, making) for key, draft in drafts.items() if key not in existing]
        # Another transaction may make one of them between looking and adding; then look again.
        if await repository.add_missing(rows, tag_rows(rows, making.placing.tags)):
            break
    announce_creation(work, rows)
    return CreatedFlashcards(rows, _refused(drafts, existing))


async def _existing(
    work: UnitOfWork, owner_id: UUID, drafts: Mapping[CardKey, CardDraft]
) -> dict[CardKey, FlashcardRow]:
    items = dict.fromkeys(item for item, _ in drafts)
    found: dict[CardKey, FlashcardRow] = {}
    for row in await FlashcardRepository(work.session).of_items(owner_id, items, with_deleted=True):
        item = item_of(row)
        if item is not None:
            found[item, FlashcardTemplate(row.template)] = row
    return {key: row for key, row in found.items() if key in drafts}


def _refused(drafts: Mapping[CardKey, CardDraft], existing: Mapping[CardKey, FlashcardRow]) -> list[RefusedItem]:
    """Cards that are there already; those of a lesson are no fault of whoever asked for the whole lesson."""
    return [
        RefusedItem(key[0], FlashcardIsDeleted if row.deleted_at is not None else FlashcardExists)
        for key in drafts
        if drafts[key].is_named and (row := existing.get(key)) is not None
    ]


def _row(work: UnitOfWork, owner_id: UUID, draft: CardDraft, making: _Making) -> FlashcardRow:
    row = place(flashcard_row(new_id(), owner_id, draft.item, work.now), making.placing)
    row.template, row.variant = draft.template, draft.variant
    row.front, row.back, row.reading = draft.front, draft.back, draft.reading
    row.note_id = draft.item.id
    row.origin, row.origin_id = making.origin, making.origin_id
    row.search_text = search_text_of_words(row.front, row.back, row.reading, None)
    return row


def _once(refused: Iterable[RefusedItem]) -> list[RefusedItem]:
    return list(dict.fromkeys(refused))
