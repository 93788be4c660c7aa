"""When learners studied."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.models.activity import ActivityRow


class ActivityRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, user_id: UUID, quarter_hour: datetime) -> None:
        if await self._session.get(ActivityRow, (user_id, quarter_hour)) is None:
            self._session.add(ActivityRow(user_id=user_id, quarter_hour=quarter_hour))
            await self._session.flush()

    async def by_users(self, user_ids: Iterable[UUID]) -> dict[UUID, list[datetime]]:
        """All quarters of an hour in which these learners studied."""
        statement = select(col(ActivityRow.user_id), col(ActivityRow.quarter_hour)).where(
            col(ActivityRow.user_id).in_(list(user_ids))
        )
        found: dict[UUID, list[datetime]] = {}
        for user_id, quarter_hour in (await self._session.execute(statement)).all():
            found.setdefault(user_id, []).append(quarter_hour)
        return found

    async def remove(self, user_id: UUID, quarter_hours: Iterable[datetime]) -> None:
        for quarter_hour in quarter_hours:
            row = await self._session.get(ActivityRow, (user_id, quarter_hour))
            if row is not None:
                await self._session.delete(row)
        await self._session.flush()

    def add_all(self, user_id: UUID, quarter_hours: Iterable[datetime]) -> None:
        self._session.add_all(ActivityRow(user_id=user_id, quarter_hour=each) for each in quarter_hours)
