"""What learning knows of people."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.learners import LearnerRow


class LearnerRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_ids(self, user_ids: Iterable[UUID]) -> dict[UUID, LearnerRow]:
        statement = select(LearnerRow).where(col(LearnerRow.user_id).in_(list(user_ids)))
        return {row.user_id: row for row in (await self._session.scalars(statement)).all()}

    async def put(self, row: LearnerRow) -> None:
        await self._session.merge(row)
