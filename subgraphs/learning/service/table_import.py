"""A table of cards becomes flashcards, in one transaction.

A card is the same as one that is there when it asks the same in the same way: its front and its template are equal.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.cloze import gap_numbers
from subgraphs.learning.delimited.drafts import CardDraft
from subgraphs.learning.import_options import DuplicatePolicy, ImportOptions
from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow, FlashcardTemplate
from subgraphs.learning.models.topics import Origin
from subgraphs.learning.repository.bulk_rows import in_batches, insert_rows
from subgraphs.learning.repository.imported_cards import ImportedCardRepository
from subgraphs.learning.repository.tags import TagRepository
from subgraphs.learning.search_text import search_text_of_words
from subgraphs.learning.service.card_texts import tidied, tidied_tags
from subgraphs.learning.service.flashcards import flashcard_row
from subgraphs.learning.service.import_items import ItemMatches, find_items
from subgraphs.learning.service.import_notes import CREATED, FAILED, SKIPPED, UPDATED, ImportNotes
from subgraphs.learning.service.import_places import Places, check_places, place_of
from subgraphs.learning.service.preferences import study_rules_of
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

_BREATH = 200
CardKey = tuple[str, str, int]
"""Front, template, and number of the gap."""


@dataclass(slots=True)
class TableImport:
    """One import, within its one transaction."""

    work: UnitOfWork
    owner_id: UUID
    import_id: UUID
    options: ImportOptions
    drafts: Sequence[CardDraft]
    limits: CardSettings
    report: ImportNotes
    flashcards: list[FlashcardRow] = field(default_factory=list)
    tags: list[FlashcardTagRow] = field(default_factory=list)

    async def write(self) -> AsyncIterator[tuple[int, int]]:
        """How many rows are written, of how many. Raises `ImportFails`."""
        await check_places(self.work, self.owner_id, self.options)
        await self._build()
        await self.work.session.flush()
        total, done = len(self.flashcards) + len(self.tags), 0
        for model, rows in ((FlashcardRow, self.flashcards), (FlashcardTagRow, self.tags)):
            async for count in insert_rows(self.work.session, model, [row.model_dump() for row in rows]):
                done += count
                yield done, total

    async def _build(self) -> None:
        usable = self._usable()
        known = await self._known(usable)
        places = await Places.of(self.work, self.owner_id, self.import_id, self.limits)
        matches = None
        if self.options.matches_items:
            matches = await find_items(self.work.session, self.owner_id, [draft.front for draft in usable])
        version = (await study_rules_of(self.work.session, self.owner_id)).version
        building = _Building(self, known, places, matches, version, await self._tags_of(known))
        for count, draft in enumerate(usable):
            building.add(draft)
            if count % _BREATH == 0:
                await asyncio.sleep(0)
        self.work.session.add_all(places.new_decks)
        for topic in places.new_topics:
            self.work.session.add(topic)
            await self.work.session.flush()

    def _usable(self) -> list[CardDraft]:
        usable = []
        for draft in self.drafts:
            for problem in draft.problems:
                self.report.problem(problem.code, draft.line, draft.front)
            if draft.is_usable:
                usable.append(draft)
            else:
                self.report.count(FAILED)
        return usable

    async def _known(self, drafts: Sequence[CardDraft]) -> dict[CardKey, FlashcardRow]:
        if self.options.duplicates is DuplicatePolicy.ADD:
            return {}
        fronts = dict.fromkeys(tidied(draft.front) or "" for draft in drafts)
        rows = await ImportedCardRepository(self.work.session).with_fronts(self.owner_id, fronts)
        return {_key(row): row for row in rows}

    async def _tags_of(self, known: dict[CardKey, FlashcardRow]) -> dict[UUID, list[str]]:
        found: dict[UUID, list[str]] = {}
        for batch in in_batches([row.id for row in known.values()]):
            found |= await TagRepository(self.work.session).by_flashcards(batch)
        return found


@dataclass(slots=True)
class _Building:
    whole: TableImport
    known: dict[CardKey, FlashcardRow]
    places: Places
    matches: ItemMatches | None
    version: int
    tags: dict[UUID, list[str]]

    def add(self, draft: CardDraft) -> None:
        """A cloze makes a card of each of its gaps."""
        front = tidied(draft.front) or ""
        gaps = gap_numbers(front) if draft.template == FlashcardTemplate.CLOZE else [0]
        note_id = new_id()
        for gap in gaps:
            found = self.known.get((front, draft.template, gap))
            if found is None:
                self._create(draft, front, gap, note_id)
            elif self.whole.options.duplicates is DuplicatePolicy.UPDATE:
                self._update(draft, found)
            else:
                self.whole.report.count(SKIPPED)
                self.whole.report.problem("DUPLICATE", draft.line, draft.front)

    def _create(self, draft: CardDraft, front: str, gap: int, note_id: UUID) -> None:
        whole = self.whole
        item = None
        if self.matches is not None and draft.template != FlashcardTemplate.CLOZE:
            item = self.matches.take(front, draft.reading, draft.template)
        row = flashcard_row(new_id(), whole.owner_id, item, whole.work.now)
        row.template, row.variant, row.note_id = draft.template, gap, note_id
        row.origin, row.origin_id = Origin.IMPORT, whole.import_id
        row.topic_id, row.deck_id = place_of(whole.options, self.places, draft.deck, draft.topic, whole.work)
        row.schedule_version = self.version
        row.front = front
        self._word(row, draft)
        whole.flashcards.append(row)
        self._tag(row, draft, [])
        if whole.options.duplicates is not DuplicatePolicy.ADD:
            # The same row further down in the file is the same card.
            self.known[_key(row)] = row
        whole.report.count(CREATED)

    def _update(self, draft: CardDraft, row: FlashcardRow) -> None:
        before = (row.back, row.reading, row.hint, row.notes, row.deleted_at)
        self._word(row, draft)
        row.deleted_at = None
        tags_before = self.tags.get(row.id, [])
        added = self._tag(row, draft, tags_before)
        if added or before != (row.back, row.reading, row.hint, row.notes, None):
            row.updated_at = self.whole.work.now
            self.whole.report.count(UPDATED)
        else:
            self.whole.report.count(SKIPPED)

    def _word(self, row: FlashcardRow, draft: CardDraft) -> None:
        """What the file does not say stays."""
        row.back = tidied(draft.back) or row.back
        row.reading = tidied(draft.reading) or row.reading
        row.hint = tidied(draft.hint) or row.hint
        row.notes = tidied(draft.notes) or row.notes
        row.search_text = search_text_of_words(row.front, row.back, row.reading, row.notes)

    def _tag(self, row: FlashcardRow, draft: CardDraft, present: Sequence[str]) -> bool:
        wanted = tidied_tags([*draft.tags, *self.whole.options.tags])[: self.whole.limits.tags_per_flashcard]
        new = [tag for tag in wanted if tag not in present]
        self.whole.tags += [FlashcardTagRow(flashcard_id=row.id, tag=tag, owner_id=row.owner_id) for tag in new]
        self.tags[row.id] = [*present, *new]
        return bool(new)


def _key(row: FlashcardRow) -> CardKey:
    return row.front or "", row.template, row.variant
