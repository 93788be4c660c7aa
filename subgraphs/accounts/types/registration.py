"""How an account is made."""

import strawberry

from subgraphs.accounts.types.session import Session
from subgraphs.accounts.types.user import User
from subgraphs.shared.scalars import EmailAddress
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.input(description="What a new account needs.")
class RegisterUserInput:
    handle: str = strawberry.field(description="3 to 24 letters a-z, digits, single underscores. Capitals are lowered.")
    email: EmailAddress = strawberry.field(
        description="Where to write to, confirmed by a letter. Where it is another account's, its owner gets the "
        "letter, and nobody else learns of it."
    )
    password: str = strawberry.field(description="10 to 256 characters, hard to guess, without handle and address.")
    display_name: str | None = strawberry.field(default=None, description="The name to show; the handle when absent.")
    locale: str = strawberry.field(default="en", description="The language to read the platform in.")
    time_zone: str = strawberry.field(default="UTC", description="Where the person's day begins: an IANA name.")
    languages: list[str] = strawberry.field(
        default_factory=lambda: ["ja"], description="Tags of the languages to learn, the dearest first."
    )


@strawberry.type(description="The new account, signed in.")
class RegisterUserPayload:
    user: User | None = strawberry.field(default=None, description="Who was registered; null when refused.")
    session: Session | None = strawberry.field(default=None, description="Their first session; null when refused.")
    user_errors: list[UserError] = user_errors_field()
