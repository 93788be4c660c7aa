"""Proving that an address is one's own."""

import strawberry

from subgraphs.accounts.types.user import User
from subgraphs.shared.scalars import EmailAddress
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.input(description="The proof that an address is read.")
class ConfirmEmailInput:
    token: str = strawberry.field(description="What stands in the letter. Shown a second time, it does nothing more.")


@strawberry.type(description="The address belongs to the account now.")
class ConfirmEmailPayload:
    email: EmailAddress | None = strawberry.field(
        default=None, description="The address that is confirmed; null when refused."
    )
    user: User | None = strawberry.field(
        default=None,
        description="Whose address it is, as others see them: a letter is no session. Null when refused. Their tokens "
        "have all scopes from the next refresh on.",
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Nothing has to be said; a client may name the request.")
class RequestEmailConfirmationInput:
    client_mutation_id: str | None = strawberry.field(default=None, description="Returned as it is.")


@strawberry.type(description="Another letter.")
class RequestEmailConfirmationPayload:
    is_sent: bool = strawberry.field(
        default=False, description="Whether a letter goes out; false when refused, and where all is confirmed already."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description="What the client sent.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Where somebody wants to receive mail from now on.")
class ChangeEmailInput:
    email: EmailAddress = strawberry.field(
        description="The new address. It is written to, and nothing changes until that letter's token is shown."
    )


@strawberry.type(description="A letter is on its way. It says the same where the address is somebody else's.")
class ChangeEmailPayload:
    awaited_email: EmailAddress | None = strawberry.field(
        default=None, description="The address that has to be confirmed; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()
