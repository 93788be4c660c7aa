"""New accounts."""

from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.events import UserRegistered
from subgraphs.accounts.jobs import MailedTokenPurpose
from subgraphs.accounts.models.users import ProfileRow, UserRow
from subgraphs.accounts.profile_rules import Registration
from subgraphs.accounts.repository.accounts import Account, AccountsRepository
from subgraphs.accounts.roles import DEFAULT_ROLES
from subgraphs.accounts.service import throttling
from subgraphs.accounts.service.mailed_tokens import mail_token
from subgraphs.accounts.service.sessions import OpenedSession, open_session
from subgraphs.shared.client import UNKNOWN_CLIENT, Client
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork


async def count_registration(work: UnitOfWork, credentials: Credentials, client: Client) -> None:
    """Somebody wants an account. Counted before the password is hashed, which is what costs."""
    await throttling.take(work, credentials.throttles.registration_from(client))


async def register_user(
    work: UnitOfWork,
    registration: Registration,
    password_hash: str,
    credentials: Credentials,
    client: Client = UNKNOWN_CLIENT,
) -> OpenedSession:
    """Make an account and sign it in. The registration was checked and its password hashed beforehand.

    Whether the address is somebody's already changes nothing here: see `service/addresses.py`.
    """
    account = await new_account(work, registration, password_hash)
    if await throttling.may_take(work, [credentials.throttles.letter_to(registration.email)]):
        mail_token(work, account.user.id, MailedTokenPurpose.CONFIRM_EMAIL)
    return await open_session(work, account, credentials, client)


async def new_account(
    work: UnitOfWork, registration: Registration, password_hash: str, is_address_confirmed: bool = False
) -> Account:
    """An account that nobody is signed in to. A confirmed address must be nobody's so far."""
    repository = AccountsRepository(work.session)
    raise_refusals(await repository.refusals_for(registration.handle, work.now))
    user = UserRow(
        handle=registration.handle,
        email=registration.email,
        password_hash=password_hash,
        roles=list(DEFAULT_ROLES),
        created_at=work.now,
    )
    if is_address_confirmed:
        user.email_key, user.email_confirmed_at = registration.email.casefold(), work.now
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
    return Account(user, profile)
