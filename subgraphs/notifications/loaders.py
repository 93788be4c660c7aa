"""Batched reads of notifications."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.notifications.models import NotificationRow
from subgraphs.notifications.repository import NotificationRepository
from subgraphs.shared.loaders import LoaderSource


class Loaders:
    def __init__(self, source: LoaderSource) -> None:
        self.notification_by_id = source.by_key(_notifications)


async def _notifications(session: AsyncSession, keys: Sequence[UUID]) -> Mapping[UUID, NotificationRow]:
    return await NotificationRepository(session).notifications(keys)
