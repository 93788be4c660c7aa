"""Keeping somebody out for a time, and letting them in again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.errors import (
    AccountIsSuspended,
    InstantIsPast,
    IsOneself,
    TextIsEmpty,
    TextIsTooLong,
    UserIsNotSuspended,
    UserIsUnknown,
)
from subgraphs.accounts.events import UserRestored, UserSuspended
from subgraphs.accounts.models.standing import SuspensionRow
from subgraphs.accounts.repository.accounts import Account, AccountsRepository
from subgraphs.accounts.repository.sessions import SessionsRepository
from subgraphs.accounts.repository.standing import StandingRepository
from subgraphs.accounts.service import audit
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork

LONGEST_REASON = 500


async def is_suspended(session: AsyncSession, user_id: UUID, now: datetime) -> bool:
    return await StandingRepository(session).suspension_of(user_id, now) is not None


async def require_good_standing(work: UnitOfWork, user_id: UUID) -> None:
    """For somebody who has proven who they are: others learn nothing of a suspension."""
    suspension = await StandingRepository(work.session).suspension_of(user_id, work.now)
    if suspension is not None:
        raise AccountIsSuspended(suspension.reason, suspension.until)


async def suspend(
    work: UnitOfWork, caller: Caller, user_id: UUID | None, reason: str, until: datetime | None
) -> Account:
    """End every session, and let nobody sign in until then."""
    refusals = reason_refusals(reason)
    if until is not None and until <= work.now:
        refusals.append(InstantIsPast("This is in the past.", ["input", "until"]))
    raise_refusals(refusals)
    account = await other_account(work, caller, user_id)
    user = account.user
    row = SuspensionRow(
        user_id=user.id, reason=reason.strip(), suspended_by=caller.user_id, since=work.now, until=until
    )
    repository = StandingRepository(work.session)
    await repository.lift(user.id, work.now)
    await repository.suspend(row)
    await SessionsRepository(work.session).end_sessions_of(user.id, work.now)
    work.announce(UserSuspended(user_id=user.id, until=until))
    details = {"reason": row.reason, **({"until": until.isoformat()} if until is not None else {})}
    audit.record(work, AuditKind.USER_SUSPENDED, user_id=user.id, actor=caller, details=details)
    return account


async def restore(work: UnitOfWork, caller: Caller, user_id: UUID | None) -> Account:
    account = await other_account(work, caller, user_id)
    repository = StandingRepository(work.session)
    if await repository.suspension_of(account.user.id, work.now) is None:
        raise UserIsNotSuspended
    await repository.lift(account.user.id, work.now)
    work.announce(UserRestored(user_id=account.user.id))
    audit.record(work, AuditKind.USER_RESTORED, user_id=account.user.id, actor=caller)
    return account


async def other_account(work: UnitOfWork, caller: Caller, user_id: UUID | None) -> Account:
    """Whom an administrator deals with, never themselves."""
    account = await AccountsRepository(work.session).account(user_id) if user_id is not None else None
    if account is None:
        raise UserIsUnknown
    if account.user.id == caller.user_id:
        raise IsOneself
    return account


def reason_refusals(reason: str) -> list[Refusal]:
    path = ["input", "reason"]
    if not reason.strip():
        return [TextIsEmpty("Say why.", path)]
    if len(reason) > LONGEST_REASON:
        return [TextIsTooLong(f"This has at most {LONGEST_REASON} characters.", path)]
    return []
