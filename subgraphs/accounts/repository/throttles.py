"""Counters of attempts, which all processes share."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.models.throttles import ThrottleRow


class ThrottlesRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def locked(self, key: str, now: datetime) -> ThrottleRow:
        """The counter, locked until the transaction ends; at zero where it is new or has expired."""
        insert = postgresql.insert if self._session.get_bind().dialect.name == "postgresql" else sqlite.insert
        fresh = {"key": key, "attempts": 0, "expires_at": now}
        await self._session.execute(insert(ThrottleRow).values(fresh).on_conflict_do_nothing())
        found = await self._session.scalars(
            select(ThrottleRow)
            .where(col(ThrottleRow.key) == key)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        row = found.one()
        if row.expires_at <= now:
            row.attempts, row.blocked_until = 0, None
        return row

    async def forget(self, key: str) -> None:
        await self._session.execute(delete(ThrottleRow).where(col(ThrottleRow.key) == key))

    async def forget_expired(self, now: datetime) -> None:
        await self._session.execute(delete(ThrottleRow).where(col(ThrottleRow.expires_at) <= now))
