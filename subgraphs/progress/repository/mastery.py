"""How well learners know what they have answered."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.progress.mastery import MasteryKind, MasteryLevel
from subgraphs.progress.models.mastery import MasteryRow
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

UserItem = tuple[UUID, str, UUID]
"""A user, and the kind and id of what they know."""

BEST_KNOWN = SeekOrder.by("mastery.best", descending(MasteryRow.score), descending(MasteryRow.item_id))


class MasteryRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_items(self, keys: Sequence[UserItem]) -> dict[UserItem, MasteryRow]:
        key = tuple_(col(MasteryRow.user_id), col(MasteryRow.item_kind), col(MasteryRow.item_id))
        rows = await self._session.scalars(select(MasteryRow).where(key.in_(keys)))
        return {(row.user_id, row.item_kind, row.item_id): row for row in rows}

    async def find(self, user_id: UUID, kind: str, item_id: UUID) -> MasteryRow | None:
        return await self._session.get(MasteryRow, (user_id, kind, item_id))

    def add(self, row: MasteryRow) -> None:
        self._session.add(row)

    async def delete(self, row: MasteryRow) -> None:
        await self._session.delete(row)

    async def delete_all_of(self, user_id: UUID) -> None:
        await self._session.execute(delete(MasteryRow).where(col(MasteryRow.user_id) == user_id))

    async def page(
        self, user_id: UUID, kind: MasteryKind, level: MasteryLevel | None, request: PageRequest
    ) -> Page[MasteryRow]:
        """The best known first."""
        statement = select(MasteryRow).where(col(MasteryRow.user_id) == user_id, col(MasteryRow.item_kind) == kind)
        if level is not None:
            statement = statement.where(col(MasteryRow.level) == level)
        return await fetch_page(self._session, statement, BEST_KNOWN, request)
