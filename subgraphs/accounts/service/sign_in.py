"""Who may come in."""

from uuid import UUID

from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import CredentialsAreWrong
from subgraphs.accounts.passwords import Passwords
from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.service.sessions import OpenedSession, open_session
from subgraphs.shared.client import UNKNOWN_CLIENT, Client
from subgraphs.shared.database import Database
from subgraphs.shared.unit_of_work import UnitOfWork


async def check_credentials(database: Database, name: str, password: str, passwords: Passwords) -> UUID:
    """Who may sign in with these. No transaction is held while the password is verified, which takes its time."""
    async with database.read() as session:
        user = await AccountsRepository(session).find_by_name(name)
    if not await passwords.matches(password, user.password_hash if user else None) or user is None:
        raise CredentialsAreWrong
    return user.id


async def sign_in(
    work: UnitOfWork, user_id: UUID, credentials: Credentials, client: Client = UNKNOWN_CLIENT
) -> OpenedSession:
    """Open a session for somebody whose credentials were checked."""
    account = await AccountsRepository(work.session).account(user_id)
    if account is None:
        raise CredentialsAreWrong
    return await open_session(work, account, credentials, client)
