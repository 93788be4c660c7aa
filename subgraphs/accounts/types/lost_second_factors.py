"""Letting somebody in again who lost what the second step asks for."""

import strawberry

from subgraphs.accounts.types.managed_users import ManagedUser
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.input(description="Who lost what they sign in with.")
class RemoveSecondFactorsInput:
    user_id: strawberry.ID = strawberry.field(
        description="Anybody but oneself. Make sure by other means that it is them who ask."
    )
    reason: str = strawberry.field(
        description="Why, and how it was made sure who asks; 500 characters at most. The person reads it among their "
        "security events."
    )
    removes_passkeys: bool = strawberry.field(
        default=False, description="Whether passkeys go too, as when the device that has them was stolen."
    )


@strawberry.type(description="What came of taking away second factors.")
class RemoveSecondFactorsPayload:
    managed_user: ManagedUser | None = strawberry.field(
        default=None, description="The person, who signs in in one step from now on; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()
