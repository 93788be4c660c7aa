"""Pictures and recordings of learners."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

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

    async def add(self, row: MediaRow) -> bool:
        """False, and nothing added, when another transaction has just added the same file."""
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            return False
        return True
