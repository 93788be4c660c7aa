"""Everything that an export writes down of some flashcards, read together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.anki.collection import DECK_SEPARATOR, Answer
from subgraphs.learning.anki.schedule import PastReview
from subgraphs.learning.faces import Wording, wording_of_content, wording_of_item
from subgraphs.learning.import_options import ExportOptions
from subgraphs.learning.models.anki import AnkiCardRow, AnkiNoteRow, AnkiNoteTypeRow
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.media import MediaRow
from subgraphs.learning.models.topics import TopicRow
from subgraphs.learning.repository.anki import AnkiRepository, NamedMedia
from subgraphs.learning.repository.bulk_rows import in_batches
from subgraphs.learning.repository.decks import DeckRepository
from subgraphs.learning.repository.imported_cards import ImportedCardRepository
from subgraphs.learning.repository.items import ItemRepository
from subgraphs.learning.repository.media import MediaRepository
from subgraphs.learning.repository.tags import TagRepository
from subgraphs.learning.repository.topics import TopicRepository
from subgraphs.learning.scheduling.study_days import StudyDays
from subgraphs.learning.service.preferences import study_days_of


@dataclass(frozen=True, slots=True)
class ExportMaterial:
    flashcards: Sequence[FlashcardRow]
    wordings: Mapping[UUID, Wording]
    """What items say, by their ids."""

    tags: Mapping[UUID, Sequence[str]]
    decks: Mapping[UUID, str]
    topics: Mapping[UUID, str]
    """With those around each, as `Japanese::Food`."""

    days: StudyDays
    media: Mapping[UUID, MediaRow]
    """Pictures and recordings on the flashcards themselves."""

    anki_cards: Mapping[UUID, AnkiCardRow]
    notes: Mapping[UUID, AnkiNoteRow]
    note_types: Mapping[UUID, AnkiNoteTypeRow]
    named_media: Mapping[UUID, Sequence[NamedMedia]]
    """By note and by note type."""

    answers: Mapping[UUID, Sequence[Answer]]
    """That came from Anki."""

    reviews: Mapping[UUID, Sequence[PastReview]]
    """That were given here."""

    def wording(self, row: FlashcardRow) -> Wording:
        return self.wordings.get(row.item_id) or _NOTHING if row.item_id is not None else _NOTHING

    def deck_name(self, row: FlashcardRow) -> str | None:
        """Its deck, or else its topic."""
        if row.deck_id is not None and row.deck_id in self.decks:
            return self.decks[row.deck_id]
        return self.topics.get(row.topic_id) if row.topic_id is not None else None


_NOTHING = wording_of_content(None, None)


async def read_material(session: AsyncSession, owner_id: UUID, options: ExportOptions) -> ExportMaterial:
    flashcards = await ImportedCardRepository(session).chosen(owner_id, options)
    ids = [row.id for row in flashcards]
    anki = AnkiRepository(session)
    anki_cards = await anki.cards(ids)
    notes = await anki.notes({card.note_id for card in anki_cards.values()})
    types = {row.id: row for row in await anki.note_types(owner_id)}
    holders = [*notes, *{note.note_type_id for note in notes.values()}]
    named: dict[UUID, list[NamedMedia]] = {}
    for each in await anki.media_of(holders) if options.keeps_media else []:
        named.setdefault(each.holder_id, []).append(each)
    return ExportMaterial(
        flashcards=flashcards,
        wordings=await _wordings(session, flashcards),
        tags=await _tags(session, ids),
        decks={deck.id: deck.name for deck in await DeckRepository(session).of_owner(owner_id)},
        topics=_paths((await TopicRepository(session).of_owners([owner_id])).get(owner_id, [])),
        days=await study_days_of(session, owner_id),
        media=await _media(session, flashcards) if options.keeps_media else {},
        anki_cards=anki_cards,
        notes=notes,
        note_types=types,
        named_media=named,
        answers=await anki.answers(ids) if options.keeps_schedule else {},
        reviews=await ImportedCardRepository(session).reviews(ids) if options.keeps_schedule else {},
    )


async def _wordings(session: AsyncSession, flashcards: Sequence[FlashcardRow]) -> dict[UUID, Wording]:
    found: dict[UUID, Wording] = {}
    for batch in in_batches({row.item_id for row in flashcards if row.item_id is not None}):
        found |= {key: wording_of_item(item) for key, item in (await ItemRepository(session).by_ids(batch)).items()}
    return found


async def _tags(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for batch in in_batches(ids):
        found |= await TagRepository(session).by_flashcards(batch)
    return found


async def _media(session: AsyncSession, flashcards: Sequence[FlashcardRow]) -> dict[UUID, MediaRow]:
    wanted = {key for row in flashcards for key in (row.image_id, row.audio_id) if key is not None}
    found: dict[UUID, MediaRow] = {}
    for batch in in_batches(wanted):
        found |= await MediaRepository(session).by_ids(batch)
    return found


def _paths(topics: Sequence[TopicRow]) -> dict[UUID, str]:
    known = {topic.id: topic for topic in topics}
    paths: dict[UUID, str] = {}
    for topic in topics:
        names, at = [topic.name], topic
        while at.parent_id is not None and at.parent_id in known and len(names) <= len(known):
            at = known[at.parent_id]
            names.append(at.name)
        paths[topic.id] = DECK_SEPARATOR.join(reversed(names))
    return paths
