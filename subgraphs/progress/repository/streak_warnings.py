"""Whose streak may end with a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.models.learners import LearnerRow


class StreakWarningRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def zones(self) -> list[str]:
        """Where anybody lives."""
        statement = select(col(LearnerRow.time_zone)).distinct().order_by(col(LearnerRow.time_zone))
        return list((await self._session.scalars(statement)).all())

    async def without_study(self, days: Mapping[str, date], after: UUID | None, limit: int) -> Sequence[LearnerRow]:
        """Who has studied before this day of their zone and not on it, in the order of their ids, behind `after`; held
        until the transaction ends."""
        learner = LearnerRow
        zones_by_day: dict[date, list[str]] = {}
        for zone, day in days.items():
            zones_by_day.setdefault(day, []).append(zone)
        missing = [
            and_(col(learner.last_active_on) < day, col(learner.time_zone).in_(zones))
            for day, zones in zones_by_day.items()
        ]
        statement = select(learner).where(col(learner.streak_days) > 0, or_(*missing))
        if after is not None:
            statement = statement.where(col(learner.user_id) > after)
        held = statement.order_by(col(learner.user_id)).limit(limit).with_for_update()
        return (await self._session.scalars(held)).all()
