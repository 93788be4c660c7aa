"""Who people are elsewhere, and sign-ins on their way."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.errors import ExternalIdentityIsTaken
from subgraphs.accounts.models.external_identities import ExternalIdentityRow, ExternalSignInRow


class ExternalIdentitiesRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, identity: ExternalIdentityRow) -> None:
        self._session.add(identity)
        try:
            await self._session.flush()
        except IntegrityError as error:
            # Somebody linked it between our look and our write.
            raise ExternalIdentityIsTaken from error

    async def find(self, provider: str, subject: str) -> ExternalIdentityRow | None:
        found = await self._session.scalars(
            select(ExternalIdentityRow).where(
                col(ExternalIdentityRow.provider) == provider, col(ExternalIdentityRow.subject) == subject
            )
        )
        return found.one_or_none()

    async def of_user(self, user_id: UUID) -> Sequence[ExternalIdentityRow]:
        """The newest first."""
        found = await self._session.scalars(
            select(ExternalIdentityRow)
            .where(col(ExternalIdentityRow.user_id) == user_id)
            .order_by(col(ExternalIdentityRow.created_at).desc(), col(ExternalIdentityRow.id).desc())
        )
        return found.all()

    async def count_of_user(self, user_id: UUID) -> int:
        counted = await self._session.scalar(
            select(func.count()).select_from(ExternalIdentityRow).where(col(ExternalIdentityRow.user_id) == user_id)
        )
        return counted or 0

    async def identity_of(self, user_id: UUID, identity_id: UUID) -> ExternalIdentityRow | None:
        found = await self._session.scalars(
            select(ExternalIdentityRow).where(
                col(ExternalIdentityRow.id) == identity_id, col(ExternalIdentityRow.user_id) == user_id
            )
        )
        return found.one_or_none()

    async def remove(self, identity: ExternalIdentityRow) -> None:
        await self._session.delete(identity)
        await self._session.flush()

    async def add_sign_in(self, sign_in: ExternalSignInRow) -> None:
        self._session.add(sign_in)
        await self._session.flush()

    async def sign_in(self, state_hash: str, now: datetime) -> ExternalSignInRow | None:
        """One that is under way."""
        found = await self._session.scalars(
            select(ExternalSignInRow).where(
                col(ExternalSignInRow.state_hash) == state_hash, col(ExternalSignInRow.expires_at) > now
            )
        )
        return found.one_or_none()

    async def take_sign_in(self, state_hash: str, secret_hash: str, now: datetime) -> ExternalSignInRow | None:
        """It is gone with this, whatever comes of it. Who has the state alone cannot take it away."""
        taken = await self._session.scalars(
            delete(ExternalSignInRow)
            .where(
                col(ExternalSignInRow.state_hash) == state_hash,
                col(ExternalSignInRow.secret_hash) == secret_hash,
                col(ExternalSignInRow.expires_at) > now,
            )
            .returning(ExternalSignInRow)
        )
        return taken.one_or_none()

    async def forget_sign_ins_before(self, now: datetime) -> None:
        await self._session.execute(delete(ExternalSignInRow).where(col(ExternalSignInRow.expires_at) <= now))
