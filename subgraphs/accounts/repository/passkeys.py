"""Passkeys and the challenges they answer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.errors import PasskeyIsNotValid
from subgraphs.accounts.models.passkeys import PasskeyChallengeRow, PasskeyRow


class PasskeysRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, passkey: PasskeyRow) -> None:
        self._session.add(passkey)
        try:
            await self._session.flush()
        except IntegrityError as error:
            # Nobody has two passkeys of one id, and nobody takes that of somebody else.
            raise PasskeyIsNotValid from error

    async def of_user(self, user_id: UUID) -> Sequence[PasskeyRow]:
        """The newest first."""
        found = await self._session.scalars(
            select(PasskeyRow)
            .where(col(PasskeyRow.user_id) == user_id)
            .order_by(col(PasskeyRow.created_at).desc(), col(PasskeyRow.id).desc())
        )
        return found.all()

    async def count_of_user(self, user_id: UUID) -> int:
        counted = await self._session.scalar(
            select(func.count()).select_from(PasskeyRow).where(col(PasskeyRow.user_id) == user_id)
        )
        return counted or 0

    async def passkey_of(self, user_id: UUID, passkey_id: UUID) -> PasskeyRow | None:
        found = await self._session.scalars(
            select(PasskeyRow).where(col(PasskeyRow.id) == passkey_id, col(PasskeyRow.user_id) == user_id)
        )
        return found.one_or_none()

    async def find_by_credential(self, credential_id: str) -> PasskeyRow | None:
        found = await self._session.scalars(select(PasskeyRow).where(col(PasskeyRow.credential_id) == credential_id))
        return found.one_or_none()

    async def locked(self, passkey_id: UUID) -> PasskeyRow | None:
        """Locked until the transaction ends: of two answers at once, the second sees the first one's count."""
        found = await self._session.scalars(
            select(PasskeyRow).where(col(PasskeyRow.id) == passkey_id).with_for_update()
        )
        return found.one_or_none()

    async def remove(self, passkey: PasskeyRow) -> None:
        await self._session.delete(passkey)
        await self._session.flush()

    async def remove_all_of(self, user_id: UUID) -> int:
        """How many there were."""
        removed = delete(PasskeyRow).where(col(PasskeyRow.user_id) == user_id).returning(col(PasskeyRow.id))
        return len((await self._session.execute(removed)).all())

    async def add_challenge(self, challenge: PasskeyChallengeRow) -> None:
        self._session.add(challenge)
        await self._session.flush()

    async def take_challenge(self, challenge_hash: str, purpose: str, now: datetime) -> PasskeyChallengeRow | None:
        """It is gone with this, whatever comes of it."""
        taken = await self._session.scalars(
            delete(PasskeyChallengeRow)
            .where(
                col(PasskeyChallengeRow.challenge_hash) == challenge_hash,
                col(PasskeyChallengeRow.purpose) == purpose,
                col(PasskeyChallengeRow.expires_at) > now,
            )
            .returning(PasskeyChallengeRow)
        )
        return taken.one_or_none()

    async def forget_challenges_before(self, now: datetime) -> None:
        await self._session.execute(delete(PasskeyChallengeRow).where(col(PasskeyChallengeRow.expires_at) <= now))
