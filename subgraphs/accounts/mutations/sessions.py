"""Signing in, going on, signing out."""

from typing import Annotated

import strawberry

from subgraphs.accounts.errors import CredentialsAreWrong
from subgraphs.accounts.password_rules import LONGEST_PASSWORD
from subgraphs.accounts.service import sessions, sign_in
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.session import (
    RefreshSessionInput,
    RefreshSessionPayload,
    Session,
    SignInInput,
    SignOutInput,
    SignOutPayload,
)
from subgraphs.accounts.types.sign_in import SignInPayload
from subgraphs.accounts.types.user import User
from subgraphs.shared.user_errors import answer_refusals

LONGEST_LOGIN = 320
"""No handle and no address is longer."""

_SIGN_IN = strawberry.argument(description="Who wants in.")
_REFRESH = strawberry.argument(description="Which session.")
_SIGN_OUT = strawberry.argument(description="Which session.")


@strawberry.type
class SessionMutations:
    @strawberry.mutation(
        description="Open a session with a handle or address and its password. Where the account has a second factor, "
        "the answer is a challenge."
    )
    @answer_refusals
    async def sign_in(self, info: Info, input: Annotated[SignInInput, _SIGN_IN]) -> SignInPayload:
        credentials, client = info.context.services.credentials, info.context.client
        # Longer ones are nobody's; cutting keeps them from costing more time.
        password, login = input.password[: LONGEST_PASSWORD + 1], input.login[:LONGEST_LOGIN]
        async with info.context.unit_of_work() as work:
            must_wait = await sign_in.begin_sign_in(work, login, credentials, client)
        verified = await sign_in.check_credentials(info.context.database, login, password, credentials)
        if verified is None:
            if must_wait:
                async with info.context.unit_of_work() as work:
                    await sign_in.tell_of_lockout(work, login)
            raise CredentialsAreWrong
        async with info.context.unit_of_work() as work:
            admitted = await sign_in.sign_in(work, login, verified, credentials, client)
        return SignInPayload.from_admission(admitted)

    @strawberry.mutation(
        description="Exchange a refresh token for new tokens. A token works once: seen again, its session ends."
    )
    @answer_refusals
    async def refresh_session(
        self, info: Info, input: Annotated[RefreshSessionInput, _REFRESH]
    ) -> RefreshSessionPayload:
        async with info.context.unit_of_work() as work:
            refreshed = await sessions.refresh_session(
                work, input.refresh_token, info.context.services.credentials, info.context.client
            )
        opened = sessions.require_session(refreshed)
        return RefreshSessionPayload(user=User.of_opened(opened), session=Session.from_opened(opened))

    @strawberry.mutation(description="End a session, on every device that shares it.")
    @answer_refusals
    async def sign_out(self, info: Info, input: Annotated[SignOutInput, _SIGN_OUT]) -> SignOutPayload:
        async with info.context.unit_of_work() as work:
            await sessions.sign_out(work, input.refresh_token)
        return SignOutPayload(signed_out=True)
