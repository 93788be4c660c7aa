"""What people are on the platform."""

from collections.abc import Sequence
from uuid import UUID

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.errors import IsTheLastAdministrator, RoleCannotBeTaken, UserIsUnknown
from subgraphs.accounts.events import UserRolesChanged
from subgraphs.accounts.repository.accounts import Account, AccountsRepository
from subgraphs.accounts.repository.standing import StandingRepository
from subgraphs.accounts.roles import Role
from subgraphs.accounts.service import audit
from subgraphs.accounts.service.standing import other_account
from subgraphs.shared.caller import Caller
from subgraphs.shared.unit_of_work import UnitOfWork


async def change_roles(work: UnitOfWork, caller: Caller, user_id: UUID | None, roles: Sequence[Role]) -> Account:
    """Give somebody these roles and no others. Tokens that were given out keep theirs until they expire."""
    await StandingRepository(work.session).take_turns_with_roles()
    account = await other_account(work, caller, user_id)
    return await _change(work, account, roles, caller)


async def grant_role(work: UnitOfWork, name: str, role: Role) -> Account:
    """What the operator does on the command line, such as to make the first administrator. Raises `UserIsUnknown`."""
    await StandingRepository(work.session).take_turns_with_roles()
    repository = AccountsRepository(work.session)
    user = await repository.find_by_name(name)
    account = await repository.account(user.id) if user is not None else None
    if account is None:
        raise UserIsUnknown
    return await _change(work, account, [*map(Role, account.user.roles), role], None)


async def _change(work: UnitOfWork, account: Account, roles: Sequence[Role], caller: Caller | None) -> Account:
    user = account.user
    if Role.USER not in roles:
        raise RoleCannotBeTaken
    wanted = [role.value for role in Role if role in roles]
    if wanted == user.roles:
        return account
    loses_admin = Role.ADMIN in user.roles and Role.ADMIN not in roles
    if loses_admin and not await StandingRepository(work.session).has_another_with_role(Role.ADMIN, user.id):
        raise IsTheLastAdministrator
    details = {"from": " ".join(user.roles), "to": " ".join(wanted)}
    user.roles = wanted
    work.announce(UserRolesChanged(user_id=user.id, roles=wanted))
    audit.record(work, AuditKind.USER_ROLES_CHANGED, user_id=user.id, actor=caller, details=details)
    return account
