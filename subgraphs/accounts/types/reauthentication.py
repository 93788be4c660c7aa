"""How a person proves again who they are."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.input(description="A fresh proof that it is still the same person.")
class ReauthenticateInput:
    password: str | None = strawberry.field(default=None, description="The account's password.")
    code: str | None = strawberry.field(
        default=None, description="In place of the password: what the account's authenticator app shows now."
    )
    passkey: JSON | None = strawberry.field(
        default=None,
        description="In place of both: the `toJSON()` of what `navigator.credentials.get` gave for the options of "
        "`requestPasskey` with the use `PROOF`.",
    )


@strawberry.type(description="What the proof is good for.")
class ReauthenticatePayload:
    valid_until: datetime | None = strawberry.field(
        default=None, description="Until when this session may do what needs a fresh proof; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()
