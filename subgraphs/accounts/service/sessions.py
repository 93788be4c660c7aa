"""Sessions: opened, refreshed, ended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import CredentialsAreWrong, RefreshTokenIsNotValid, SessionIsUnknown
from subgraphs.accounts.models.sessions import RefreshTokenRow, SessionRow
from subgraphs.accounts.networks import shown_network
from subgraphs.accounts.repository.accounts import Account, AccountsRepository
from subgraphs.accounts.repository.sessions import SessionsRepository
from subgraphs.accounts.service import audit
from subgraphs.accounts.service.standing import is_suspended, require_good_standing
from subgraphs.accounts.tokens import SignedToken, hash_of_refresh_token, new_refresh_token
from subgraphs.accounts.user_agents import device_in_words
from subgraphs.shared.client import UNKNOWN_CLIENT, Client
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """What somebody who signed in is handed. The tokens exist in clear only here."""

    account: Account
    access_token: SignedToken
    refresh_token: SignedToken


async def refresh_session(
    work: UnitOfWork, token: str, credentials: Credentials, client: Client = UNKNOWN_CLIENT
) -> OpenedSession | None:
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
        audit.record(work, AuditKind.SESSION_STOLEN, user_id=found.session.user_id, actor=None)
        return None
    account = await AccountsRepository(work.session).account(found.session.user_id)
    if account is None or await is_suspended(work.session, account.user.id, work.now):
        return None
    found.token.used_at = work.now
    _note_use(found.session, client, work.now)
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


async def end_session(work: UnitOfWork, user_id: UUID, session_id: UUID | None) -> None:
    """End one of one's own sessions. Raises `SessionIsUnknown`."""
    repository = SessionsRepository(work.session)
    if session_id is None or await repository.open_session_of(user_id, session_id) is None:
        raise SessionIsUnknown
    await repository.end_session(session_id, work.now)
    audit.record(work, AuditKind.SESSION_ENDED, user_id=user_id, actor=user_id)


async def sign_out_everywhere(work: UnitOfWork, user_id: UUID, but: UUID | None = None) -> int:
    """End all of one's sessions, except for one; how many that were."""
    ended = await SessionsRepository(work.session).end_sessions_of(user_id, work.now, but)
    audit.record(work, AuditKind.SESSIONS_ENDED, user_id=user_id, actor=user_id, details={"sessions": str(ended)})
    return ended


async def open_session(
    work: UnitOfWork, account: Account, credentials: Credentials, client: Client = UNKNOWN_CLIENT
) -> OpenedSession:
    """For somebody who has just proven who they are."""
    if account.user.closed_at is not None:
        raise CredentialsAreWrong
    await require_good_standing(work, account.user.id)
    session = SessionRow(user_id=account.user.id, created_at=work.now, reauthenticated_at=work.now)
    _note_use(session, client, work.now)
    await SessionsRepository(work.session).add_session(session)
    details = {"device": device_in_words(client.agent) or "", "place": session.network or ""}
    audit.record(work, AuditKind.SESSION_OPENED, user_id=account.user.id, actor=account.user.id, details=details)
    return await _hand_out(work, account, session.id, credentials)


def _note_use(session: SessionRow, client: Client, now: datetime) -> None:
    session.last_used_at = now
    session.user_agent = client.agent
    session.network = shown_network(client.address)


async def _hand_out(work: UnitOfWork, account: Account, session_id: UUID, credentials: Credentials) -> OpenedSession:
    refresh_token = SignedToken(new_refresh_token(), work.now + credentials.refresh_token_lifetime)
    await SessionsRepository(work.session).add_refresh_token(
        RefreshTokenRow(
            token_hash=hash_of_refresh_token(refresh_token.text),
            session_id=session_id,
            expires_at=refresh_token.expires_at,
        )
    )
    user = account.user
    withheld = credentials.withheld_until_confirmed if user.email_confirmed_at is None else frozenset()
    access_token = credentials.access_tokens.sign(
        user.id, user.roles, work.now, session_id=session_id, withheld=withheld
    )
    return OpenedSession(account, access_token, refresh_token)
