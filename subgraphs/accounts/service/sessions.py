"""Sessions: opened, refreshed, ended."""

from dataclasses import dataclass
from uuid import UUID

from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import RefreshTokenIsNotValid
from subgraphs.accounts.models.sessions import RefreshTokenRow, SessionRow
from subgraphs.accounts.repository.accounts import Account, AccountsRepository
from subgraphs.accounts.repository.sessions import SessionsRepository
from subgraphs.accounts.tokens import SignedToken, hash_of_refresh_token, new_refresh_token
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """What somebody who signed in is handed. The tokens exist in clear only here."""

    account: Account
    access_token: SignedToken
    refresh_token: SignedToken


async def refresh_session(work: UnitOfWork, token: str, credentials: Credentials) -> OpenedSession | None:
    """Exchange a refresh token for the next one; None when it is not valid.

    A token that is shown twice has been stolen, from its owner or by its owner's thief: whoever came second, the whole
    session ends. That must be committed, so refusing is left to the caller.
    """
    repository = SessionsRepository(work.session)
    found = await repository.find_refresh_token(hash_of_refresh_token(token))
    if found is None or found.session.ended_at is not None or found.token.expires_at <= work.now:
        return None
    if found.token.used_at is not None:
        await repository.end_session(found.session.id, work.now)
        return None
    account = await AccountsRepository(work.session).account(found.session.user_id)
    if account is None:
        return None
    found.token.used_at = work.now
    return await _hand_out(work, account, found.session.id, credentials)


def require_session(session: OpenedSession | None) -> OpenedSession:
    """Refuse after the transaction that found the token invalid has been committed."""
    if session is None:
        raise RefreshTokenIsNotValid
    return session


async def sign_out(work: UnitOfWork, token: str) -> None:
    """End the session of a refresh token; nothing to do where it has none."""
    repository = SessionsRepository(work.session)
    found = await repository.find_refresh_token(hash_of_refresh_token(token))
    if found is not None:
        await repository.end_session(found.session.id, work.now)


async def open_session(work: UnitOfWork, account: Account, credentials: Credentials) -> OpenedSession:
    session = SessionRow(user_id=account.user.id, created_at=work.now)
    await SessionsRepository(work.session).add_session(session)
    return await _hand_out(work, account, session.id, credentials)


async def _hand_out(work: UnitOfWork, account: Account, session_id: UUID, credentials: Credentials) -> OpenedSession:
    refresh_token = SignedToken(new_refresh_token(), work.now + credentials.refresh_token_lifetime)
    await SessionsRepository(work.session).add_refresh_token(
        RefreshTokenRow(
            token_hash=hash_of_refresh_token(refresh_token.text),
            session_id=session_id,
            expires_at=refresh_token.expires_at,
        )
    )
    access_token = credentials.access_tokens.sign(account.user.id, account.user.roles, work.now, session_id=session_id)
    return OpenedSession(account, access_token, refresh_token)
