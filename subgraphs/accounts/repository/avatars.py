"""The pictures that stand for people."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.models.avatars import AvatarRow
from subgraphs.shared.database import rows_by_key


class AvatarsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_users(self, user_ids: Sequence[UUID]) -> dict[UUID, AvatarRow]:
        rows = await self._session.scalars(select(AvatarRow).where(col(AvatarRow.user_id).in_(user_ids)))
        return rows_by_key(rows.all(), "user_id")

    async def take(self, user_id: UUID) -> list[str]:
        """Delete the avatar; the keys of its files, which nobody refers to any more."""
        statement = select(AvatarRow).where(col(AvatarRow.user_id) == user_id).with_for_update()
        row = (await self._session.scalars(statement)).one_or_none()
        await self._session.execute(delete(AvatarRow).where(col(AvatarRow.user_id) == user_id))
        return keys_of([row]) if row is not None else []

    async def add(self, row: AvatarRow) -> None:
        self._session.add(row)
        await self._session.flush()

    async def all_keys(self) -> set[str]:
        """Of every file that stands for somebody."""
        return set(keys_of(await self._session.scalars(select(AvatarRow))))


def keys_of(rows: Iterable[AvatarRow]) -> list[str]:
    return [str(file["key"]) for row in rows for file in row.files]
