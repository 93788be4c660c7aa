"""What the language model was asked, by learner and day."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.captures import LanguageModelUseRow


class LanguageModelUseRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def held(self, owner_id: UUID, day: date) -> LanguageModelUseRow:
        """A learner's use of that day, held until the transaction ends; a new one where there is none."""
        row = LanguageModelUseRow
        statement = select(row).where(col(row.owner_id) == owner_id, col(row.day) == day).with_for_update()
        found = (await self._session.scalars(statement)).one_or_none()
        if found is None:
            found = row(owner_id=owner_id, day=day, requests=0, input_tokens=0, output_tokens=0, cost_millionths=0)
            self._session.add(found)
        return found

    async def cost_of_day(self, day: date) -> int:
        """Of everybody, in millionths."""
        row = LanguageModelUseRow
        statement = select(func.coalesce(func.sum(row.cost_millionths), 0)).where(col(row.day) == day)
        return int((await self._session.execute(statement)).scalar_one())
