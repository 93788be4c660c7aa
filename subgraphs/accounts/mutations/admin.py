"""What administrators do with people."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import strawberry

from subgraphs.accounts.service import impersonation, lost_second_factors, roles, standing
from subgraphs.accounts.service.reauthentication import require_recent_proof
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.lost_second_factors import RemoveSecondFactorsInput, RemoveSecondFactorsPayload
from subgraphs.accounts.types.managed_users import (
    ChangeUserRolesInput,
    ChangeUserRolesPayload,
    ImpersonateUserInput,
    ImpersonateUserPayload,
    ManagedUser,
    RestoreUserInput,
    RestoreUserPayload,
    SuspendUserInput,
    SuspendUserPayload,
)
from subgraphs.accounts.types.user import User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.caller import Caller
from subgraphs.shared.context import require_caller_in_person, require_scope
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.unit_of_work import UnitOfWork
from subgraphs.shared.user_errors import answer_refusals

_ADMIN = [requires_scopes(Scope.USERS_MANAGE)]
_WHOM = strawberry.argument(description="Whom.")


@strawberry.type
class AdminMutations:
    @strawberry.mutation(
        description="Keep somebody out: their sessions end, and signing in is refused with the reason. "
        "Needs a fresh proof of identity (`reauthenticate`), as do all mutations of administrators here.",
        directives=_ADMIN,
    )
    @answer_refusals
    async def suspend_user(self, info: Info, input: Annotated[SuspendUserInput, _WHOM]) -> SuspendUserPayload:
        user_id = parse_id(input.user_id)
        async with _administering(info) as (work, caller):
            account = await standing.suspend(work, caller, user_id, input.reason, input.until)
        return SuspendUserPayload(managed_user=await ManagedUser.of_id(info, account.user.id))

    @strawberry.mutation(
        description="Let somebody in again before the time. Needs a fresh proof of identity.", directives=_ADMIN
    )
    @answer_refusals
    async def restore_user(self, info: Info, input: Annotated[RestoreUserInput, _WHOM]) -> RestoreUserPayload:
        async with _administering(info) as (work, caller):
            account = await standing.restore(work, caller, parse_id(input.user_id))
        return RestoreUserPayload(managed_user=await ManagedUser.of_id(info, account.user.id))

    @strawberry.mutation(
        description="Give and take roles. Access tokens keep the old ones until they expire, minutes later. Needs a "
        "fresh proof of identity.",
        directives=_ADMIN,
    )
    @answer_refusals
    async def change_user_roles(
        self, info: Info, input: Annotated[ChangeUserRolesInput, _WHOM]
    ) -> ChangeUserRolesPayload:
        async with _administering(info) as (work, caller):
            account = await roles.change_roles(work, caller, parse_id(input.user_id), input.roles)
        return ChangeUserRolesPayload(managed_user=await ManagedUser.of_id(info, account.user.id))

    @strawberry.mutation(
        description="Get a token with which to see the platform as somebody else does. Everything done with it is "
        "marked, and the person can read of it. Needs a fresh proof of identity.",
        directives=_ADMIN,
    )
    @answer_refusals
    async def impersonate_user(
        self, info: Info, input: Annotated[ImpersonateUserInput, _WHOM]
    ) -> ImpersonateUserPayload:
        services = info.context.services
        lifetime = services.settings.impersonation_lifetime
        async with _administering(info) as (work, caller):
            begun = await impersonation.impersonate(
                work, caller, parse_id(input.user_id), input.reason, services.credentials, lifetime
            )
        return ImpersonateUserPayload(
            user=User.from_account(begun.account),
            access_token=begun.token.text,
            access_token_expires_at=begun.token.expires_at,
        )

    @strawberry.mutation(
        description="Take away the authenticator app and the recovery codes of somebody who lost them. All their "
        "sessions end, and they are told by letter. Needs a fresh proof of identity.",
        directives=_ADMIN,
    )
    @answer_refusals
    async def remove_second_factors(
        self, info: Info, input: Annotated[RemoveSecondFactorsInput, _WHOM]
    ) -> RemoveSecondFactorsPayload:
        user_id = parse_id(input.user_id)
        async with _administering(info) as (work, caller):
            account = await lost_second_factors.remove_second_factors(
                work, caller, user_id, input.reason, input.removes_passkeys
            )
        return RemoveSecondFactorsPayload(managed_user=await ManagedUser.of_id(info, account.user.id))


@asynccontextmanager
async def _administering(info: Info) -> AsyncIterator[tuple[UnitOfWork, Caller]]:
    """For who may do this, does it in their own name, and has just proven that it is them."""
    require_caller_in_person(info)
    caller = require_scope(info, Scope.USERS_MANAGE)
    async with info.context.unit_of_work() as work:
        await require_recent_proof(work, caller, info.context.services.credentials.reauthentication_lifetime)
        yield work, caller
