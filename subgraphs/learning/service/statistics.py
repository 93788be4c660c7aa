"""Statistics of one learner over some days, each figure counted once however often it is asked for."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.capturing.levels import LEVELS
from subgraphs.learning.models.flashcards import FlashcardRow
from subgraphs.learning.repository.items import ItemRepository
from subgraphs.learning.repository.statistics import StatisticsRepository
from subgraphs.learning.scheduling.memory import Rating
from subgraphs.learning.scheduling.study_days import StudyDays
from subgraphs.learning.statistics import figures
from subgraphs.learning.statistics.figures import (
    CountedAnswers,
    Forecast,
    LevelCoverage,
    Maturity,
    Retention,
    Span,
    StudyDay,
)
from subgraphs.shared.database import Database

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Period:
    """Days of a learner, both included."""

    first: date
    last: date
    days: StudyDays


@dataclass(frozen=True, slots=True)
class StatisticsSource:
    database: Database
    owner_id: UUID
    period: Period
    _counted: dict[Hashable, asyncio.Task[object]] = field(default_factory=dict)

    async def study_days(self) -> list[StudyDay]:
        async def count(session: AsyncSession) -> list[StudyDay]:
            start, end = self._bounds()
            counted = await StatisticsRepository(session).activity(self.owner_id, start, end)
            return figures.study_days(counted, self.period.days.day_of)

        return await self._once("activity", count)

    async def answer_counts(self) -> Mapping[tuple[Maturity, Rating], int]:
        return figures.answer_counts(await self._answers())

    async def retention(self, span: Span) -> list[Retention]:
        period = self.period
        return figures.retention(await self._answers(), span, period.days.day_of, period.first, period.last)

    async def overall_retention(self) -> Retention:
        return figures.overall_retention(await self._answers(), self.period.first, self.period.last)

    async def forecast(self, days: int) -> Forecast:
        """From the last day of the period on, which is today."""
        today, study_days = self.period.last, self.period.days

        async def count(session: AsyncSession) -> Forecast:
            end = study_days.start_of(today + timedelta(days=days))
            counted = await StatisticsRepository(session).due(self.owner_id, end)
            return figures.forecast(counted, study_days.day_of, today, days)

        return await self._once(("forecast", days), count)

    async def new_cards(self) -> int:
        async def count(session: AsyncSession) -> int:
            return await StatisticsRepository(session).count_new(self.owner_id)

        return await self._once("new", count)

    async def hardest(self, count: int) -> Sequence[FlashcardRow]:
        async def read(session: AsyncSession) -> Sequence[FlashcardRow]:
            return await StatisticsRepository(session).hardest(self.owner_id, count)

        return await self._once(("hardest", count), read)

    async def levels(self, kind: str) -> list[LevelCoverage]:
        """Every level that has items of this kind, the easiest first."""

        async def count(session: AsyncSession) -> list[LevelCoverage]:
            all_items = await ItemRepository(session).count_by_level(kind)
            own = await StatisticsRepository(session).items_by_level(self.owner_id, kind)
            return [
                LevelCoverage(level, known, with_card - known, all_items[level])
                for level in LEVELS
                if level in all_items
                for known, with_card in [own.get(level, (0, 0))]
            ]

        return await self._once(("levels", kind), count)

    async def _answers(self) -> list[CountedAnswers]:
        async def count(session: AsyncSession) -> list[CountedAnswers]:
            start, end = self._bounds()
            return await StatisticsRepository(session).answers(self.owner_id, start, end)

        return await self._once("answers", count)

    def _bounds(self) -> tuple[datetime, datetime]:
        days = self.period.days
        return days.start_of(self.period.first), days.start_of(self.period.last + timedelta(days=1))

    async def _once(self, key: Hashable, count: Callable[[AsyncSession], Awaitable[ValueT]]) -> ValueT:
        """Fields are resolved beside each other: the first one counts, the others wait for it."""

        async def run() -> object:
            async with self.database.read() as session:
                return await count(session)

        if key not in self._counted:
            self._counted[key] = asyncio.create_task(run())
        value: ValueT = await self._counted[key]  # type: ignore[assignment]
        return value
