"""Sessions and refresh tokens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from subgraphs.accounts.models.sessions import RefreshTokenRow, SessionRow
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_page

NEWEST_FIRST = SeekOrder.by("sessions", descending(SessionRow.created_at), descending(SessionRow.id))


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

    async def open_session_of(self, user_id: UUID, session_id: UUID) -> SessionRow | None:
        """None where it has ended, never was, or is somebody else's."""
        found = await self._session.scalars(
            select(SessionRow).where(
                col(SessionRow.id) == session_id, col(SessionRow.user_id) == user_id, col(SessionRow.ended_at).is_(None)
            )
        )
        return found.one_or_none()

    async def end_sessions_of(self, user_id: UUID, at: datetime, but: UUID | None = None) -> int:
        """End all of a person's sessions, except for one; how many that were."""
        ended = (
            update(SessionRow)
            .where(col(SessionRow.user_id) == user_id, col(SessionRow.ended_at).is_(None))
            .values(ended_at=at)
            .returning(col(SessionRow.id))
        )
        if but is not None:
            ended = ended.where(col(SessionRow.id) != but)
        return len((await self._session.execute(ended)).all())

    async def forget_before(self, expired_at: datetime, unused_since: datetime) -> None:
        """Tokens that expired by then, and sessions that ended or were last used before."""
        await self._session.execute(delete(RefreshTokenRow).where(col(RefreshTokenRow.expires_at) <= expired_at))
        last_used_at = func.coalesce(col(SessionRow.ended_at), col(SessionRow.last_used_at), col(SessionRow.created_at))
        await self._session.execute(delete(SessionRow).where(last_used_at <= unused_since))

    async def page_of_user(self, user_id: UUID, page: PageRequest, used_since: datetime) -> Page[SessionRow]:
        """The sessions that can go on: those without an end that were used since then."""
        statement = select(SessionRow).where(
            col(SessionRow.user_id) == user_id,
            col(SessionRow.ended_at).is_(None),
            func.coalesce(col(SessionRow.last_used_at), col(SessionRow.created_at)) > used_since,
        )
        return await fetch_page(self._session, statement, NEWEST_FIRST, page)
