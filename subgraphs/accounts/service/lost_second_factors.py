"""Somebody lost phone and recovery codes: an administrator who knows them by other means lets them in again."""

from uuid import UUID

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.errors import HasNoSecondFactor, OnlyPasskeysOpenTheAccount
from subgraphs.accounts.jobs import SecurityNotice, TellOfChange
from subgraphs.accounts.models.users import UserRow
from subgraphs.accounts.repository.accounts import Account
from subgraphs.accounts.repository.external_identities import ExternalIdentitiesRepository
from subgraphs.accounts.repository.passkeys import PasskeysRepository
from subgraphs.accounts.repository.second_factors import SecondFactorsRepository
from subgraphs.accounts.repository.sessions import SessionsRepository
from subgraphs.accounts.service import audit
from subgraphs.accounts.service.standing import other_account, reason_refusals
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork


async def remove_second_factors(
    work: UnitOfWork, caller: Caller, user_id: UUID | None, reason: str, removes_passkeys: bool
) -> Account:
    """Take away somebody's app and recovery codes, and passkeys where asked for, and end all sessions.

    The first factor stays: whoever asked for this still has to know the password, or to be known elsewhere.
    """
    raise_refusals(reason_refusals(reason))
    account = await other_account(work, caller, user_id)
    user = account.user
    has_app = await SecondFactorsRepository(work.session).has_confirmed_totp(user.id)
    # Sessions before challenges, and these before what they are answered with: as everybody else locks them.
    await SessionsRepository(work.session).end_sessions_of(user.id, work.now)
    await _remove_app(work, user.id)
    passkeys = await _remove_passkeys(work, user) if removes_passkeys else 0
    if not has_app and not passkeys:
        raise HasNoSecondFactor
    details = {"reason": reason.strip(), "authenticatorApps": str(int(has_app)), "passkeys": str(passkeys)}
    audit.record(work, AuditKind.SECOND_FACTORS_REMOVED, user_id=user.id, actor=caller, details=details)
    work.enqueue(TellOfChange(user_id=user.id, notice=SecurityNotice.SECOND_FACTORS_REMOVED))
    return account


async def _remove_app(work: UnitOfWork, user_id: UUID) -> None:
    repository = SecondFactorsRepository(work.session)
    await repository.end_challenges_of(user_id, work.now)
    await repository.delete_totp(user_id)
    await repository.replace_recovery_codes(user_id, (), work.now)


async def _remove_passkeys(work: UnitOfWork, user: UserRow) -> int:
    removed = await PasskeysRepository(work.session).remove_all_of(user.id)
    # A confirmed address is enough: it chooses a password by letter.
    comes_in_otherwise = user.password_hash or user.email_key is not None
    if removed and not comes_in_otherwise and not await _has_identity_elsewhere(work, user.id):
        raise OnlyPasskeysOpenTheAccount
    return removed


async def _has_identity_elsewhere(work: UnitOfWork, user_id: UUID) -> bool:
    return await ExternalIdentitiesRepository(work.session).count_of_user(user_id) > 0
