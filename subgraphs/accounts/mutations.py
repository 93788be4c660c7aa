"""The root mutation fields of accounts."""

from typing import Annotated, Any

import strawberry

from subgraphs.accounts import service
from subgraphs.accounts.profile_rules import LONGEST_PASSWORD, UNCHANGED, ProfileChange, Registration
from subgraphs.accounts.service import OpenedSession
from subgraphs.accounts.types import (
    Info,
    RefreshSessionInput,
    RefreshSessionPayload,
    RegisterUserInput,
    RegisterUserPayload,
    Session,
    SignInInput,
    SignInPayload,
    SignOutInput,
    SignOutPayload,
    UpdateProfileInput,
    UpdateProfilePayload,
    User,
)
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.user_errors import answer_refusals

_REGISTER = strawberry.argument(description="The account to make.")
_SIGN_IN = strawberry.argument(description="Who wants in.")
_REFRESH = strawberry.argument(description="Which session.")
_SIGN_OUT = strawberry.argument(description="Which session.")
_UPDATE = strawberry.argument(description="The changes.")


@strawberry.type
class Mutation:
    @strawberry.mutation(description="Make an account and sign it in.")
    @answer_refusals
    async def register_user(self, info: Info, input: Annotated[RegisterUserInput, _REGISTER]) -> RegisterUserPayload:
        credentials = info.context.services
        registration = _to_registration(input)
        raise_refusals(registration.refusals())
        password_hash = await credentials.passwords.hash(registration.password)
        async with info.context.unit_of_work() as work:
            opened = await service.register_user(work, registration, password_hash, credentials)
        return RegisterUserPayload(user=_oneself(opened), session=Session.from_opened(opened))

    @strawberry.mutation(description="Open a session with a handle or address and its password.")
    @answer_refusals
    async def sign_in(self, info: Info, input: Annotated[SignInInput, _SIGN_IN]) -> SignInPayload:
        credentials = info.context.services
        # Longer ones are nobody's; cutting keeps them from costing more time.
        password = input.password[: LONGEST_PASSWORD + 1]
        user_id = await service.check_credentials(info.context.database, input.login, password, credentials.passwords)
        async with info.context.unit_of_work() as work:
            opened = await service.sign_in(work, user_id, credentials)
        return SignInPayload(user=_oneself(opened), session=Session.from_opened(opened))

    @strawberry.mutation(
        description="Exchange a refresh token for new tokens. A token works once: seen again, its session ends."
    )
    @answer_refusals
    async def refresh_session(
        self, info: Info, input: Annotated[RefreshSessionInput, _REFRESH]
    ) -> RefreshSessionPayload:
        async with info.context.unit_of_work() as work:
            refreshed = await service.refresh_session(work, input.refresh_token, info.context.services)
        opened = service.require_session(refreshed)
        return RefreshSessionPayload(user=_oneself(opened), session=Session.from_opened(opened))

    @strawberry.mutation(description="End a session, on every device that shares it.")
    @answer_refusals
    async def sign_out(self, info: Info, input: Annotated[SignOutInput, _SIGN_OUT]) -> SignOutPayload:
        async with info.context.unit_of_work() as work:
            await service.sign_out(work, input.refresh_token)
        return SignOutPayload(signed_out=True)

    @strawberry.mutation(description="Change one's own profile.", directives=[AUTHENTICATED])
    @answer_refusals
    async def update_profile(self, info: Info, input: Annotated[UpdateProfileInput, _UPDATE]) -> UpdateProfilePayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            account = await service.update_profile(work, caller.user_id, _to_change(input))
        return UpdateProfilePayload(user=User.from_account(account))


def _oneself(opened: OpenedSession) -> User:
    return User.from_account(opened.account, is_oneself=True)


def _to_registration(input: RegisterUserInput) -> Registration:
    return Registration(
        handle=input.handle.lower(),
        email=input.email,
        password=input.password,
        display_name=input.display_name if input.display_name is not None else input.handle,
        locale=input.locale,
        time_zone=input.time_zone,
        languages=tuple(input.languages),
    )


def _to_change(input: UpdateProfileInput) -> ProfileChange:
    """Null empties what may be empty; elsewhere it becomes the empty text, which the rules refuse."""
    return ProfileChange(
        display_name=_given(input.display_name, ""),
        bio=_given(input.bio, None),
        locale=_given(input.locale, ""),
        time_zone=_given(input.time_zone, ""),
        languages=_given(input.languages, []),
    )


def _given(value: Any, when_null: Any) -> Any:
    if value is strawberry.UNSET:
        return UNCHANGED
    return when_null if value is None else value
