"""Imports and exports, and how far each is."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.learning.models.imports import ExportRow, ExportState, ImportRow, ImportState
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

LATEST_IMPORTS = SeekOrder.by("imports.latest", descending(ImportRow.created_at), descending(ImportRow.id))
LATEST_EXPORTS = SeekOrder.by("exports.latest", descending(ExportRow.created_at), descending(ExportRow.id))
IMPORTS_UNDER_WAY = frozenset({ImportState.PENDING, ImportState.RUNNING})
EXPORTS_UNDER_WAY = frozenset({ExportState.PENDING, ExportState.RUNNING})


class ImportRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_ids(self, import_ids: Iterable[UUID]) -> dict[UUID, ImportRow]:
        statement = select(ImportRow).where(col(ImportRow.id).in_(list(import_ids)))
        return {row.id: row for row in (await self._session.scalars(statement)).all()}

    async def locked(self, import_id: UUID, owner_id: UUID | None = None) -> ImportRow | None:
        """Held until the transaction ends."""
        statement = select(ImportRow).where(col(ImportRow.id) == import_id)
        if owner_id is not None:
            statement = statement.where(col(ImportRow.owner_id) == owner_id)
        return (await self._session.scalars(statement.with_for_update())).one_or_none()

    async def locked_under_way(self, owner_id: UUID) -> Sequence[ImportRow]:
        """All of an owner's that are under way, so that only one at a time writes flashcards."""
        statement = select(ImportRow).where(
            col(ImportRow.owner_id) == owner_id, col(ImportRow.state).in_(IMPORTS_UNDER_WAY)
        )
        return (await self._session.scalars(statement.order_by(col(ImportRow.id)).with_for_update())).all()

    async def count_since(self, owner_id: UUID, instant: datetime) -> int:
        statement = select(func.count()).where(col(ImportRow.owner_id) == owner_id, col(ImportRow.created_at) > instant)
        return int((await self._session.execute(statement)).scalar_one())

    async def is_one_under_way(self, owner_id: UUID) -> bool:
        statement = select(col(ImportRow.id)).where(
            col(ImportRow.owner_id) == owner_id, col(ImportRow.state).in_(IMPORTS_UNDER_WAY)
        )
        return (await self._session.execute(statement.limit(1))).first() is not None

    def add(self, row: ImportRow) -> None:
        self._session.add(row)

    async def page(self, owner_id: UUID, request: PageRequest) -> Page[ImportRow]:
        statement = select(ImportRow).where(col(ImportRow.owner_id) == owner_id)
        return await fetch_page(self._session, statement, LATEST_IMPORTS, request)

    async def advance(self, import_id: UUID, done: int, total: int) -> None:
        values = {"done": done, "total": total}
        await self._session.execute(update(ImportRow).where(col(ImportRow.id) == import_id).values(values))

    async def forget_before(self, instant: datetime) -> None:
        await self._session.execute(
            delete(ImportRow).where(col(ImportRow.created_at) < instant, col(ImportRow.object_key).is_(None))
        )


class ExportRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_ids(self, export_ids: Iterable[UUID]) -> dict[UUID, ExportRow]:
        statement = select(ExportRow).where(col(ExportRow.id).in_(list(export_ids)))
        return {row.id: row for row in (await self._session.scalars(statement)).all()}

    async def locked(self, export_id: UUID, owner_id: UUID | None = None) -> ExportRow | None:
        statement = select(ExportRow).where(col(ExportRow.id) == export_id)
        if owner_id is not None:
            statement = statement.where(col(ExportRow.owner_id) == owner_id)
        return (await self._session.scalars(statement.with_for_update())).one_or_none()

    async def count_since(self, owner_id: UUID, instant: datetime) -> int:
        statement = select(func.count()).where(col(ExportRow.owner_id) == owner_id, col(ExportRow.created_at) > instant)
        return int((await self._session.execute(statement)).scalar_one())

    async def is_one_under_way(self, owner_id: UUID) -> bool:
        statement = select(col(ExportRow.id)).where(
            col(ExportRow.owner_id) == owner_id, col(ExportRow.state).in_(EXPORTS_UNDER_WAY)
        )
        return (await self._session.execute(statement.limit(1))).first() is not None

    def add(self, row: ExportRow) -> None:
        self._session.add(row)

    async def page(self, owner_id: UUID, request: PageRequest) -> Page[ExportRow]:
        statement = select(ExportRow).where(col(ExportRow.owner_id) == owner_id)
        return await fetch_page(self._session, statement, LATEST_EXPORTS, request)

    async def forget_before(self, instant: datetime) -> None:
        await self._session.execute(
            delete(ExportRow).where(col(ExportRow.created_at) < instant, col(ExportRow.object_key).is_(None))
        )
