"""What came of changing one's settings."""

import strawberry

from subgraphs.accounts.types.user import User
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.type(description="The settings after the change.")
class UpdateSettingsPayload:
    user: User | None = strawberry.field(default=None, description="Oneself, whose settings they are; null if refused.")
    user_errors: list[UserError] = user_errors_field()
