"""What flashcards were in Anki."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.anki.collection import Answer
from subgraphs.learning.models.anki import (
    AnkiAnswerRow,
    AnkiCardRow,
    AnkiMediaNameRow,
    AnkiMediaRow,
    AnkiNoteRow,
    AnkiNoteTypeRow,
)
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.reviews import ReviewRow
from subgraphs.learning.repository.bulk_rows import all_of, in_batches


@dataclass(frozen=True, slots=True)
class NamedMedia:
    """A file, and what its holder calls it."""

    holder_id: UUID
    name: str
    media: AnkiMediaRow


class AnkiRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def note_types(self, owner_id: UUID) -> Sequence[AnkiNoteTypeRow]:
        statement = select(AnkiNoteTypeRow).where(col(AnkiNoteTypeRow.owner_id) == owner_id)
        return (await self._session.scalars(statement)).all()

    async def note_types_by_ids(self, type_ids: Iterable[UUID]) -> dict[UUID, AnkiNoteTypeRow]:
        rows = await all_of(self._session, select(AnkiNoteTypeRow), type_ids, col(AnkiNoteTypeRow.id))
        return {row.id: row for (row,) in rows}

    async def notes_by_guid(self, owner_id: UUID, guids: Iterable[str]) -> dict[str, AnkiNoteRow]:
        statement = select(AnkiNoteRow).where(col(AnkiNoteRow.owner_id) == owner_id)
        rows = await all_of(self._session, statement, guids, col(AnkiNoteRow.guid))
        return {row.guid: row for (row,) in rows}

    async def cards_of_notes(
        self, note_ids: Iterable[UUID]
    ) -> dict[tuple[UUID, int], tuple[AnkiCardRow, FlashcardRow]]:
        """By note and ordinal."""
        statement = select(AnkiCardRow, FlashcardRow).join(
            FlashcardRow, col(FlashcardRow.id) == col(AnkiCardRow.flashcard_id)
        )
        rows = await all_of(self._session, statement, note_ids, col(AnkiCardRow.note_id))
        return {(card.note_id, card.ordinal): (card, flashcard) for card, flashcard in rows}

    async def cards(self, flashcard_ids: Iterable[UUID]) -> dict[UUID, AnkiCardRow]:
        statement = select(AnkiCardRow)
        rows = await all_of(self._session, statement, flashcard_ids, col(AnkiCardRow.flashcard_id))
        return {row.flashcard_id: row for (row,) in rows}

    async def notes(self, note_ids: Iterable[UUID]) -> dict[UUID, AnkiNoteRow]:
        rows = await all_of(self._session, select(AnkiNoteRow), note_ids, col(AnkiNoteRow.id))
        return {row.id: row for (row,) in rows}

    async def answers(self, flashcard_ids: Iterable[UUID]) -> dict[UUID, list[Answer]]:
        """What was in the log of Anki, without what was taken back since. `card_id` is 0."""
        row, review = AnkiAnswerRow, ReviewRow
        columns: list[Any] = [
            *(col(row.flashcard_id), col(row.anki_id), literal(0), col(row.ease), col(row.interval)),
            *(col(row.last_interval), col(row.factor), col(row.milliseconds), col(row.type)),
        ]
        statement = (
            select(*columns)
            .select_from(row)
            .join(review, col(review.id) == col(row.review_id), isouter=True)
            .where(col(row.review_id).is_(None) | (col(review.id).is_not(None) & col(review.undone_at).is_(None)))
        )
        found: dict[UUID, list[Answer]] = {}
        for flashcard_id, *values in await all_of(self._session, statement, flashcard_ids, col(row.flashcard_id)):
            found.setdefault(flashcard_id, []).append(Answer(*values))
        return found

    async def media_by_digest(self, owner_id: UUID, digests: Iterable[str]) -> dict[str, AnkiMediaRow]:
        statement = select(AnkiMediaRow).where(col(AnkiMediaRow.owner_id) == owner_id)
        rows = await all_of(self._session, statement, digests, col(AnkiMediaRow.digest))
        return {row.digest: row for (row,) in rows}

    async def media_bytes(self, owner_id: UUID) -> int:
        statement = select(func.coalesce(func.sum(AnkiMediaRow.size), 0)).where(col(AnkiMediaRow.owner_id) == owner_id)
        return int((await self._session.execute(statement)).scalar_one())

    async def media_of(self, holder_ids: Iterable[UUID]) -> list[NamedMedia]:
        statement = select(AnkiMediaNameRow, AnkiMediaRow).join(
            AnkiMediaRow, col(AnkiMediaRow.id) == col(AnkiMediaNameRow.media_id)
        )
        rows = await all_of(self._session, statement, holder_ids, col(AnkiMediaNameRow.holder_id))
        return [NamedMedia(name.holder_id, name.name, media) for name, media in rows]

    async def forget_names(self, names: Iterable[tuple[UUID, str]]) -> None:
        """What holders call files, before it is written anew."""
        key = tuple_(col(AnkiMediaNameRow.holder_id), col(AnkiMediaNameRow.name))
        for batch in in_batches(names):
            await self._session.execute(delete(AnkiMediaNameRow).where(key.in_(batch)))

    async def forget_unused(self) -> None:
        """Notes whose cards are gone, types whose notes are gone, and the names of files that these used."""
        card, note, note_type, name = AnkiCardRow, AnkiNoteRow, AnkiNoteTypeRow, AnkiMediaNameRow
        session = self._session
        has_cards = exists().where(col(card.note_id) == col(note.id))
        await session.execute(delete(note).where(~has_cards))
        has_notes = exists().where(col(note.note_type_id) == col(note_type.id))
        await session.execute(delete(note_type).where(~has_notes))
        is_held = exists().where(col(note.id) == col(name.holder_id))
        is_styled = exists().where(col(note_type.id) == col(name.holder_id))
        await session.execute(delete(name).where(~is_held, ~is_styled))

    async def unused_media(self, before: datetime, limit: int) -> Sequence[AnkiMediaRow]:
        """Files that nothing names any more."""
        is_named = exists().where(col(AnkiMediaNameRow.media_id) == col(AnkiMediaRow.id))
        statement = select(AnkiMediaRow).where(~is_named, col(AnkiMediaRow.created_at) < before)
        return (await self._session.scalars(statement.limit(limit))).all()

    async def forget_media(self, media_ids: Iterable[UUID]) -> None:
        await self._session.execute(delete(AnkiMediaRow).where(col(AnkiMediaRow.id).in_(list(media_ids))))

    async def known_keys(self, keys: Iterable[str]) -> set[str]:
        statement = select(col(AnkiMediaRow.key)).where(col(AnkiMediaRow.key).in_(list(keys)))
        return set((await self._session.scalars(statement)).all())
