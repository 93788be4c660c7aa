"""Batched reads of what flashcards were in Anki."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.models.anki import AnkiCardRow, AnkiNoteRow, AnkiNoteTypeRow
from subgraphs.learning.repository.anki import AnkiRepository, NamedMedia
from subgraphs.shared.loaders import LoaderSource


@dataclass(frozen=True, slots=True)
class KnownNote:
    """A card of Anki with all that it takes to show it."""

    card: AnkiCardRow
    note: AnkiNoteRow
    note_type: AnkiNoteTypeRow
    media: Sequence[NamedMedia]


class AnkiLoaders:
    def __init__(self, source: LoaderSource) -> None:
        self.anki_note_by_flashcard = source.by_key(_notes_by_flashcard)


async def _notes_by_flashcard(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, KnownNote]:
    repository = AnkiRepository(session)
    cards = await repository.cards(keys)
    notes = await repository.notes({card.note_id for card in cards.values()})
    types = await repository.note_types_by_ids({note.note_type_id for note in notes.values()})
    media: dict[UUID, list[NamedMedia]] = {}
    for each in await repository.media_of(notes):
        media.setdefault(each.holder_id, []).append(each)
    found = {}
    for key, card in cards.items():
        note = notes[card.note_id]
        found[key] = KnownNote(card, note, types[note.note_type_id], media.get(note.id, ()))
    return found
