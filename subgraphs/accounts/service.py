"""What accounts may do; one function per use case."""

from dataclasses import dataclass
from uuid import UUID

from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import CredentialsAreWrong, RefreshTokenIsNotValid
from subgraphs.accounts.events import ProfileUpdated, UserRegistered
from subgraphs.accounts.models import ProfileRow, RefreshTokenRow, SessionRow, UserRow
from subgraphs.accounts.passwords import Passwords
from subgraphs.accounts.profile_rules import ProfileChange, Registration
from subgraphs.accounts.repository import Account, AccountsRepository
from subgraphs.accounts.tokens import SignedToken, hash_of_refresh_token, new_refresh_token
from subgraphs.shared.database import Database
from subgraphs.shared.errors import Unauthenticated, raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork

DEFAULT_ROLES = ("USER",)


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """What somebody who signed in is handed. The tokens exist in clear only here."""

    account: Account
    access_token: SignedToken
    refresh_token: SignedToken


async def register_user(
    work: UnitOfWork, registration: Registration, password_hash: str, credentials: Credentials
) -> OpenedSession:
    """Make an account and sign it in. The registration was checked and its password hashed beforehand."""
    repository = AccountsRepository(work.session)
    raise_refusals(await repository.refusals_for(registration.handle, registration.email_key))
    user = UserRow(
        handle=registration.handle,
        email=registration.email,
        email_key=registration.email_key,
        password_hash=password_hash,
        roles=list(DEFAULT_ROLES),
        created_at=work.now,
    )
    profile = ProfileRow(
        user_id=user.id,
        display_name=registration.display_name,
        locale=registration.locale,
        time_zone=registration.time_zone,
        languages=list(registration.languages),
        updated_at=work.now,
    )
    await repository.add_account(user, profile)
    work.announce(
        UserRegistered(
            user_id=user.id,
            handle=user.handle,
            display_name=profile.display_name,
            locale=profile.locale,
            time_zone=profile.time_zone,
            registered_at=work.now,
        )
    )
    return await _open_session(work, Account(user, profile), credentials)


async def check_credentials(database: Database, name: str, password: str, passwords: Passwords) -> UUID:
    """Who may sign in with these. No transaction is held while the password is verified, which takes its time."""
    async with database.read() as session:
        user = await AccountsRepository(session).find_by_name(name)
    if not await passwords.matches(password, user.password_hash if user else None) or user is None:
        raise CredentialsAreWrong
    return user.id


async def sign_in(work: UnitOfWork, user_id: UUID, credentials: Credentials) -> OpenedSession:
    """Open a session for somebody whose credentials were checked."""
    account = await AccountsRepository(work.session).account(user_id)
    if account is None:
        raise CredentialsAreWrong
    return await _open_session(work, account, credentials)


async def refresh_session(work: UnitOfWork, token: str, credentials: Credentials) -> OpenedSession | None:
    """Exchange a refresh token for the next one; None when it is not valid.

    A token that is shown twice has been stolen, from its owner or by its owner's thief: whoever came second, the whole
    session ends. That must be committed, so refusing is left to the caller.
    """
    repository = AccountsRepository(work.session)
    found = await repository.find_refresh_token(hash_of_refresh_token(token))
    if found is None or found.session.ended_at is not None or found.token.expires_at <= work.now:
        return None
    if found.token.used_at is not None:
        await repository.end_session(found.session.id, work.now)
        return None
    account = await repository.account(found.session.user_id)
    if account is None:
        return None
    found.token.used_at = work.now
    return await _hand_out(work, account, found.session.id, credentials)


async def sign_out(work: UnitOfWork, token: str) -> None:
    """End the session of a refresh token; nothing to do where it has none."""
    repository = AccountsRepository(work.session)
    found = await repository.find_refresh_token(hash_of_refresh_token(token))
    if found is not None:
        await repository.end_session(found.session.id, work.now)


async def update_profile(work: UnitOfWork, user_id: UUID, change: ProfileChange) -> Account:
    """Apply what is given and leave the rest. Telling nothing new announces nothing."""
    account = await AccountsRepository(work.session).account(user_id)
    if account is None:
        raise Unauthenticated("This account does not exist any more.")
    raise_refusals(change.refusals())
    profile = account.profile
    new_values = {name: value for name, value in change.given().items() if getattr(profile, name) != value}
    if not new_values:
        return account
    for name, value in new_values.items():
        setattr(profile, name, value)
    profile.updated_at = work.now
    work.announce(
        ProfileUpdated(
            user_id=user_id,
            display_name=profile.display_name,
            locale=profile.locale,
            time_zone=profile.time_zone,
            languages=profile.languages,
        )
    )
    return account


def require_session(session: OpenedSession | None) -> OpenedSession:
    """Refuse after the transaction that found the token invalid has been committed."""
    if session is None:
        raise RefreshTokenIsNotValid
    return session


async def _open_session(work: UnitOfWork, account: Account, credentials: Credentials) -> OpenedSession:
    session = SessionRow(user_id=account.user.id, created_at=work.now)
    await AccountsRepository(work.session).add_session(session)
    return await _hand_out(work, account, session.id, credentials)


async def _hand_out(work: UnitOfWork, account: Account, session_id: UUID, credentials: Credentials) -> OpenedSession:
    refresh_token = SignedToken(new_refresh_token(), work.now + credentials.refresh_token_lifetime)
    await AccountsRepository(work.session).add_refresh_token(
        RefreshTokenRow(
            token_hash=hash_of_refresh_token(refresh_token.text),
            session_id=session_id,
            expires_at=refresh_token.expires_at,
        )
    )
    access_token = credentials.access_tokens.sign(account.user.id, account.user.roles, work.now, session_id=session_id)
    return OpenedSession(account, access_token, refresh_token)
