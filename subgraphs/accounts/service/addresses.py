"""Whose an address is.

It is nobody's until somebody proves to read it; until then, any number of accounts may have given it, and none of them
can sign in with it or is found by it. So registering with an address that is taken looks like registering with any
other: that it is taken, only its owner is told, by letter.
"""

from datetime import datetime

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import MailedTokenIsNotValid
from subgraphs.accounts.jobs import MailedTokenPurpose, MailToken, TellOldAddress
from subgraphs.accounts.models.mailed_tokens import MailedTokenRow
from subgraphs.accounts.models.users import UserRow
from subgraphs.accounts.repository.accounts import Account
from subgraphs.accounts.repository.addresses import AddressesRepository
from subgraphs.accounts.repository.mailed_tokens import MailedTokensRepository
from subgraphs.accounts.service import audit, throttling
from subgraphs.accounts.service.mailed_tokens import find_token, mail_token, token_hash_of, token_of
from subgraphs.accounts.service.own_account import require_account
from subgraphs.accounts.service.reauthentication import require_own_session, require_recent_proof
from subgraphs.shared.caller import Caller
from subgraphs.shared.client import Client
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

_PURPOSES = (MailedTokenPurpose.CONFIRM_EMAIL, MailedTokenPurpose.CHANGE_EMAIL)
OLD_ADDRESS = "old-address"
"""The purpose of a row that keeps an address which is about to be written to for the last time."""


async def request_confirmation(work: UnitOfWork, caller: Caller, credentials: Credentials, client: Client) -> bool:
    """Have the letter sent again. False where the address is confirmed already."""
    await require_own_session(work, caller)
    account = await require_account(work, caller.user_id)
    if account.user.email_confirmed_at is not None:
        return False
    throttles = credentials.throttles
    await throttling.take(work, [throttles.letter_to(account.user.email), *throttles.letter_from(client)])
    mail_token(work, caller.user_id, MailedTokenPurpose.CONFIRM_EMAIL)
    return True


async def request_change(
    work: UnitOfWork, caller: Caller, address: str, credentials: Credentials, client: Client
) -> None:
    """Write to the new address. Until that is confirmed, nothing changes; earlier requests are forgotten."""
    await require_recent_proof(work, caller, credentials.reauthentication_lifetime)
    throttles = credentials.throttles
    await throttling.take(work, [throttles.letter_to(address), *throttles.letter_from(client)])
    purpose, nonce = MailedTokenPurpose.CHANGE_EMAIL, new_id()
    tokens = MailedTokensRepository(work.session)
    await tokens.use_all(caller.user_id, purpose.value, work.now)
    await tokens.add(
        MailedTokenRow(
            token_hash=token_hash_of(token_of(credentials.sealer, nonce)),
            user_id=caller.user_id,
            purpose=purpose.value,
            address=address,
            created_at=work.now,
            expires_at=work.now + credentials.mailed_token_lifetimes[purpose],
        )
    )
    work.enqueue(MailToken(user_id=caller.user_id, purpose=purpose, nonce=nonce))


async def confirm(work: UnitOfWork, token: str) -> Account:
    """The address that the letter went to is this account's from now on. Shown twice, it does no more than once."""
    row = await find_token(work, token, _PURPOSES)
    account = await require_account(work, row.user_id)
    user = account.user
    if row.used_at is not None:
        return _require_confirmed(account, row.address)
    if row.purpose == MailedTokenPurpose.CONFIRM_EMAIL and row.address != user.email:
        raise MailedTokenIsNotValid
    await _release(work, user, row.address)
    old_address, row.used_at = user.email, work.now
    if not await AddressesRepository(work.session).claim(user, row.address, work.now):
        raise MailedTokenIsNotValid
    if row.purpose == MailedTokenPurpose.CHANGE_EMAIL:
        await _tell_old_address(work, user, old_address, row.expires_at)
    audit.record(work, AuditKind.EMAIL_CONFIRMED, user_id=user.id, actor=user.id)
    return account


def _require_confirmed(account: Account, address: str) -> Account:
    if account.user.email != address or account.user.email_confirmed_at is None:
        raise MailedTokenIsNotValid
    return account


async def _release(work: UnitOfWork, user: UserRow, address: str) -> None:
    """Take the address from an account that never confirmed it. Raises where somebody has confirmed it."""
    addresses = AddressesRepository(work.session)
    holder = await addresses.holder(address.casefold())
    if holder is None or holder.id == user.id:
        return
    if holder.email_confirmed_at is not None:
        raise MailedTokenIsNotValid
    holder.email_key = None
    await work.session.flush()


async def _tell_old_address(work: UnitOfWork, user: UserRow, old_address: str, until: datetime) -> None:
    if user.email_key == old_address.casefold():
        return
    key = token_hash_of(str(new_id()))
    await MailedTokensRepository(work.session).add(
        MailedTokenRow(
            token_hash=key,
            user_id=user.id,
            purpose=OLD_ADDRESS,
            address=old_address,
            created_at=work.now,
            expires_at=until,
        )
    )
    work.enqueue(TellOldAddress(user_id=user.id, token_hash=key))
