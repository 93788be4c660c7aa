"""Cards that learners write themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from uuid import UUID

from subgraphs.learning.card_errors import (
    GapIsMissing,
    MediaIsUnknown,
    TextIsMissing,
    TooManyFlashcards,
)
from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.cloze import gap_numbers
from subgraphs.learning.errors import NothingToCreate, TooManyItems
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow, FlashcardTemplate
from subgraphs.learning.models.media import MediaKind
from subgraphs.learning.models.topics import Origin
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.repository.media import MediaRepository
from subgraphs.learning.search_text import search_text_of_words
from subgraphs.learning.service.card_texts import length_refusals, tag_refusals, tidied, tidied_tags
from subgraphs.learning.service.flashcards import announce_creation, flashcard_row
from subgraphs.learning.service.performed_mutations import claim
from subgraphs.learning.service.placing import Placing, checked_placing, place, tag_rows
from subgraphs.shared.errors import Refusal
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

TEXTS = ("front", "back", "reading", "hint", "notes")
MEDIA = (("image_id", "imageId", MediaKind.IMAGE), ("audio_id", "audioId", MediaKind.AUDIO))
NO_GAP = "A cloze needs a gap: write {{c1::so}} around what is to be recalled."


@dataclass(frozen=True, slots=True)
class CardTexts:
    """What a learner writes on a card; None: nothing, and then the item's own words where there is one."""

    front: str | None = None
    back: str | None = None
    reading: str | None = None
    hint: str | None = None
    notes: str | None = None
    image_id: UUID | None = None
    audio_id: UUID | None = None

    def tidy(self) -> "CardTexts":
        texts = {name: tidied(getattr(self, name)) for name in TEXTS}
        return CardTexts(**texts, image_id=self.image_id, audio_id=self.audio_id)


@dataclass(frozen=True, slots=True)
class FreeCard:
    """One thing to learn, which makes a card for each way of asking, and of a cloze one for each gap."""

    texts: CardTexts
    templates: Sequence[FlashcardTemplate] = (FlashcardTemplate.RECOGNITION,)
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class NewFreeFlashcards:
    cards: Sequence[FreeCard]
    placing: Placing = field(default=Placing())
    origin: Origin = Origin.OWN
    origin_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CreatedFreeFlashcards:
    created: Sequence[FlashcardRow]
    refused: Sequence[tuple[int, Refusal]]
    """Which of the cards made nothing, and why; paths count from the card."""


async def create_free_flashcards(
    work: UnitOfWork,
    owner_id: UUID,
    wanted: NewFreeFlashcards,
    limits: CardSettings,
    client_mutation_id: str | None = None,
) -> CreatedFreeFlashcards:
    """Make those that can be made; the refused ones cost the others nothing."""
    if not wanted.cards:
        raise NothingToCreate
    if len(wanted.cards) > limits.items_at_once:
        raise TooManyItems(limits.items_at_once)
    performed = await claim(work, owner_id, client_mutation_id, "write:" + _digest(wanted.cards))
    tidy = [FreeCard(card.texts.tidy(), card.templates, tidied_tags(card.tags)) for card in wanted.cards]
    known = await known_media(work, owner_id, (card.texts for card in tidy))
    refused = [(index, refusal) for index, card in enumerate(tidy) for refusal in _refusals(card, known, limits)]
    if performed is not None and not performed.is_new:
        return CreatedFreeFlashcards(await _made(work, performed.row.result), refused)
    placing = await checked_placing(work, owner_id, wanted.placing, limits)
    refused_indexes = {index for index, _ in refused}
    good = [card for index, card in enumerate(tidy) if index not in refused_indexes]
    rows, tags = _rows(work, owner_id, good, wanted, placing)
    if len(rows) > limits.flashcards_at_once:
        raise TooManyFlashcards(limits.flashcards_at_once)
    await FlashcardRepository(work.session).add_missing(rows, tags)
    announce_creation(work, rows)
    if performed is not None:
        performed.row.result = ",".join(str(row.id) for row in rows)
    return CreatedFreeFlashcards(rows, refused)


async def known_media(work: UnitOfWork, owner_id: UUID, texts: Iterable[CardTexts]) -> dict[UUID, str]:
    """The owner's own media among those that these cards name, with what each is."""
    ids = {key for each in texts for key in (each.image_id, each.audio_id) if key is not None}
    found = await MediaRepository(work.session).by_ids(ids) if ids else {}
    return {key: row.kind for key, row in found.items() if row.owner_id == owner_id}


