"""Flashcards as a collection of Anki.

What came from Anki and still says what it said goes back as the note that it was, with its type, its fields and its
files; everything else becomes a note of two types of ours, whose guid says which flashcard it is. A schedule that was
not touched since goes back number for number; one that was is put into Anki's words (anki/schedule.py).
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from subgraphs.learning.anki.collection import (
    Card,
    CardTemplate,
    Collection,
    Deck,
    Note,
    NoteField,
    NoteKind,
    NoteType,
)
from subgraphs.learning.anki.forms import DEFAULT_DECK
from subgraphs.learning.anki.schedule import (
    PastReview,
    Schedule,
    answer_of,
    milliseconds_of,
    moved,
    new_schedule,
    numbers_of,
)
from subgraphs.learning.anki_marks import schedule_mark, wording_mark
from subgraphs.learning.faces import faces_of
from subgraphs.learning.models.anki import AnkiCardRow, AnkiNoteRow, AnkiNoteTypeRow
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTemplate
from subgraphs.learning.service.anki_import import OWN_GUID
from subgraphs.learning.service.anki_notes import note_type_of
from subgraphs.learning.service.card_texts import tidied_tags
from subgraphs.learning.service.export_material import ExportMaterial
from subgraphs.shared.object_urls import type_of_key

_OWN_TYPE, _OWN_CLOZE_TYPE = 1_700_000_000_001, 1_700_000_000_002
_DEFAULT_NAME = "Kumiki"
_BURIED = (-2, -3)
_LEARNING_BY_DAYS = 3
_FIRST_SECOND = 1_000_000_000
_CSS = ".card { font-family: sans-serif; font-size: 28px; text-align: center; }"
_FIELDS = ("Question", "Answer", "Text", "Reading", "Meaning", "Hint", "Notes", "Picture", "Sound")
_EXTRAS = "{{#Notes}}<br>{{Notes}}{{/Notes}}{{Picture}}{{Sound}}"


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file of the package, and where it is kept."""

    name: str
    key: str
    size: int


@dataclass(frozen=True, slots=True)
class Written:
    collection: Collection
    files: Sequence[WantedFile]


def collection_of(material: ExportMaterial, keeps_schedule: bool, now: datetime) -> Written:
    created = _created(material, now)
    writing = _Writing(material, keeps_schedule, now, Collection(created=created))
    for card in material.anki_cards.values():
        writing.cards_of_note.setdefault(card.note_id, []).append(card.flashcard_id)
    for position, row in enumerate(material.flashcards, start=1):
        writing.add(row, position)
    writing.name_decks()
    return Written(writing.collection, list(writing.files.values()))


def _created(material: ExportMaterial, now: datetime) -> int:
    """The start of day 0: that of the oldest collection that something came from, or the day of the oldest card."""
    imported = [card.collection_created for card in material.anki_cards.values()]
    first = min((row.created_at for row in material.flashcards), default=now)
    own = int(material.days.start_of(material.days.day_of(first)).timestamp())
    return min(imported, default=own)


@dataclass(slots=True)
class _Ids:
    """Numbers that are instants by custom; one that is taken makes room for the next."""

    taken: set[int] = field(default_factory=set)

    def take(self, wanted: int) -> int:
        while wanted in self.taken:
            wanted += 1
        self.taken.add(wanted)
        return wanted


