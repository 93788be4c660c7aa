"""A package of Anki becomes flashcards, in one transaction: all of them are there at once, or none is.

A note is known again by its guid, and a card by its note and its place there. So the same package again changes what
has changed in it, and makes nothing twice. Cards that are there keep the schedule that they have; new ones bring theirs
along. What the learner has rewritten stays as it was rewritten.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from sqlmodel import SQLModel

from subgraphs.learning.anki.collection import Answer, Card, Collection, Note, NoteType
from subgraphs.learning.anki.html_text import files_in, plain_text
from subgraphs.learning.anki.wording import Wording, wording_of
from subgraphs.learning.anki_marks import type_mark, wording_mark
from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.import_options import DuplicatePolicy, ImportOptions
from subgraphs.learning.models.anki import AnkiAnswerRow, AnkiCardRow, AnkiMediaNameRow, AnkiNoteRow, AnkiNoteTypeRow
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow
from subgraphs.learning.models.items import ItemRef
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.repository.anki import AnkiRepository
from subgraphs.learning.repository.bulk_rows import Values, in_batches, insert_rows
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.learning.repository.tags import TagRepository
from subgraphs.learning.service.anki_media import KeptFile, MediaIds, files_of_type, write_media
from subgraphs.learning.service.anki_rows import (
    Arrival,
    NewRows,
    Surroundings,
    add_card,
    name_rows,
    note_values,
    tag_rows,
    tags_of,
    worded,
)
from subgraphs.learning.service.import_items import ItemMatches, find_items
from subgraphs.learning.service.import_notes import (
    CREATED,
    FAILED,
    MEDIA,
    NOTES,
    REVIEWS,
    SKIPPED,
    UPDATED,
    ImportNotes,
)
from subgraphs.learning.service.import_places import Places, check_places, place_of
from subgraphs.learning.service.preferences import study_rules_of
from subgraphs.shared.ids import new_id, parse_id
from subgraphs.shared.unit_of_work import UnitOfWork

OWN_GUID = "kumiki:"
"""With the id of a flashcard, the guid of a note that was made here."""

_BREATH = 25
KnownCard = tuple[AnkiCardRow, FlashcardRow]


@dataclass(frozen=True, slots=True)
class AnkiMaterial:
    """A package, looked at."""

    collection: Collection
    wordings: Mapping[int, Wording]
    """What each card says, by its id; those are missing whose note type has no template for them."""

    files: Sequence[KeptFile]


def wordings_of(collection: Collection) -> dict[int, Wording]:
    types = {each.id: each for each in collection.note_types}
    notes = {note.id: note for note in collection.notes}
    decks = {deck.id: deck.name for deck in collection.decks}
    found = {}
    for card in collection.cards:
        note = notes[card.note_id]
        wording = wording_of(note, types[note.note_type_id], card, decks.get(card.deck_id, ""))
        if wording is not None:
            found[card.id] = wording
    return found


@dataclass(slots=True)
class _Known:
    """What is there already."""

    types: dict[tuple[int, str], AnkiNoteTypeRow]
    notes: dict[str, AnkiNoteRow]
    cards: dict[tuple[UUID, int], KnownCard]
    own: dict[UUID, FlashcardRow]
    """Flashcards that were made here, travelled to Anki, and come back."""

    tags: Mapping[UUID, Sequence[str]]
    """Of the cards."""


@dataclass(slots=True)
class AnkiImport:
    """One import, within its one transaction."""

    work: UnitOfWork
    owner_id: UUID
    import_id: UUID
    options: ImportOptions
    material: AnkiMaterial
    limits: CardSettings
    report: ImportNotes
    rows: NewRows = field(default_factory=NewRows)

    async def write(self) -> AsyncIterator[tuple[int, int]]:
        """How many rows are written, of how many. Raises `ImportFails`."""
        await check_places(self.work, self.owner_id, self.options)
        media = await write_media(self.work, self.owner_id, self.material.files)
        self.report.count(MEDIA, media.added)
        known = await self._known()
        await self._build(known, await self._surroundings(media))
        rows = self.rows
        tables: Sequence[tuple[type[SQLModel], Sequence[Values]]] = (
            (AnkiNoteRow, rows.notes),
            (FlashcardRow, rows.flashcards),
            (FlashcardTagRow, rows.tags),
            (AnkiCardRow, rows.cards),
            (ReviewRow, rows.reviews),
            (AnkiAnswerRow, rows.answers),
            (AnkiMediaNameRow, rows.names),
        )
        total, done = sum(len(values) for _, values in tables), 0
        await self.work.session.flush()
        for model, values in tables:
            async for count in insert_rows(self.work.session, model, values):
                done += count
                yield done, total

    async def _known(self) -> _Known:
        repository = AnkiRepository(self.work.session)
        guids = [note.guid for note in self.material.collection.notes]
        notes = await repository.notes_by_guid(self.owner_id, guids)
        cards = await repository.cards_of_notes(note.id for note in notes.values())
        types = {(row.anki_id, row.fingerprint): row for row in await repository.note_types(self.owner_id)}
        ids = [key for guid in guids if (key := _own_id(guid)) is not None]
        own = {row.id: row for row in await self._own_flashcards(ids)}
        tags = await self._tags([row.id for _, row in cards.values()])
        return _Known(types, notes, cards, own, tags)

    async def _tags(self, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
        found: dict[UUID, list[str]] = {}
        for batch in in_batches(ids):
            found |= await TagRepository(self.work.session).by_flashcards(batch)
        return found

    async def _own_flashcards(self, ids: Sequence[UUID]) -> list[FlashcardRow]:
        repository = FlashcardRepository(self.work.session)
        found = [row for batch in in_batches(ids) for row in (await repository.by_ids(batch)).values()]
        return [row for row in found if row.owner_id == self.owner_id]

    async def _surroundings(self, media: MediaIds) -> Surroundings:
        return Surroundings(
            owner_id=self.owner_id,
            import_id=self.import_id,
            now=self.work.now,
            created=self.material.collection.created,
            rules=await study_rules_of(self.work.session, self.owner_id),
            keeps_schedule=self.options.keeps_schedule,
            media=media,
            tags=self.options.tags,
            most_tags=self.limits.tags_per_flashcard,
        )

    async def _build(self, known: _Known, around: Surroundings) -> None:
        collection = self.material.collection
        types = {each.id: self._note_type(each, known, around) for each in collection.note_types}
        await self.work.session.flush()
        places = await Places.of(self.work, self.owner_id, self.import_id, self.limits)
        matches = await self._matches()
        building = _Building(self, known, around, places, matches, types)
        cards: dict[int, list[Card]] = {}
        for card in collection.cards:
            cards.setdefault(card.note_id, []).append(card)
        building.take_answers(collection.answers)
        for count, note in enumerate(_in_order_of_study(collection.notes, cards)):
            building.add_note(note, cards.get(note.id, []))
            if count % _BREATH == 0:
                await asyncio.sleep(0)
        await AnkiRepository(self.work.session).forget_names(building.renamed)
        self.work.session.add_all(places.new_decks)
        for topic in places.new_topics:
            # Each after the one that it is in.
            self.work.session.add(topic)
            await self.work.session.flush()

    async def _matches(self) -> ItemMatches | None:
        if not self.options.matches_items:
            return None
        texts = [plain_text(note.fields[0]) for note in self.material.collection.notes if note.fields]
        return await find_items(self.work.session, self.owner_id, texts)

    def _note_type(self, note_type: NoteType, known: _Known, around: Surroundings) -> UUID:
        mark, content = type_mark(note_type), asdict(note_type)
        row = known.types.get((note_type.id, mark))
        if row is None:
            row = AnkiNoteTypeRow(
                id=new_id(), owner_id=self.owner_id, anki_id=note_type.id, fingerprint=mark, content=content
            )
            known.types[note_type.id, mark] = row
            self.work.session.add(row)
            self.rows.names += name_rows(row.id, self.owner_id, files_of_type(note_type), around.media.media)
        elif note_type.modified > row.content["modified"]:
            row.content = content
        return row.id


@dataclass(slots=True)
class _Building:
    whole: AnkiImport
    known: _Known
    around: Surroundings
    places: Places
    matches: ItemMatches | None
    types: Mapping[int, UUID]
    answers: dict[int, list[Answer]] = field(default_factory=dict)
    decks: dict[int, str] = field(default_factory=dict)
    new: dict[str, UUID] = field(default_factory=dict)
    """Notes of this file, by their guids."""

    arrived: set[tuple[UUID, int]] = field(default_factory=set)
    """The same note and place once more in a file is the same card."""

    renamed: list[tuple[UUID, str]] = field(default_factory=list)
    """Notes with names of files, of which what they mean may have changed."""

    def take_answers(self, answers: Sequence[Answer]) -> None:
        for answer in answers:
            self.answers.setdefault(answer.card_id, []).append(answer)
        self.decks.update({deck.id: deck.name for deck in self.whole.material.collection.decks})

    def add_note(self, note: Note, cards: Sequence[Card]) -> None:
        report = self.whole.report
        if (own_id := _own_id(note.guid)) is not None and own_id in self.known.own:
            report.count(SKIPPED, len(cards))
            return
        usable = [card for card in cards if card.id in self.whole.material.wordings]
        if len(usable) < len(cards) or not cards:
            report.count(FAILED, max(len(cards) - len(usable), 1))
            report.problem("CARD_HAS_NO_TEMPLATE" if cards else "NOTE_HAS_NO_CARDS", text=_shown(note))
        if not usable:
            return
        note_id, is_changed = self._note(note)
        for card in usable:
            found = self.known.cards.get((note_id, card.ordinal))
            if (note_id, card.ordinal) in self.arrived:
                report.count(SKIPPED)
            elif found is None:
                self._arrive(note, note_id, card)
            elif self.whole.options.duplicates is DuplicatePolicy.SKIP:
                report.count(SKIPPED)
            else:
                self._come_again(note, card, found, is_changed)

    def _note(self, note: Note) -> tuple[UUID, bool]:
        """Its id here, and whether it says something else than before."""
        if note.guid in self.new:
            return self.new[note.guid], False
        row = self.known.notes.get(note.guid)
        if row is None:
            note_id = self.new[note.guid] = new_id()
            type_id = self.types[note.note_type_id]
            self.whole.rows.notes.append(note_values(note, note_id, type_id, self.around.owner_id))
            self.whole.report.count(NOTES)
            self._name_files(note, note_id)
            return note_id, True
        is_changed = (list(note.fields), list(note.tags)) != (row.fields, row.tags)
        if is_changed and self.whole.options.duplicates is DuplicatePolicy.UPDATE:
            row.fields, row.tags, row.modified = list(note.fields), list(note.tags), note.modified
            row.note_type_id = self.types[note.note_type_id]
            self.renamed += [(row.id, each["name"]) for each in self._name_files(note, row.id)]
        return row.id, is_changed

    def _name_files(self, note: Note, note_id: UUID) -> list[Values]:
        names = [name for text in note.fields for name in files_in(text)]
        named = list(name_rows(note_id, self.around.owner_id, names, self.around.media.media))
        self.whole.rows.names += named
        for name in dict.fromkeys(names):
            if name not in self.around.media.media and "://" not in name and not name.startswith("data:"):
                self.whole.report.problem("MEDIA_IS_MISSING", text=name)
        return named

    def _arrive(self, note: Note, note_id: UUID, card: Card) -> None:
        wording = self.whole.material.wordings[card.id]
        deck = self.decks.get(card.deck_id)
        topic_id, deck_id = place_of(self.whole.options, self.places, deck, None, self.whole.work)
        item = self._item(note, wording)
        answers = self.answers.get(card.id, [])
        add_card(self.whole.rows, Arrival(note, note_id, card, answers, wording, item, topic_id, deck_id), self.around)
        self.arrived.add((note_id, card.ordinal))
        self.whole.report.count(CREATED)
        self.whole.report.count(REVIEWS, len(answers) if self.around.keeps_schedule else 0)
        if not tags_of(note.tags, self.around)[1]:
            self.whole.report.problem("TAGS_ARE_TOO_MANY_OR_LONG", text=_shown(note))

    def _item(self, note: Note, wording: Wording) -> ItemRef | None:
        if self.matches is None or wording.template == "CLOZE" or not note.fields:
            return None
        return self.matches.take(plain_text(note.fields[0]), wording.reading, wording.template)

    def _come_again(self, note: Note, card: Card, found: KnownCard, is_changed: bool) -> None:
        """A card that is there: what its note says may be new, and it may have been deleted."""
        anki_card, row = found
        was_deleted = row.deleted_at is not None
        if not is_changed and not was_deleted:
            self.whole.report.count(SKIPPED)
            return
        row.deleted_at = None
        row.updated_at = self.around.now
        if is_changed and wording_mark(row) == anki_card.wording_mark:
            for name, value in worded(self.whole.material.wordings[card.id], self.around.media, row.notes).items():
                setattr(row, name, value)
            anki_card.wording_mark = wording_mark(row)
        if is_changed:
            self._retag(note, row)
        self.whole.report.count(UPDATED)

    def _retag(self, note: Note, row: FlashcardRow) -> None:
        present = set(self.known.tags.get(row.id, ()))
        self.whole.rows.tags += [
            each for each in tag_rows(row.id, note.tags, self.around) if each["tag"] not in present
        ]


def _in_order_of_study(notes: Sequence[Note], cards: Mapping[int, Sequence[Card]]) -> list[Note]:
    """New cards come in the order in which Anki would have asked them: by their positions."""

    def place(note: Note) -> tuple[int, int]:
        return min((card.due for card in cards.get(note.id, ()) if card.type == 0), default=0), note.id

    return sorted(notes, key=place)


def _own_id(guid: str) -> UUID | None:
    return parse_id(guid.removeprefix(OWN_GUID)) if guid.startswith(OWN_GUID) else None


def _shown(note: Note) -> str:
    return plain_text(note.fields[0]) if note.fields else note.guid
