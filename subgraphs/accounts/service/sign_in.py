"""Who may come in."""

from dataclasses import dataclass

from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import CredentialsAreWrong
from subgraphs.accounts.jobs import TellOfLockout
from subgraphs.accounts.models.users import UserRow
from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.service import throttling
from subgraphs.accounts.service.admission import Challenge, admit
from subgraphs.accounts.service.sessions import OpenedSession
from subgraphs.shared.client import Client
from subgraphs.shared.database import Database
from subgraphs.shared.unit_of_work import UnitOfWork

PASSWORD = "password"  # noqa: S105 - the name of a first factor


@dataclass(frozen=True, slots=True)
class Verified:
    """Somebody who knows the password of this account."""

    user: UserRow
    new_hash: str | None
    """Of the same password, where the old hash was made with parameters that are no longer the ones in use."""


async def begin_sign_in(work: UnitOfWork, name: str, credentials: Credentials, client: Client) -> bool:
    """Count the attempt, before it is known whether it is a right one. True: from the next one on, there is a wait.

    Raises `TooManyAttempts`, for a right password just as for a wrong one.
    """
    by_name = credentials.throttles.sign_in(name)
    reached = await throttling.take(work, [by_name, *credentials.throttles.sign_in_from(client)])
    return by_name.key in reached


async def check_credentials(database: Database, name: str, password: str, credentials: Credentials) -> Verified | None:
    """None where there is no such account or this is not its password, after the same time.

    No transaction is held while the password is verified, which takes its time.
    """
    async with database.read() as session:
        user = await AccountsRepository(session).find_by_name(name)
    passwords = credentials.passwords
    if not await passwords.matches(password, user.password_hash if user else None) or user is None:
        return None
    return Verified(user, await passwords.hash(password) if passwords.is_outdated(user.password_hash) else None)


async def tell_of_lockout(work: UnitOfWork, name: str) -> None:
    """The owner is told by letter. For a name that nobody has, the same steps end in nothing."""
    user = await AccountsRepository(work.session).find_by_name(name)
    work.enqueue(TellOfLockout(user_id=user.id if user else None))


async def sign_in(
    work: UnitOfWork, name: str, verified: Verified, credentials: Credentials, client: Client
) -> OpenedSession | Challenge:
    """A session or a challenge for somebody whose password was right. Raises `CredentialsAreWrong` where it changed."""
    account = await AccountsRepository(work.session).account(verified.user.id)
    if account is None or account.user.password_hash != verified.user.password_hash:
        raise CredentialsAreWrong
    if verified.new_hash is not None:
        account.user.password_hash = verified.new_hash
    throttles = credentials.throttles
    await throttling.settle(work, [throttles.sign_in(name)], throttles.sign_in_from(client))
    return await admit(work, account, PASSWORD, credentials, client)