def text_refusals(texts: CardTexts, known: dict[UUID, str], limits: CardSettings) -> list[Refusal]:
    """What is wrong with texts and media whatever they are for."""
    refusals: list[Refusal] = []
    for name in TEXTS:
        refusals += length_refusals(getattr(texts, name), limits.flashcard_text_length, (name,))
    for name, path, kind in MEDIA:
        key = getattr(texts, name)
        if key is not None and known.get(key) != kind:
            refusals.append(MediaIsUnknown((path,)))
    return refusals


def missing_refusals(texts: CardTexts, template: FlashcardTemplate) -> list[Refusal]:
    """What a free card lacks to ask in this way."""
    needed: tuple[str, ...]
    match template:
        case FlashcardTemplate.CLOZE:
            return [] if texts.front and gap_numbers(texts.front) else [GapIsMissing(NO_GAP, ("front",))]
        case FlashcardTemplate.READING:
            needed = ("front", "reading")
        case FlashcardTemplate.LISTENING:
            return _missing_to_listen(texts)
        case FlashcardTemplate.RECOGNITION:
            needed = ("back",) if texts.image_id or texts.audio_id else ("front", "back")
        case FlashcardTemplate.PRODUCTION:
            needed = ("front",) if texts.image_id else ("front", "back")
    return [TextIsMissing((name,)) for name in needed if not getattr(texts, name)]


def _missing_to_listen(texts: CardTexts) -> list[Refusal]:
    has_sound = texts.audio_id or texts.reading or texts.front
    has_answer = texts.back or texts.front
    needed = (("front", has_sound), ("back", has_answer))
    return [TextIsMissing((name,)) for name, is_there in needed if not is_there]


def write_on(row: FlashcardRow, texts: CardTexts) -> None:
    for name, value in asdict(texts).items():
        setattr(row, name, value)
    row.search_text = search_text_of_words(row.front, row.back, row.reading, row.notes)


def _refusals(card: FreeCard, known: dict[UUID, str], limits: CardSettings) -> list[Refusal]:
    found = [*text_refusals(card.texts, known, limits), *tag_refusals(card.tags, limits)]
    if not card.templates:
        found.append(TextIsMissing(("templates",)))
    for template in dict.fromkeys(card.templates):
        found += missing_refusals(card.texts, template)
    # The same thing may be missing for two ways of asking.
    return list({(refusal.code, refusal.path): refusal for refusal in found}.values())


def _rows(
    work: UnitOfWork, owner_id: UUID, cards: Sequence[FreeCard], wanted: NewFreeFlashcards, placing: Placing
) -> tuple[list[FlashcardRow], list[FlashcardTagRow]]:
    rows: list[FlashcardRow] = []
    tags: list[FlashcardTagRow] = []
    for card in cards:
        made = [
            _row(work, owner_id, card.texts, template, variant)
            for template in dict.fromkeys(card.templates)
            for variant in variants_of(card.texts, template)
        ]
        note_id = new_id()
        for row in made:
            place(row, placing).note_id = note_id
            row.origin, row.origin_id = wanted.origin, wanted.origin_id
        rows += made
        tags += tag_rows(made, tidied_tags([*placing.tags, *card.tags]))
    return rows, tags


def variants_of(texts: CardTexts, template: FlashcardTemplate) -> list[int]:
    """Of a cloze, one for each gap."""
    return gap_numbers(texts.front or "") if template is FlashcardTemplate.CLOZE else [0]


def _row(work: UnitOfWork, owner_id: UUID, texts: CardTexts, template: FlashcardTemplate, variant: int) -> FlashcardRow:
    row = flashcard_row(new_id(), owner_id, None, work.now)
    row.template, row.variant = template, variant
    write_on(row, texts)
    return row


async def _made(work: UnitOfWork, result: str) -> list[FlashcardRow]:
    ids = [UUID(key) for key in result.split(",") if key]
    found = await FlashcardRepository(work.session).by_ids(ids)
    return [found[key] for key in ids if key in found]


def _digest(cards: Sequence[FreeCard]) -> str:
    return sha256("\0".join(repr(card) for card in cards).encode()).hexdigest()
