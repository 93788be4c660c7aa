"""Tokens that were mailed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.models.mailed_tokens import MailedTokenRow


class MailedTokensRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: MailedTokenRow) -> None:
        self._session.add(row)
        await self._session.flush()

    async def find(self, token_hash: str) -> MailedTokenRow | None:
        found = await self._session.scalars(
            select(MailedTokenRow).where(col(MailedTokenRow.token_hash) == token_hash).with_for_update()
        )
        return found.one_or_none()

    async def use_all(self, user_id: UUID, purpose: str, at: datetime) -> None:
        """None of this person's tokens for this works any more."""
        await self._session.execute(
            update(MailedTokenRow)
            .where(
                col(MailedTokenRow.user_id) == user_id,
                col(MailedTokenRow.purpose) == purpose,
                col(MailedTokenRow.used_at).is_(None),
            )
            .values(used_at=at)
        )

    async def forget_before(self, instant: datetime) -> None:
        await self._session.execute(delete(MailedTokenRow).where(col(MailedTokenRow.expires_at) < instant))
