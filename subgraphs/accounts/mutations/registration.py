"""Making accounts."""

from typing import Annotated

import strawberry

from subgraphs.accounts.profile_rules import Registration
from subgraphs.accounts.service import registration
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.registration import RegisterUserInput, RegisterUserPayload
from subgraphs.accounts.types.session import Session
from subgraphs.accounts.types.user import User
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.user_errors import answer_refusals

_REGISTER = strawberry.argument(description="The account to make.")


@strawberry.type
class RegistrationMutations:
    @strawberry.mutation(description="Make an account and sign it in.")
    @answer_refusals
    async def register_user(self, info: Info, input: Annotated[RegisterUserInput, _REGISTER]) -> RegisterUserPayload:
        credentials = info.context.services.credentials
        asked = _to_registration(input)
        raise_refusals(asked.refusals())
        async with info.context.unit_of_work() as work:
            await registration.count_registration(work, credentials, info.context.client)
        password_hash = await credentials.passwords.hash(asked.password)
        async with info.context.unit_of_work() as work:
            opened = await registration.register_user(work, asked, password_hash, credentials, info.context.client)
        return RegisterUserPayload(user=User.of_opened(opened), session=Session.from_opened(opened))


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
