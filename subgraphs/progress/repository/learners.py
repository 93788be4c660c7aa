"""Where learners stand."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.models.learners import LearnerRow


class LearnersRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def learners(self, user_ids: Iterable[UUID]) -> dict[UUID, LearnerRow]:
        statement = select(LearnerRow).where(col(LearnerRow.user_id).in_(list(user_ids)))
        return {row.user_id: row for row in (await self._session.scalars(statement)).all()}

    async def locked_learner(self, user_id: UUID) -> LearnerRow:
        """The learner's row, held until the transaction ends; made when it is the first that is heard of them."""
        statement = select(LearnerRow).where(col(LearnerRow.user_id) == user_id).with_for_update()
        row = (await self._session.scalars(statement)).one_or_none()
        if row is None:
            # Two topics may tell of somebody for the first time at once.
            is_postgresql = self._session.get_bind().dialect.name == "postgresql"
            insert = postgresql.insert if is_postgresql else sqlite.insert
            values = LearnerRow(user_id=user_id).model_dump()
            await self._session.execute(insert(LearnerRow).values(values).on_conflict_do_nothing())
            row = (await self._session.scalars(statement)).one()
        return row
