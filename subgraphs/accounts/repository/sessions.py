"""Sessions and refresh tokens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.models.sessions import RefreshTokenRow, SessionRow


@dataclass(frozen=True, slots=True)
class SessionToken:
    """A refresh token with the session it belongs to."""

    token: RefreshTokenRow
    session: SessionRow


class SessionsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_session(self, session: SessionRow) -> None:
        self._session.add(session)
        await self._session.flush()

    async def add_refresh_token(self, token: RefreshTokenRow) -> None:
        self._session.add(token)
        await self._session.flush()

    async def find_refresh_token(self, token_hash: str) -> SessionToken | None:
        """Locked until the transaction ends: of two who show one token at once, the second sees it used."""
        rows = await self._session.execute(
            select(RefreshTokenRow, SessionRow)
            .join(SessionRow, col(SessionRow.id) == col(RefreshTokenRow.session_id))
            .where(col(RefreshTokenRow.token_hash) == token_hash)
            .with_for_update()
        )
        found = rows.one_or_none()
        return SessionToken(found[0], found[1]) if found else None

    async def end_session(self, session_id: UUID, at: datetime) -> None:
        await self._session.execute(
            update(SessionRow)
            .where(col(SessionRow.id) == session_id, col(SessionRow.ended_at).is_(None))
            .values(ended_at=at)
        )
