"""Every SQL statement of notifications."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.notifications.models import NotificationRow
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

LATEST = SeekOrder.by("notifications.latest", descending(NotificationRow.created_at), descending(NotificationRow.id))


class NotificationRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, row: NotificationRow) -> None:
        self._session.add(row)

    async def notifications(self, notification_ids: Iterable[UUID]) -> dict[UUID, NotificationRow]:
        statement = select(NotificationRow).where(col(NotificationRow.id).in_(list(notification_ids)))
        return {row.id: row for row in (await self._session.scalars(statement)).all()}

    async def page(self, recipient_id: UUID, unread_only: bool, request: PageRequest) -> Page[NotificationRow]:
        return await fetch_page(self._session, _addressed_to(recipient_id, unread_only), LATEST, request)

    async def count(self, recipient_id: UUID, unread_only: bool) -> int:
        statement = _addressed_to(recipient_id, unread_only).with_only_columns(func.count())
        return int((await self._session.execute(statement)).scalar_one())

    async def mark_all_read(self, recipient_id: UUID, now: datetime) -> int:
        """Mark what is unread; say how many that were."""
        statement = (
            update(NotificationRow)
            .where(col(NotificationRow.recipient_id) == recipient_id, col(NotificationRow.read_at).is_(None))
            .values(read_at=now)
        )
        result: Any = await self._session.execute(statement)
        return int(result.rowcount)


def _addressed_to(recipient_id: UUID, unread_only: bool) -> Select[NotificationRow]:
    statement = select(NotificationRow).where(col(NotificationRow.recipient_id) == recipient_id)
    return statement.where(col(NotificationRow.read_at).is_(None)) if unread_only else statement
