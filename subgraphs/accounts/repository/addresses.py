"""Addresses that belong to an account."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.models.users import UserRow


class AddressesRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def holder(self, email_key: str) -> UserRow | None:
        """Who is found by this address, locked until the transaction ends."""
        found = await self._session.scalars(
            select(UserRow).where(col(UserRow.email_key) == email_key).with_for_update()
        )
        return found.one_or_none()

    async def claim(self, user: UserRow, address: str, at: datetime) -> bool:
        """Make it this person's, confirmed. False where somebody else was quicker; then roll back."""
        user.email, user.email_key, user.email_confirmed_at = address, address.casefold(), at
        try:
            await self._session.flush()
        except IntegrityError:
            return False
        return True

    async def unconfirmed_among(self, user_ids: Sequence[UUID]) -> int:
        statement = select(func.count()).where(col(UserRow.id).in_(user_ids), col(UserRow.email_confirmed_at).is_(None))
        return (await self._session.execute(statement)).scalar_one()

    async def confirm_all(self, user_ids: Sequence[UUID], at: datetime) -> None:
        await self._session.execute(
            update(UserRow)
            .where(col(UserRow.id).in_(user_ids), col(UserRow.email_confirmed_at).is_(None))
            .values(email_confirmed_at=at)
        )
