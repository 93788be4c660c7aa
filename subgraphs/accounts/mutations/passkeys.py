"""Adding passkeys, and signing in with them."""

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from subgraphs.accounts.errors import PasskeyIsUnknown
from subgraphs.accounts.service import passkeys, throttling
from subgraphs.accounts.service.admission import find_challenge
from subgraphs.accounts.service.passkeys import Purpose
from subgraphs.accounts.service.reauthentication import require_own_session
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.passkey_sign_in import SignInWithPasskeyInput, SignInWithPasskeyPayload
from subgraphs.accounts.types.passkeys import (
    AddPasskeyInput,
    AddPasskeyPayload,
    BeginAddingPasskeyInput,
    BeginAddingPasskeyPayload,
    Passkey,
    PasskeyUse,
    RemovePasskeyInput,
    RemovePasskeyPayload,
    RenamePasskeyInput,
    RenamePasskeyPayload,
    RequestPasskeyInput,
    RequestPasskeyPayload,
    object_of,
)
from subgraphs.accounts.types.session import Session
from subgraphs.accounts.types.user import User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.unit_of_work import UnitOfWork
from subgraphs.shared.user_errors import answer_refusals

_BEGIN = strawberry.argument(description="What kind of passkey.")
_ADD = strawberry.argument(description="The passkey.")
_RENAME = strawberry.argument(description="Which passkey, and the name.")
_REMOVE = strawberry.argument(description="Which passkey.")
_REQUEST = strawberry.argument(description="What it is needed for.")
_SIGN_IN = strawberry.argument(description="The answer.")

_OF_ACCOUNT = requires_scopes(Scope.ACCOUNT_MANAGE)


@strawberry.type
class PasskeyMutations:
    @strawberry.mutation(
        description="The first step to a new passkey: what to ask the browser. Asks for a fresh proof of identity.",
        directives=[_OF_ACCOUNT],
    )
    @answer_refusals
    async def begin_adding_passkey(
        self, info: Info, input: Annotated[BeginAddingPasskeyInput, _BEGIN]
    ) -> BeginAddingPasskeyPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        async with info.context.unit_of_work() as work:
            options = await passkeys.begin_adding(work, caller, input.attachment, info.context.services.passkeys)
        return BeginAddingPasskeyPayload(options=JSON(options))

    @strawberry.mutation(
        description="The second step: keep what the browser made. From then on it signs this person in.",
        directives=[_OF_ACCOUNT],
    )
    @answer_refusals
    async def add_passkey(self, info: Info, input: Annotated[AddPasskeyInput, _ADD]) -> AddPasskeyPayload:
        caller, policy = require_scope(info, Scope.ACCOUNT_MANAGE), info.context.services.passkeys
        name, credential = passkeys.checked_name(input.name), object_of(input.credential)
        async with info.context.unit_of_work() as work:
            challenge = await passkeys.take_challenge(work, credential, Purpose.ADD, caller.user_id)
        new = passkeys.judge_new(credential, challenge, policy)
        async with info.context.unit_of_work() as work:
            row = await passkeys.add_passkey(work, caller, name, new, policy)
        return AddPasskeyPayload(passkey=Passkey.from_row(row))

    @strawberry.mutation(description="Call a passkey something else.", directives=[_OF_ACCOUNT])
    @answer_refusals
    async def rename_passkey(self, info: Info, input: Annotated[RenamePasskeyInput, _RENAME]) -> RenamePasskeyPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        async with info.context.unit_of_work() as work:
            row = await passkeys.rename_passkey(work, caller, _id(input.passkey_id), input.name)
        return RenamePasskeyPayload(passkey=Passkey.from_row(row))

    @strawberry.mutation(
        description="Let a passkey open this account no more. Asks for a fresh proof of identity, and refuses to take "
        "the last way in.",
        directives=[_OF_ACCOUNT],
    )
    @answer_refusals
    async def remove_passkey(self, info: Info, input: Annotated[RemovePasskeyInput, _REMOVE]) -> RemovePasskeyPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        passkey_id = _id(input.passkey_id)
        async with info.context.unit_of_work() as work:
            await passkeys.remove_passkey(work, caller, passkey_id, info.context.services.passkeys)
        return RemovePasskeyPayload(passkey_id=strawberry.ID(str(passkey_id)))

    @strawberry.mutation(
        description="What to ask the browser for a passkey. Where nobody has signed in it is the same for everybody, "
        "and tells nothing about accounts."
    )
    @answer_refusals
    async def request_passkey(
        self, info: Info, input: Annotated[RequestPasskeyInput, _REQUEST]
    ) -> RequestPasskeyPayload:
        policy = info.context.services.passkeys
        async with info.context.unit_of_work() as work:
            match input.use:
                case PasskeyUse.PROOF:
                    caller = require_scope(info, Scope.ACCOUNT_MANAGE)
                    await require_own_session(work, caller)
                    options = await passkeys.request_passkey(work, Purpose.PROOF, caller.user_id, policy)
                case PasskeyUse.SECOND_FACTOR:
                    await _count(info, work)
                    challenge = await find_challenge(work, input.challenge_token or "")
                    options = await passkeys.request_passkey(work, Purpose.SECOND_FACTOR, challenge.user_id, policy)
                case PasskeyUse.SIGN_IN:
                    await _count(info, work)
                    options = await passkeys.request_passkey(work, Purpose.SIGN_IN, None, policy)
        return RequestPasskeyPayload(options=JSON(options))

    @strawberry.mutation(description="Open a session with a passkey alone, without a name and without a password.")
    @answer_refusals
    async def sign_in_with_passkey(
        self, info: Info, input: Annotated[SignInWithPasskeyInput, _SIGN_IN]
    ) -> SignInWithPasskeyPayload:
        services, credential = info.context.services, object_of(input.credential)
        async with info.context.unit_of_work() as work:
            challenge = await passkeys.take_challenge(work, credential, Purpose.SIGN_IN, None)
        used = await passkeys.judge_used(
            info.context.database, credential, challenge, Purpose.SIGN_IN, None, services.passkeys
        )
        async with info.context.unit_of_work() as work:
            opened = await passkeys.sign_in(work, used, services.passkeys, services.credentials, info.context.client)
        opened = passkeys.require_accepted(opened)
        return SignInWithPasskeyPayload(user=User.of_opened(opened), session=Session.from_opened(opened))


async def _count(info: Info, work: UnitOfWork) -> None:
    """Anybody may ask, and each question is a row."""
    services = info.context.services
    per_hour = services.passkeys.requests_per_hour
    await throttling.take(
        work, services.credentials.throttles.hourly_from(info.context.client, "passkey-from", per_hour)
    )


def _id(text: str) -> UUID:
    found = parse_id(text)
    if found is None:
        raise PasskeyIsUnknown
    return found
