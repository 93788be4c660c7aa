"""Keys for programs, as their owner sees them."""

from datetime import datetime

import strawberry

from subgraphs.accounts.models.api_keys import ApiKeyRow
from subgraphs.accounts.repository.api_keys import ApiKeysRepository
from subgraphs.accounts.types.context import Info
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.context import require_scope
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.pagination import page_request
from subgraphs.shared.scopes import SCOPE_DESCRIPTIONS, Scope
from subgraphs.shared.user_errors import UserError, user_errors_field

describe_enum(
    Scope,
    "A kind of action that a token may be used for. Whose records it may touch is another matter.",
    SCOPE_DESCRIPTIONS,
)


@strawberry.type(description="A key with which a program acts in a person's name, as far as its scopes go.")
class ApiKey:
    id: strawberry.ID = strawberry.field(description="Opaque; not the key itself, and no secret.")
    name: str = strawberry.field(description="What its owner calls it.")
    beginning: str = strawberry.field(
        description="Its first characters, to tell it from others; the rest was shown once and is not known any more."
    )
    scopes: list[Scope] = strawberry.field(
        description="What it was given. What its owner may not do any more, it does not do either."
    )
    created_at: datetime = strawberry.field(description="When it was given out.")
    expires_at: datetime = strawberry.field(description="From when on it is refused.")
    last_used_at: datetime | None = strawberry.field(
        description="When it was last used, to the minute or so; null while nobody has used it."
    )
    revoked_at: datetime | None = strawberry.field(description="When its owner revoked it; null while it works.")

    @classmethod
    def from_row(cls, row: ApiKeyRow) -> "ApiKey":
        return cls(
            id=strawberry.ID(str(row.id)),
            name=row.name,
            beginning=row.beginning,
            scopes=[scope for scope in Scope if scope.value in row.scopes],
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
        )


@strawberry.type
class OwnApiKeys:
    """The part of `User` that lists them."""

    id: strawberry.ID

    @strawberry.field(
        description="The keys that this person has given to programs and not revoked, the newest first. Shown to "
        "themselves only; null to everyone else.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    async def api_keys(self, info: Info, first: First = None, after: After = None) -> Connection[ApiKey] | None:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        if parse_id(self.id) != caller.user_id:
            return None
        async with info.context.database.read() as session:
            page = await ApiKeysRepository(session).page_of_user(caller.user_id, page_request(first, after))
        return Connection[ApiKey].from_page(page, ApiKey.from_row)


@strawberry.input(description="The key that a program needs.")
class CreateApiKeyInput:
    name: str = strawberry.field(description="What it is for, in up to 80 characters. Only its owner sees it.")
    scopes: list[Scope] = strawberry.field(
        description="What the program may do: as little as it needs. Without any, it can only read. Those that are for "
        "people who sign in (`ACCOUNT_MANAGE`, `USERS_MANAGE`, `AUDIT_READ`) cannot be given."
    )
    expires_at: datetime | None = strawberry.field(
        default=None, description="From when on it is refused; the latest time that is allowed when absent."
    )
    organization_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="The organization whose key it is to be, which the caller owns or administers: others who do can "
        "see and revoke it, and it ends when its giver does so no more. The caller's own when absent.",
    )


@strawberry.type(description="The new key.")
class CreateApiKeyPayload:
    api_key: ApiKey | None = strawberry.field(default=None, description="What was made; null when refused.")
    key: str | None = strawberry.field(
        default=None,
        description="The key itself, to be sent as `Authorization: Bearer kumiki_...` or in `x-api-key`. Shown now and "
        "never again; null when refused.",
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="The key that is not to work any more.")
class RevokeApiKeyInput:
    api_key_id: strawberry.ID = strawberry.field(
        description="One of the caller's own, or of an organization that they own or administer."
    )


@strawberry.type(description="The end of a key.")
class RevokeApiKeyPayload:
    api_key: ApiKey | None = strawberry.field(
        default=None,
        description="The key, revoked now or before; null when refused. The router refuses it in a moment.",
    )
    user_errors: list[UserError] = user_errors_field()