@dataclass(slots=True)
class _Writing:
    material: ExportMaterial
    keeps_schedule: bool
    now: datetime
    collection: Collection
    files: dict[str, WantedFile] = field(default_factory=dict)
    types: dict[UUID | int, int] = field(default_factory=dict)
    """By the row of a type that came from Anki, or the number of one of ours."""

    notes: dict[UUID, int] = field(default_factory=dict)
    cards_of_note: dict[UUID, list[UUID]] = field(default_factory=dict)
    decks: dict[str, int] = field(default_factory=dict)
    note_ids: _Ids = field(default_factory=_Ids)
    card_ids: _Ids = field(default_factory=_Ids)
    type_ids: _Ids = field(default_factory=_Ids)
    answer_ids: _Ids = field(default_factory=_Ids)

    def add(self, row: FlashcardRow, position: int) -> None:
        known = self.material.anki_cards.get(row.id)
        note = self.material.notes.get(known.note_id) if known is not None else None
        if known is not None and note is not None and wording_mark(row) == known.wording_mark:
            note_id, ordinal, wanted_id = self._imported_note(note), known.ordinal, known.anki_id
        elif row.template == FlashcardTemplate.CLOZE and row.variant > 0 and row.front:
            note_id, ordinal, wanted_id = self._own_cloze(row), row.variant - 1, milliseconds_of(row.created_at)
        else:
            note_id, ordinal, wanted_id = self._own_note(row), 0, milliseconds_of(row.created_at)
        card = self._card(row, known, self.card_ids.take(wanted_id), note_id, ordinal, position)
        self.collection.cards.append(card)
        if self.keeps_schedule:
            self._add_answers(row, card.id)

    def name_decks(self) -> None:
        self.collection.decks += [Deck(deck_id, name) for name, deck_id in self.decks.items()]

    def _imported_note(self, row: AnkiNoteRow) -> int:
        if row.id not in self.notes:
            type_id = self._imported_type(self.material.note_types[row.note_type_id])
            fields = self._with_files(row.id, row.fields)
            note = Note(
                id=self.note_ids.take(row.anki_id),
                guid=row.guid,
                note_type_id=type_id,
                modified=row.modified,
                tags=self._tags_of_note(row),
                fields=tuple(fields),
            )
            self.notes[row.id] = note.id
            self.collection.notes.append(note)
        return self.notes[row.id]

    def _imported_type(self, row: AnkiNoteTypeRow) -> int:
        if row.id not in self.types:
            note_type = replace(note_type_of(row), id=self.type_ids.take(row.anki_id))
            self._with_files(row.id, ())
            self.types[row.id] = note_type.id
            self.collection.note_types.append(note_type)
        return self.types[row.id]

    def _with_files(self, holder_id: UUID, texts: Sequence[str]) -> list[str]:
        """The texts, where a file has to be called otherwise because another one has its name."""
        written = list(texts)
        for named in self.material.named_media.get(holder_id, ()):
            media = named.media
            name = named.name
            if name in self.files and self.files[name].key != media.key:
                name = f"{media.digest[:8]}-{name}"
                written = [text.replace(html.escape(named.name), name).replace(named.name, name) for text in written]
            self.files[name] = WantedFile(name, media.key, media.size)
        return written

    def _tags_of_note(self, row: AnkiNoteRow) -> tuple[str, ...]:
        cards = self.cards_of_note.get(row.id, ())
        present = {tag for card_id in cards for tag in self.material.tags.get(card_id, ())}
        return tuple(row.tags) if present == set(tidied_tags(row.tags)) else _anki_tags(sorted(present))

    def _own_note(self, row: FlashcardRow) -> int:
        wording = self.material.wording(row)
        faces = faces_of(row, wording)
        picture, sound = self._own_files(row)
        is_heard = row.template == FlashcardTemplate.LISTENING
        question = sound if is_heard and sound else _as_html(faces.front or "")
        meanings = [row.back] if row.back else list(wording.meanings)
        values = (
            question or _as_html(row.front or row.hint or ""),
            _as_html(faces.back or ""),
            _as_html(row.front or wording.written or ""),
            _as_html(row.reading or wording.reading or ""),
            _as_html("; ".join(meanings)),
            _as_html(row.hint or ""),
            _as_html(row.notes or ""),
            picture,
            "" if is_heard else sound,
        )
        return self._add_own(row, _OWN_TYPE, values)

    def _own_cloze(self, row: FlashcardRow) -> int:
        """Cards of one text are one note."""
        text_id = row.note_id if row.id not in self.material.anki_cards else None
        if text_id is not None and text_id in self.notes:
            return self.notes[text_id]
        picture, sound = self._own_files(row)
        values = (_as_html(row.front or ""), _as_html(row.back or ""), _as_html(row.notes or ""), picture, sound)
        note_id = self._add_own(row, _OWN_CLOZE_TYPE, values)
        if text_id is not None:
            self.notes[text_id] = note_id
        return note_id

    def _add_own(self, row: FlashcardRow, type_id: int, values: tuple[str, ...]) -> int:
        if type_id not in self.types:
            self.types[type_id] = self.type_ids.take(type_id)
            own = _own_type() if type_id == _OWN_TYPE else _own_cloze_type()
            self.collection.note_types.append(replace(own, id=self.types[type_id]))
        changed = row.updated_at or row.created_at
        note = Note(
            id=self.note_ids.take(milliseconds_of(row.created_at)),
            guid=f"{OWN_GUID}{row.id}",
            note_type_id=self.types[type_id],
            modified=int(changed.timestamp()),
            tags=_anki_tags(self.material.tags.get(row.id, ())),
            fields=values,
        )
        self.collection.notes.append(note)
        return note.id

    def _own_files(self, row: FlashcardRow) -> tuple[str, str]:
        """How a note shows the picture and plays the recording of a flashcard."""
        shown = []
        for media_id, form in ((row.image_id, '<img src="{}">'), (row.audio_id, "[sound:{}]")):
            media = self.material.media.get(media_id) if media_id is not None else None
            if media is None:
                shown.append("")
                continue
            name = f"kumiki-{media.id.hex}.{type_of_key(media.key).extension}"
            self.files[name] = WantedFile(name, media.key, media.size)
            shown.append(form.format(name))
        return shown[0], shown[1]

    def _card(
        self, row: FlashcardRow, known: AnkiCardRow | None, card_id: int, note_id: int, ordinal: int, position: int
    ) -> Card:
        deck_id = self._deck(row)
        if known is not None and self.keeps_schedule and known.numbers and schedule_mark(row) == known.schedule_mark:
            return self._untouched(row, known, card_id, note_id, ordinal, deck_id)
        schedule = self._schedule(row) if self.keeps_schedule else new_schedule(self.now)
        numbers = numbers_of(schedule, position, self.collection.created)
        flags = int(known.numbers.get("flags", 0)) if known is not None else 0
        changed = row.last_reviewed_at or row.updated_at or row.created_at
        return Card(
            card_id, note_id, deck_id, ordinal, int(changed.timestamp()), numbers.type, numbers.queue, numbers.due,
            numbers.interval, numbers.factor, schedule.reps, schedule.lapses, numbers.left, flags,
            numbers.data,
        )  # fmt: skip

    def _untouched(
        self, row: FlashcardRow, known: AnkiCardRow, card_id: int, note_id: int, ordinal: int, deck_id: int
    ) -> Card:
        card = Card(id=card_id, note_id=note_id, deck_id=deck_id, ordinal=ordinal, **known.numbers)
        is_buried = row.buried_until is not None and row.buried_until > self.now
        if card.queue in _BURIED and not is_buried:
            by_days = card.type in (1, 3) and card.due < _FIRST_SECOND
            card = replace(card, queue=_LEARNING_BY_DAYS if by_days else {0: 0, 1: 1, 2: 2, 3: 1}.get(card.type, 0))
        return replace(card, due=moved(card, known.collection_created, self.collection.created))

    def _schedule(self, row: FlashcardRow) -> Schedule:
        return Schedule(
            state=row.state,
            due=row.due,
            step=row.step,
            stability=row.stability,
            difficulty=row.difficulty,
            ease=row.ease,
            interval_days=row.interval_days,
            last_reviewed_at=row.last_reviewed_at,
            reps=row.reps,
            lapses=row.lapses,
            is_suspended=row.suspended_at is not None,
            is_buried=row.buried_until is not None and row.buried_until > self.now,
        )

    def _deck(self, row: FlashcardRow) -> int:
        name = self.material.deck_name(row) or _DEFAULT_NAME
        if name not in self.decks:
            is_default = name.casefold() == "default"
            self.decks[name] = DEFAULT_DECK if is_default else milliseconds_of(self.now) + len(self.decks) + 1
        return self.decks[name]

    def _add_answers(self, row: FlashcardRow, card_id: int) -> None:
        """Those of Anki as they were, and those that were given here."""
        for each in sorted(self.material.answers.get(row.id, ()), key=lambda answer: answer.id):
            number = self.answer_ids.take(each.id)
            self.collection.answers.append(replace(each, id=number, card_id=card_id))
        last: PastReview | None = None
        for review in self.material.reviews.get(row.id, ()):
            number = self.answer_ids.take(milliseconds_of(review.reviewed_at))
            self.collection.answers.append(answer_of(review, number, card_id, last))
            last = review


def _anki_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Tags of Anki have no spaces."""
    return tuple("_".join(tag.split()) for tag in tags)


def _as_html(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def _own_type() -> NoteType:
    answer = "{{FrontSide}}<hr id=answer>{{Answer}}" + _EXTRAS
    question = "{{Question}}{{#Hint}}<br><small>{{Hint}}</small>{{/Hint}}"
    template = CardTemplate("Card 1", question, answer)
    fields = tuple(NoteField(name) for name in _FIELDS)
    return NoteType(_OWN_TYPE, "Kumiki", NoteKind.STANDARD, fields, (template,), _CSS, modified=1)


def _own_cloze_type() -> NoteType:
    answer = "{{cloze:Text}}{{#Extra}}<br>{{Extra}}{{/Extra}}" + _EXTRAS
    fields = tuple(NoteField(name) for name in ("Text", "Extra", "Notes", "Picture", "Sound"))
    template = CardTemplate("Cloze", "{{cloze:Text}}", answer)
    return NoteType(_OWN_CLOZE_TYPE, "Kumiki Cloze", NoteKind.CLOZE, fields, (template,), _CSS, modified=1)
