"""API keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.models.api_keys import ApiKeyRow
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

NEWEST_KEY = SeekOrder.by("newest-api-key", descending(ApiKeyRow.created_at), descending(ApiKeyRow.id))


class ApiKeysRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, key: ApiKeyRow) -> None:
        self._session.add(key)
        await self._session.flush()

    async def find_by_hash(self, key_hash: str) -> ApiKeyRow | None:
        return (await self._session.scalars(select(ApiKeyRow).where(col(ApiKeyRow.key_hash) == key_hash))).one_or_none()

    async def find(self, key_id: UUID) -> ApiKeyRow | None:
        return (await self._session.scalars(select(ApiKeyRow).where(col(ApiKeyRow.id) == key_id))).one_or_none()

    async def count_usable(self, user_id: UUID, now: datetime) -> int:
        counted = await self._session.scalar(
            select(func.count())
            .select_from(ApiKeyRow)
            .where(
                col(ApiKeyRow.user_id) == user_id,
                col(ApiKeyRow.revoked_at).is_(None),
                col(ApiKeyRow.expires_at) > now,
            )
        )
        return counted or 0

    async def page_of_user(self, user_id: UUID, request: PageRequest) -> Page[ApiKeyRow]:
        """Those that are not revoked, the newest first."""
        statement = select(ApiKeyRow).where(col(ApiKeyRow.user_id) == user_id, col(ApiKeyRow.revoked_at).is_(None))
        return await fetch_page(self._session, statement, NEWEST_KEY, request)

    async def page_of_organization(self, organization_id: UUID, request: PageRequest) -> Page[ApiKeyRow]:
        """Those that are not revoked, the newest first."""
        statement = select(ApiKeyRow).where(
            col(ApiKeyRow.organization_id) == organization_id, col(ApiKeyRow.revoked_at).is_(None)
        )
        return await fetch_page(self._session, statement, NEWEST_KEY, request)

    async def note_use(self, key_id: UUID, now: datetime, unless_since: datetime) -> None:
        await self._session.execute(
            update(ApiKeyRow)
            .where(
                col(ApiKeyRow.id) == key_id,
                or_(col(ApiKeyRow.last_used_at).is_(None), col(ApiKeyRow.last_used_at) <= unless_since),
            )
            .values(last_used_at=now)
        )
