"""New passwords."""

from typing import Annotated

import strawberry

from subgraphs.accounts.password_rules import LONGEST_PASSWORD
from subgraphs.accounts.service import password_changes
from subgraphs.accounts.service.mailed_tokens import count_mailed_token
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.passwords import (
    ChangePasswordInput,
    ChangePasswordPayload,
    RequestPasswordResetInput,
    RequestPasswordResetPayload,
    ResetPasswordInput,
    ResetPasswordPayload,
)
from subgraphs.accounts.types.user import User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_CHANGE = strawberry.argument(description="The old password and the new one.")
_REQUEST = strawberry.argument(description="Whose password.")
_RESET = strawberry.argument(description="The letter's token and the new password.")


@strawberry.type
class PasswordMutations:
    @strawberry.mutation(
        description="Choose a new password, knowing the old one. All other sessions end, and the owner is told.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    @answer_refusals
    async def change_password(
        self, info: Info, input: Annotated[ChangePasswordInput, _CHANGE]
    ) -> ChangePasswordPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        credentials = info.context.services.credentials
        async with info.context.unit_of_work() as work:
            account = await password_changes.begin_change(work, caller, input.new_password, credentials)
        old_password = (input.current_password or "")[: LONGEST_PASSWORD + 1]
        await password_changes.check_old_password(account, old_password, credentials)
        new_hash = await credentials.passwords.hash(input.new_password)
        async with info.context.unit_of_work() as work:
            changed = await password_changes.finish_change(work, caller, new_hash, credentials)
        return ChangePasswordPayload(user=User.from_account(changed))

    @strawberry.mutation(
        description="Have a letter sent with which a new password can be chosen. The answer is the same, after the "
        "same time, for an address that nobody has."
    )
    @answer_refusals
    async def request_password_reset(
        self, info: Info, input: Annotated[RequestPasswordResetInput, _REQUEST]
    ) -> RequestPasswordResetPayload:
        credentials = info.context.services.credentials
        async with info.context.unit_of_work() as work:
            await password_changes.request_reset(work, input.email, credentials, info.context.client)
        return RequestPasswordResetPayload(is_accepted=True)

    @strawberry.mutation(
        description="Choose a new password with the token of a letter. All sessions end, and the owner is told."
    )
    @answer_refusals
    async def reset_password(self, info: Info, input: Annotated[ResetPasswordInput, _RESET]) -> ResetPasswordPayload:
        credentials = info.context.services.credentials
        async with info.context.unit_of_work() as work:
            await count_mailed_token(work, credentials, info.context.client)
        async with info.context.unit_of_work() as work:
            await password_changes.begin_reset(work, input.token, input.password)
        new_hash = await credentials.passwords.hash(input.password)
        async with info.context.unit_of_work() as work:
            await password_changes.finish_reset(work, input.token, new_hash, credentials)
        return ResetPasswordPayload(is_reset=True)
