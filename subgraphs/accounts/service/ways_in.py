"""By what a person can come in: at least one way has to stay."""

from uuid import UUID

from subgraphs.accounts.errors import LastWayIn
from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.repository.external_identities import ExternalIdentitiesRepository
from subgraphs.accounts.repository.passkeys import PasskeysRepository
from subgraphs.shared.unit_of_work import UnitOfWork


async def require_another_way_in(work: UnitOfWork, user_id: UUID) -> None:
    """Before one of them goes. Raises `LastWayIn`.

    The account is locked until the transaction ends: of two who take the last two ways at once, the second is refused.
    """
    account = await AccountsRepository(work.session).locked_user(user_id)
    if account is not None and account.password_hash:
        return
    passkeys = await PasskeysRepository(work.session).count_of_user(user_id)
    identities = await ExternalIdentitiesRepository(work.session).count_of_user(user_id)
    if passkeys + identities < 2:
        raise LastWayIn
