"""Authenticator apps, recovery codes, and sign-ins that wait for one of them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.models.second_factors import RecoveryCodeRow, SignInChallengeRow, TotpRow


class SecondFactorsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def totp_of(self, user_id: UUID) -> TotpRow | None:
        """Locked until the transaction ends: of two who show one code at once, the second sees it used."""
        found = await self._session.scalars(select(TotpRow).where(col(TotpRow.user_id) == user_id).with_for_update())
        return found.one_or_none()

    async def has_confirmed_totp(self, user_id: UUID) -> bool:
        found = await self._session.scalars(
            select(col(TotpRow.user_id)).where(col(TotpRow.user_id) == user_id, col(TotpRow.confirmed_at).is_not(None))
        )
        return found.one_or_none() is not None

    async def set_totp(self, row: TotpRow) -> None:
        await self.delete_totp(row.user_id)
        self._session.add(row)
        await self._session.flush()

    async def delete_totp(self, user_id: UUID) -> None:
        await self._session.execute(delete(TotpRow).where(col(TotpRow.user_id) == user_id))

    async def replace_recovery_codes(self, user_id: UUID, code_hashes: Iterable[str], at: datetime) -> None:
        await self._session.execute(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.user_id) == user_id))
        self._session.add_all(
            [RecoveryCodeRow(code_hash=code_hash, user_id=user_id, created_at=at) for code_hash in code_hashes]
        )
        await self._session.flush()

    async def unused_recovery_codes(self, user_id: UUID) -> int:
        statement = select(func.count()).where(
            col(RecoveryCodeRow.user_id) == user_id, col(RecoveryCodeRow.used_at).is_(None)
        )
        return (await self._session.execute(statement)).scalar_one()

    async def use_recovery_code(self, user_id: UUID, code_hash: str, at: datetime) -> bool:
        """False where there is none, or it was used before."""
        used = await self._session.execute(
            update(RecoveryCodeRow)
            .where(
                col(RecoveryCodeRow.code_hash) == code_hash,
                col(RecoveryCodeRow.user_id) == user_id,
                col(RecoveryCodeRow.used_at).is_(None),
            )
            .values(used_at=at)
            .returning(col(RecoveryCodeRow.code_hash))
        )
        return used.one_or_none() is not None

    async def add_challenge(self, row: SignInChallengeRow) -> None:
        self._session.add(row)
        await self._session.flush()

    async def challenge(self, token_hash: str) -> SignInChallengeRow | None:
        """Locked until the transaction ends: it opens one session, however many ask at once."""
        found = await self._session.scalars(
            select(SignInChallengeRow).where(col(SignInChallengeRow.token_hash) == token_hash).with_for_update()
        )
        return found.one_or_none()

    async def end_challenges_of(self, user_id: UUID, at: datetime) -> None:
        await self._session.execute(
            update(SignInChallengeRow)
            .where(col(SignInChallengeRow.user_id) == user_id, col(SignInChallengeRow.used_at).is_(None))
            .values(used_at=at)
        )

    async def forget_challenges_before(self, instant: datetime) -> None:
        await self._session.execute(delete(SignInChallengeRow).where(col(SignInChallengeRow.expires_at) < instant))
