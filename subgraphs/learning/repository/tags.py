"""Tags of flashcards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow, FlashcardTagRow
from subgraphs.learning.repository.flashcards import is_kept


@dataclass(frozen=True, slots=True)
class CountedTag:
    tag: str
    flashcards: int


class TagRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_flashcards(self, flashcard_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
        row = FlashcardTagRow
        statement = select(col(row.flashcard_id), col(row.tag)).where(col(row.flashcard_id).in_(list(flashcard_ids)))
        found: dict[UUID, list[str]] = {}
        for flashcard_id, tag in (await self._session.execute(statement.order_by(col(row.tag)))).all():
            found.setdefault(flashcard_id, []).append(tag)
        return found

    async def counted(self, owner_id: UUID) -> Sequence[CountedTag]:
        """The owner's tags by name, with how many cards have each."""
        row = FlashcardTagRow
        statement = (
            select(col(row.tag), func.count())
            .join(FlashcardRow, col(FlashcardRow.id) == col(row.flashcard_id))
            .where(col(row.owner_id) == owner_id, is_kept())
            .group_by(col(row.tag))
            .order_by(col(row.tag))
        )
        return [CountedTag(tag, count) for tag, count in (await self._session.execute(statement)).all()]

    async def count(self, owner_id: UUID, tag: str) -> int:
        """How many cards have it, deleted ones too."""
        row = FlashcardTagRow
        statement = select(func.count()).where(col(row.owner_id) == owner_id, col(row.tag) == tag)
        return int((await self._session.execute(statement)).scalar_one())

    async def add(self, rows: Sequence[FlashcardTagRow]) -> None:
        self._session.add_all(rows)
        await self._session.flush()

    async def remove(self, flashcard_ids: Iterable[UUID], tags: Iterable[str]) -> None:
        row = FlashcardTagRow
        await self._session.execute(
            delete(row).where(col(row.flashcard_id).in_(list(flashcard_ids)), col(row.tag).in_(list(tags)))
        )

    async def rename(self, owner_id: UUID, tag: str, new_tag: str) -> None:
        """Cards that have the new one already keep it once."""
        row = FlashcardTagRow
        has_new = select(col(row.flashcard_id)).where(col(row.owner_id) == owner_id, col(row.tag) == new_tag)
        renamed = select(col(row.flashcard_id), literal(new_tag), col(row.owner_id)).where(
            col(row.owner_id) == owner_id, col(row.tag) == tag, col(row.flashcard_id).not_in(has_new)
        )
        await self._session.execute(insert(row).from_select(["flashcard_id", "tag", "owner_id"], renamed))
        await self.delete(owner_id, tag)

    async def delete(self, owner_id: UUID, tag: str) -> None:
        row = FlashcardTagRow
        await self._session.execute(delete(row).where(col(row.owner_id) == owner_id, col(row.tag) == tag))
