"""Changing a profile."""

from typing import Annotated, Any

import strawberry

from subgraphs.accounts.profile_rules import UNCHANGED, ProfileChange
from subgraphs.accounts.service import profiles
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.profile import UpdateProfileInput, UpdateProfilePayload
from subgraphs.accounts.types.user import User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_UPDATE = strawberry.argument(description="The changes.")


@strawberry.type
class ProfileMutations:
    @strawberry.mutation(description="Change one's own profile.", directives=[requires_scopes(Scope.PROFILE_WRITE)])
    @answer_refusals
    async def update_profile(self, info: Info, input: Annotated[UpdateProfileInput, _UPDATE]) -> UpdateProfilePayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            account = await profiles.update_profile(work, caller.user_id, _to_change(input))
        return UpdateProfilePayload(user=User.from_account(account))


def _to_change(input: UpdateProfileInput) -> ProfileChange:
    """Null empties what may be empty; elsewhere it becomes the empty text, which the rules refuse."""
    return ProfileChange(
        display_name=_given(input.display_name, ""),
        bio=_given(input.bio, None),
        locale=_given(input.locale, ""),
        time_zone=_given(input.time_zone, ""),
        languages=_given(input.languages, []),
    )


def _given(value: Any, when_null: Any) -> Any:
    if value is strawberry.UNSET:
        return UNCHANGED
    return when_null if value is None else value
