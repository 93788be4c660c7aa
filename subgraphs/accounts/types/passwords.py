"""New passwords."""

import strawberry

from subgraphs.accounts.types.user import User
from subgraphs.shared.scalars import EmailAddress
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.input(description="A new password, by somebody who is signed in.")
class ChangePasswordInput:
    current_password: str | None = strawberry.field(
        default=None, description="The old one. Left out by who has none yet, and has proven who they are lately."
    )
    new_password: str = strawberry.field(description="10 to 256 characters, hard to guess, without handle and address.")


@strawberry.type(description="The new password holds; all other sessions have ended.")
class ChangePasswordPayload:
    user: User | None = strawberry.field(default=None, description="Oneself; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Whose password is forgotten.")
class RequestPasswordResetInput:
    email: EmailAddress = strawberry.field(description="The account's confirmed address, in any case.")


@strawberry.type(description="The same for every address, so that it does not tell who has an account.")
class RequestPasswordResetPayload:
    is_accepted: bool = strawberry.field(
        default=False,
        description="Whether the request was taken. A letter goes out if somebody has confirmed this address.",
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A new password, by somebody who got a letter.")
class ResetPasswordInput:
    token: str = strawberry.field(description="What stands in the letter. It works once, and not for long.")
    password: str = strawberry.field(description="10 to 256 characters, hard to guess, without handle and address.")


@strawberry.type(description="The new password holds, and all sessions have ended. Sign in with it.")
class ResetPasswordPayload:
    is_reset: bool = strawberry.field(default=False, description="Whether it holds.")
    user_errors: list[UserError] = user_errors_field()
