"""How somebody goes by another name."""

import strawberry

from subgraphs.accounts.types.user import User
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.input(description="The name to be found by from now on.")
class ChangeHandleInput:
    handle: str = strawberry.field(
        description="3 to 24 letters a-z, digits, single underscores, not looking like anybody else's. Capitals are "
        "lowered."
    )


@strawberry.type(description="What came of taking another handle.")
class ChangeHandlePayload:
    user: User | None = strawberry.field(default=None, description="Oneself under the new handle; null when refused.")
    user_errors: list[UserError] = user_errors_field()
