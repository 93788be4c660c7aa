"""How somebody chooses the picture that stands for them."""

import strawberry

from subgraphs.accounts.types.user import User
from subgraphs.shared.uploads import UploadedFile
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.input(description="The picture that is to stand for oneself.")
class UploadAvatarInput:
    file: UploadedFile = strawberry.field(
        description="A picture (JPEG, PNG, GIF, WebP or AVIF), part of a multipart request. Its middle is cut out as a "
        "square; what it says of where it was taken is left out."
    )


@strawberry.type(description="What came of choosing a picture.")
class UploadAvatarPayload:
    user: User | None = strawberry.field(default=None, description="Oneself with the picture; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="To go without a picture.")
class RemoveAvatarInput:
    client_mutation_id: str | None = strawberry.field(
        default=None, description="An id of the client's own making. Removing twice has no second effect either way."
    )


@strawberry.type(description="What came of going without a picture.")
class RemoveAvatarPayload:
    user: User | None = strawberry.field(default=None, description="Oneself without a picture; null when refused.")
    user_errors: list[UserError] = user_errors_field()
