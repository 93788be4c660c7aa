"""The account of somebody who is signed in."""

from uuid import UUID

from subgraphs.accounts.repository.accounts import Account, AccountsRepository
from subgraphs.shared.errors import Unauthenticated
from subgraphs.shared.unit_of_work import UnitOfWork


async def require_account(work: UnitOfWork, user_id: UUID) -> Account:
    """Raises `Unauthenticated` for somebody who has left since they signed in."""
    account = await AccountsRepository(work.session).account(user_id)
    if account is None:
        raise Unauthenticated("This account does not exist any more.")
    return account
