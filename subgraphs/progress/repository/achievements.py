"""Achievements, and what is counted for them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.achievement_rules import Counter
from subgraphs.progress.counters import CountedDay
from subgraphs.progress.mastery import MasteryLevel
from subgraphs.progress.models.achievements import CountedDayRow, LearnerCountersRow, UnlockedAchievementRow
from subgraphs.progress.models.circles import FriendshipRow
from subgraphs.progress.models.days import DayRow
from subgraphs.progress.models.facts import HeardFactRow
from subgraphs.progress.models.freezes import FrozenDayRow
from subgraphs.progress.models.mastery import MasteryRow


class AchievementRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def mark_stale(self, user_id: UUID, days: Iterable[date]) -> None:
        """Have these days counted again."""
        rows = [{"user_id": user_id, "day": day, "deeds": {}, "is_stale": True} for day in sorted(set(days))]
        if not rows:
            return
        is_postgresql = self._session.get_bind().dialect.name == "postgresql"
        insert = postgresql.insert if is_postgresql else sqlite.insert
        await self._session.execute(
            insert(CountedDayRow)
            .values(rows)
            .on_conflict_do_update(index_elements=["user_id", "day"], set_={"is_stale": True})
        )

    async def learners_with_stale_days(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        statement = select(col(CountedDayRow.user_id)).where(col(CountedDayRow.is_stale)).distinct()
        if after is not None:
            statement = statement.where(col(CountedDayRow.user_id) > after)
        return (await self._session.scalars(statement.order_by(col(CountedDayRow.user_id)).limit(limit))).all()

    async def stale_days(self, user_id: UUID) -> Sequence[date]:
        statement = select(col(CountedDayRow.day)).where(
            col(CountedDayRow.user_id) == user_id, col(CountedDayRow.is_stale)
        )
        return (await self._session.scalars(statement.order_by(col(CountedDayRow.day)))).all()

    async def deeds_of(self, user_id: UUID, day: date) -> Sequence[tuple[str, datetime, Mapping[str, Any]]]:
        """What was done on a day and not taken back: what it is, when, and what was told of it."""
        statement = select(col(HeardFactRow.type), col(HeardFactRow.happened_at), col(HeardFactRow.data)).where(
            col(HeardFactRow.user_id) == user_id,
            col(HeardFactRow.day) == day,
            col(HeardFactRow.undone_at).is_(None),
        )
        return [(kind, at, data) for kind, at, data in (await self._session.execute(statement)).all()]

    async def keep_count(self, user_id: UUID, day: date, deeds: Mapping[str, int]) -> None:
        await self._session.execute(
            update(CountedDayRow)
            .where(col(CountedDayRow.user_id) == user_id, col(CountedDayRow.day) == day)
            .values(deeds=dict(deeds), is_stale=False)
        )

    async def counted_days(self, user_id: UUID) -> Sequence[CountedDay]:
        """All days of a learner's, in their order."""
        counted, reckoned = CountedDayRow, DayRow
        statement = (
            select(
                col(counted.day),
                col(counted.deeds),
                func.coalesce(col(reckoned.xp), 0),
                func.coalesce(col(reckoned.reviews), 0),
                func.coalesce(col(reckoned.milliseconds), 0),
                func.coalesce(col(reckoned.is_studied), False),
                col(reckoned.goal_reached_at).is_not(None),
            )
            .outerjoin(
                reckoned, (col(reckoned.user_id) == col(counted.user_id)) & (col(reckoned.day) == col(counted.day))
            )
            .where(col(counted.user_id) == user_id)
            .order_by(col(counted.day))
        )
        return [
            CountedDay(
                day=day,
                xp=xp,
                reviews=reviews,
                seconds=milliseconds // 1000,
                is_studied=bool(is_studied),
                goal_reached=bool(goal_reached),
                deeds=deeds,
            )
            for day, deeds, xp, reviews, milliseconds, is_studied, goal_reached in (
                await self._session.execute(statement)
            ).all()
        ]

    async def counters_beside_days(self, user_id: UUID) -> dict[Counter, int]:
        """What is mastered, friends, and days that a freeze saved."""

        def mastered(kind: str) -> Any:
            return (
                select(func.count())
                .select_from(MasteryRow)
                .where(
                    col(MasteryRow.user_id) == user_id,
                    col(MasteryRow.item_kind) == kind,
                    col(MasteryRow.level) == MasteryLevel.MASTERED,
                )
                .scalar_subquery()
            )

        friends = select(func.count()).select_from(FriendshipRow)
        frozen = select(func.count()).select_from(FrozenDayRow).where(col(FrozenDayRow.user_id) == user_id)
        row = (
            await self._session.execute(
                select(
                    mastered("WORD"),
                    mastered("KANJI"),
                    friends.where(col(FriendshipRow.user_id) == user_id, col(FriendshipRow.is_on)).scalar_subquery(),
                    frozen.scalar_subquery(),
                )
            )
        ).one()
        names = (Counter.WORDS_MASTERED, Counter.KANJI_MASTERED, Counter.FRIENDS, Counter.FREEZES_USED)
        return dict(zip(names, map(int, row), strict=True))

    async def counters(self, user_ids: Iterable[UUID]) -> dict[UUID, LearnerCountersRow]:
        statement = select(LearnerCountersRow).where(col(LearnerCountersRow.user_id).in_(list(user_ids)))
        return {row.user_id: row for row in (await self._session.scalars(statement)).all()}

    async def keep_counters(self, row: LearnerCountersRow) -> None:
        await self._session.merge(row)

    async def unlocked(self, user_ids: Iterable[UUID]) -> dict[UUID, dict[str, datetime]]:
        """When they got what they have, by its id."""
        statement = select(UnlockedAchievementRow).where(col(UnlockedAchievementRow.user_id).in_(list(user_ids)))
        found: dict[UUID, dict[str, datetime]] = {}
        for row in (await self._session.scalars(statement)).all():
            found.setdefault(row.user_id, {})[row.achievement_id] = row.unlocked_at
        return found

    def unlock(self, user_id: UUID, achievement_id: str, at: datetime) -> None:
        row = UnlockedAchievementRow(user_id=user_id, achievement_id=achievement_id, unlocked_at=at)
        self._session.add(row)

    async def take_back(self, user_id: UUID, achievement_ids: Iterable[str]) -> None:
        row = UnlockedAchievementRow
        await self._session.execute(
            delete(row).where(col(row.user_id) == user_id, col(row.achievement_id).in_(list(achievement_ids)))
        )
