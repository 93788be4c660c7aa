"""Going by another name."""

from datetime import timedelta

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.errors import HandleWasChangedLately
from subgraphs.accounts.events import HandleChanged
from subgraphs.accounts.handle_rules import handle_refusals
from subgraphs.accounts.repository.accounts import Account
from subgraphs.accounts.repository.handles import HandlesRepository
from subgraphs.accounts.service import audit
from subgraphs.accounts.service.own_account import require_account
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork


async def change_handle(
    work: UnitOfWork, caller: Caller, handle: str, cooldown: timedelta, reserved_for: timedelta
) -> Account:
    """Take another handle. The old one stays reserved a while, for this person to take back and for nobody else."""
    account = await require_account(work, caller.user_id)
    user, repository = account.user, HandlesRepository(work.session)
    if handle == user.handle:
        return account
    raise_refusals(handle_refusals(handle))
    raise_refusals(await repository.refusals_for(handle, work.now, owner_id=user.id))
    changed_at = await repository.claimed_at(user.handle)
    # The first handle is as old as the account, and may be changed at once: people mistype when they register.
    if changed_at is not None and user.created_at < changed_at and changed_at + cooldown > work.now:
        raise HandleWasChangedLately(changed_at + cooldown)
    previous = user.handle
    await repository.give_up(previous, work.now + reserved_for)
    await repository.claim(handle, user.id, work.now)
    user.handle = handle
    work.announce(HandleChanged(user_id=user.id, handle=handle, previous_handle=previous))
    details = {"from": previous, "to": handle}
    audit.record(work, AuditKind.HANDLE_CHANGED, user_id=user.id, actor=caller, details=details)
    return account
