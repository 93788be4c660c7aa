"""How a profile is changed."""

import strawberry

from subgraphs.accounts.types.user import User
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.input(description="What to change of one's profile. What is left out stays as it is.")
class UpdateProfileInput:
    display_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="The new name to show. It cannot be emptied: null is refused."
    )
    bio: str | None = strawberry.field(
        default=strawberry.UNSET, description="The new words about oneself; null removes them."
    )
    locale: str | None = strawberry.field(
        default=strawberry.UNSET, description="The new language to read the platform in. Null is refused."
    )
    time_zone: str | None = strawberry.field(
        default=strawberry.UNSET, description="Where the day begins from now on: an IANA name. Null is refused."
    )
    languages: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="The whole new list of languages to learn. Null empties it."
    )


@strawberry.type(description="The profile after the change.")
class UpdateProfilePayload:
    user: User | None = strawberry.field(default=None, description="Oneself, changed; null when refused.")
    user_errors: list[UserError] = user_errors_field()
