"""Mutations that were sent with a client's own id."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.performed_mutations import PerformedMutationRow


class PerformedMutationRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim(self, row: PerformedMutationRow) -> PerformedMutationRow | None:
        """Note that a mutation is being performed; None, or what was noted when it was performed before."""
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            return await self._session.get_one(PerformedMutationRow, (row.owner_id, row.client_mutation_id))
        return None

    async def forget_before(self, instant: datetime) -> None:
        row = PerformedMutationRow
        await self._session.execute(delete(row).where(col(row.performed_at) < instant))
