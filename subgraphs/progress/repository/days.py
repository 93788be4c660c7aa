"""What learners did on each of their days."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.models.days import DayRow
from subgraphs.progress.models.freezes import FrozenDayRow

UserDays = tuple[UUID, date, date]
"""A user, the first and the last of some days."""

UserDay = tuple[UUID, date]


class DaysRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, user_id: UUID, day: date) -> DayRow | None:
        return await self._session.get(DayRow, (user_id, day))

    async def by_keys(self, keys: Sequence[UserDay]) -> dict[UserDay, DayRow]:
        statement = select(DayRow).where(tuple_(col(DayRow.user_id), col(DayRow.day)).in_(keys))
        return {(row.user_id, row.day): row for row in await self._session.scalars(statement)}

    async def since(self, user_id: UUID, day: date) -> dict[date, DayRow]:
        statement = select(DayRow).where(col(DayRow.user_id) == user_id, col(DayRow.day) >= day)
        return {row.day: row for row in await self._session.scalars(statement)}

    async def last_studied_before(self, user_id: UUID, day: date) -> DayRow | None:
        statement = select(DayRow).where(
            col(DayRow.user_id) == user_id, col(DayRow.day) < day, col(DayRow.is_studied).is_(True)
        )
        return (await self._session.scalars(statement.order_by(col(DayRow.day).desc()).limit(1))).first()

    def add(self, row: DayRow) -> None:
        self._session.add(row)

    async def delete(self, row: DayRow) -> None:
        await self._session.delete(row)

    async def within(self, keys: Sequence[UserDays]) -> Mapping[UserDays, list[DayRow]]:
        """The days of learners on which anything was done, in order. One statement for each different stretch."""
        found: dict[UserDays, list[DayRow]] = {}
        for first, last in dict.fromkeys((first, last) for _, first, last in keys):
            users = [user_id for user_id, *stretch in keys if stretch == [first, last]]
            statement = select(DayRow).where(
                col(DayRow.user_id).in_(users), col(DayRow.day) >= first, col(DayRow.day) <= last
            )
            for row in await self._session.scalars(statement.order_by(col(DayRow.day))):
                found.setdefault((row.user_id, first, last), []).append(row)
        return found


class FrozenDaysRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_users(self, user_ids: Iterable[UUID]) -> dict[UUID, list[date]]:
        """In order."""
        statement = select(FrozenDayRow).where(col(FrozenDayRow.user_id).in_(list(user_ids)))
        found: dict[UUID, list[date]] = {}
        for row in await self._session.scalars(statement.order_by(col(FrozenDayRow.day))):
            found.setdefault(row.user_id, []).append(row.day)
        return found

    def add(self, user_id: UUID, days: Iterable[date]) -> None:
        self._session.add_all(FrozenDayRow(user_id=user_id, day=day) for day in days)

    async def replace(self, user_id: UUID, days: Iterable[date]) -> None:
        """Have exactly these."""
        wanted = set(days)
        statement = select(FrozenDayRow).where(col(FrozenDayRow.user_id) == user_id)
        rows = {row.day: row for row in await self._session.scalars(statement)}
        for day in rows.keys() - wanted:
            await self._session.delete(rows[day])
        self.add(user_id, sorted(wanted - rows.keys()))
