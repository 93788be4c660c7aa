"""Proving that an address is one's own, and moving to another one."""

from typing import Annotated

import strawberry

from subgraphs.accounts.service import addresses
from subgraphs.accounts.service.mailed_tokens import count_mailed_token
from subgraphs.accounts.types.addresses import (
    ChangeEmailInput,
    ChangeEmailPayload,
    ConfirmEmailInput,
    ConfirmEmailPayload,
    RequestEmailConfirmationInput,
    RequestEmailConfirmationPayload,
)
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.user import User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.scalars import EmailAddress
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_CONFIRM = strawberry.argument(description="The letter's token.")
_REQUEST = strawberry.argument(description="How to name the request.")
_CHANGE = strawberry.argument(description="The new address.")


@strawberry.type
class AddressMutations:
    @strawberry.mutation(
        description="Show that one reads an address, by the token that was sent there. Nobody has to be signed in."
    )
    @answer_refusals
    async def confirm_email(self, info: Info, input: Annotated[ConfirmEmailInput, _CONFIRM]) -> ConfirmEmailPayload:
        async with info.context.unit_of_work() as work:
            await count_mailed_token(work, info.context.services.credentials, info.context.client)
        async with info.context.unit_of_work() as work:
            account = await addresses.confirm(work, input.token)
        return ConfirmEmailPayload(email=EmailAddress(account.user.email), user=User.from_account(account))

    @strawberry.mutation(
        description="Have the letter that asks to confirm one's address sent again.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    @answer_refusals
    async def request_email_confirmation(
        self, info: Info, input: Annotated[RequestEmailConfirmationInput, _REQUEST]
    ) -> RequestEmailConfirmationPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        credentials = info.context.services.credentials
        async with info.context.unit_of_work() as work:
            is_sent = await addresses.request_confirmation(work, caller, credentials, info.context.client)
        return RequestEmailConfirmationPayload(is_sent=is_sent, client_mutation_id=input.client_mutation_id)

    @strawberry.mutation(
        description="Move to another address. It is written to, and takes effect when `confirmEmail` shows the token; "
        "the old address is told. Needs a fresh proof of identity (`reauthenticate`).",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    @answer_refusals
    async def change_email(self, info: Info, input: Annotated[ChangeEmailInput, _CHANGE]) -> ChangeEmailPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        credentials = info.context.services.credentials
        async with info.context.unit_of_work() as work:
            await addresses.request_change(work, caller, input.email, credentials, info.context.client)
        return ChangeEmailPayload(awaited_email=input.email)
