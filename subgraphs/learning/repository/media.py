"""Pictures and recordings of learners."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.models.media import MediaRow


class MediaRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_ids(self, media_ids: Iterable[UUID]) -> dict[UUID, MediaRow]:
        statement = select(MediaRow).where(col(MediaRow.id).in_(list(media_ids)))
        return {row.id: row for row in (await self._session.scalars(statement)).all()}

    async def by_digest(self, owner_id: UUID, digest: str) -> MediaRow | None:
        statement = select(MediaRow).where(col(MediaRow.owner_id) == owner_id, col(MediaRow.digest) == digest)
        return (await self._session.scalars(statement)).one_or_none()

    async def bytes_of(self, owner_id: UUID) -> int:
        """What all files of an owner take together."""
        statement = select(func.coalesce(func.sum(MediaRow.size), 0)).where(col(MediaRow.owner_id) == owner_id)
        return int((await self._session.execute(statement)).scalar_one())

    async def unused(self, before: datetime, limit: int) -> Sequence[MediaRow]:
        """Anybody's that were brought before then and that no card shows, deleted cards among them."""
        card = FlashcardRow
        shown = select(col(card.image_id)).where(col(card.image_id).is_not(None))
        shown_or_heard = shown.union(select(col(card.audio_id)).where(col(card.audio_id).is_not(None)))
        statement = select(MediaRow).where(col(MediaRow.created_at) < before, col(MediaRow.id).not_in(shown_or_heard))
        return (await self._session.scalars(statement.order_by(col(MediaRow.created_at)).limit(limit))).all()

    async def delete(self, media_ids: Iterable[UUID]) -> None:
        await self._session.execute(delete(MediaRow).where(col(MediaRow.id).in_(list(media_ids))))

    async def known_keys(self, keys: Iterable[str]) -> set[str]:
        statement = select(col(MediaRow.key)).where(col(MediaRow.key).in_(list(keys)))
        return set((await self._session.scalars(statement)).all())

    async def add(self, row: MediaRow) -> bool:
        """False, and nothing added, when another transaction has just added the same file."""
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            return False
        return True
