"""Giving keys to programs, and taking them back."""

from typing import Annotated
from uuid import UUID

import strawberry

from subgraphs.accounts.errors import ApiKeyIsUnknown
from subgraphs.accounts.service import api_keys
from subgraphs.accounts.types.api_keys import (
    ApiKey,
    CreateApiKeyInput,
    CreateApiKeyPayload,
    RevokeApiKeyInput,
    RevokeApiKeyPayload,
)
from subgraphs.accounts.types.context import Info
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.errors import NotFound
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_CREATE = strawberry.argument(description="What the program needs.")
_REVOKE = strawberry.argument(description="Which key.")


@strawberry.type
class ApiKeyMutations:
    @strawberry.mutation(
        description="Give a program a key with which it acts in one's own name. Asks for a fresh proof of identity.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    @answer_refusals
    async def create_api_key(self, info: Info, input: Annotated[CreateApiKeyInput, _CREATE]) -> CreateApiKeyPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        organization_id = _organization(input.organization_id)
        draft = api_keys.ApiKeyDraft(input.name, frozenset(input.scopes), input.expires_at, organization_id)
        async with info.context.unit_of_work() as work:
            made = await api_keys.create_api_key(work, caller, draft, info.context.services.api_keys)
        return CreateApiKeyPayload(api_key=ApiKey.from_row(made.row), key=made.key)

    @strawberry.mutation(
        description="Make a key useless, at once for new requests and within a moment for the program that uses it.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    @answer_refusals
    async def revoke_api_key(self, info: Info, input: Annotated[RevokeApiKeyInput, _REVOKE]) -> RevokeApiKeyPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        key_id = parse_id(input.api_key_id)
        if key_id is None:
            raise ApiKeyIsUnknown
        async with info.context.unit_of_work() as work:
            revoked = await api_keys.revoke_api_key(work, caller, key_id)
        return RevokeApiKeyPayload(api_key=ApiKey.from_row(revoked))


def _organization(text: str | None) -> UUID | None:
    """Raises `NotFound` for a text that can name none, as for one that the caller is not in."""
    found = parse_id(text) if text is not None else None
    if text is not None and found is None:
        raise NotFound("There is no such organization.")
    return found
