"""Signing in with a passkey."""

import strawberry
from strawberry.scalars import JSON

from subgraphs.accounts.types.session import Session
from subgraphs.accounts.types.user import User
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.input(description="The answer of a passkey.")
class SignInWithPasskeyInput:
    credential: JSON = strawberry.field(
        description="The `toJSON()` of what `navigator.credentials.get` gave for the options of `requestPasskey`."
    )


@strawberry.type(description="Who signed in, and what to keep. A passkey is two factors, so there is no second step.")
class SignInWithPasskeyPayload:
    user: User | None = strawberry.field(default=None, description="Who signed in; null when refused.")
    session: Session | None = strawberry.field(default=None, description="The new session; null when refused.")
    user_errors: list[UserError] = user_errors_field()
