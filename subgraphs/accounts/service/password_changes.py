"""New passwords: for somebody who knows the old one, and for somebody who reads the account's address."""

from uuid import UUID

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import MailedTokenIsNotValid, PasswordIsWrong
from subgraphs.accounts.jobs import MailedTokenPurpose, SecurityNotice, TellOfChange
from subgraphs.accounts.password_rules import password_refusals
from subgraphs.accounts.repository.accounts import Account, AccountsRepository
from subgraphs.accounts.repository.mailed_tokens import MailedTokensRepository
from subgraphs.accounts.repository.second_factors import SecondFactorsRepository
from subgraphs.accounts.repository.sessions import SessionsRepository
from subgraphs.accounts.service import audit, throttling
from subgraphs.accounts.service.mailed_tokens import find_unused_token, mail_token
from subgraphs.accounts.service.own_account import require_account
from subgraphs.accounts.service.reauthentication import require_own_session, require_recent_proof
from subgraphs.shared.caller import Caller
from subgraphs.shared.client import Client
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork


async def begin_change(work: UnitOfWork, caller: Caller, new_password: str, credentials: Credentials) -> Account:
    """The account whose old password is to be checked, with that attempt counted.

    Somebody without a password, who signs in by other means, needs a recent proof instead.
    """
    await require_own_session(work, caller)
    account = await require_account(work, caller.user_id)
    raise_refusals(_refusals(account, new_password, "newPassword"))
    if not account.user.password_hash:
        await require_recent_proof(work, caller, credentials.reauthentication_lifetime)
    else:
        await throttling.take(work, [credentials.throttles.proof(caller.user_id)])
    return account


async def check_old_password(account: Account, old_password: str, credentials: Credentials) -> None:
    """Raises `PasswordIsWrong`. No transaction is held meanwhile."""
    if account.user.password_hash and not await credentials.passwords.matches(old_password, account.user.password_hash):
        raise PasswordIsWrong


async def finish_change(work: UnitOfWork, caller: Caller, new_hash: str, credentials: Credentials) -> Account:
    """The new password holds, and all other sessions end."""
    session = await require_own_session(work, caller)
    account = await require_account(work, caller.user_id)
    session.reauthenticated_at = work.now
    await _replace_password(work, account, new_hash, credentials, but=session.id)
    audit.record(work, AuditKind.PASSWORD_CHANGED, user_id=caller.user_id, actor=caller)
    work.enqueue(TellOfChange(user_id=caller.user_id, notice=SecurityNotice.PASSWORD_CHANGED))
    return account


async def request_reset(work: UnitOfWork, address: str, credentials: Credentials, client: Client) -> None:
    """Have a letter written, if somebody has confirmed this address. It takes the same steps if nobody has."""
    throttles = credentials.throttles
    await throttling.take(work, [throttles.letter_to(address), *throttles.letter_from(client)])
    user = await AccountsRepository(work.session).find_by_address(address)
    mail_token(work, user.id if user else None, MailedTokenPurpose.RESET_PASSWORD)


async def begin_reset(work: UnitOfWork, token: str, new_password: str) -> Account:
    """Whose password it is. The token stays unused for as long as the new password is refused."""
    row = await find_unused_token(work, token, MailedTokenPurpose.RESET_PASSWORD)
    account = await AccountsRepository(work.session).account(row.user_id)
    if account is None or account.user.email != row.address:
        raise MailedTokenIsNotValid
    raise_refusals(_refusals(account, new_password, "password"))
    return account


async def finish_reset(work: UnitOfWork, token: str, new_hash: str, credentials: Credentials) -> None:
    """The new password holds, all sessions end, and no letter of this kind works any more."""
    row = await find_unused_token(work, token, MailedTokenPurpose.RESET_PASSWORD)
    account = await require_account(work, row.user_id)
    await _replace_password(work, account, new_hash, credentials, but=None)
    if account.user.email_confirmed_at is None:
        account.user.email_confirmed_at = work.now
    audit.record(work, AuditKind.PASSWORD_RESET, user_id=account.user.id, actor=None)
    work.enqueue(TellOfChange(user_id=account.user.id, notice=SecurityNotice.PASSWORD_RESET))


async def _replace_password(
    work: UnitOfWork, account: Account, new_hash: str, credentials: Credentials, but: UUID | None
) -> None:
    user = account.user
    user.password_hash = new_hash
    await SessionsRepository(work.session).end_sessions_of(user.id, work.now, but)
    await SecondFactorsRepository(work.session).end_challenges_of(user.id, work.now)
    purpose = MailedTokenPurpose.RESET_PASSWORD
    await MailedTokensRepository(work.session).use_all(user.id, purpose.value, work.now)
    # Who has just proven to be the owner must not wait because of somebody who guessed.
    throttles = credentials.throttles
    names = [throttles.sign_in(name) for name in (user.handle, user.email)]
    await throttling.settle(work, [*names, throttles.proof(user.id)], ())


def _refusals(account: Account, password: str, field: str) -> list[Refusal]:
    names = (account.user.handle, account.user.email)
    return password_refusals(password, names, ("input", field))
