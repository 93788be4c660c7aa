"""Going by another name."""

from typing import Annotated

import strawberry

from subgraphs.accounts.service import handles
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.handles import ChangeHandleInput, ChangeHandlePayload
from subgraphs.accounts.types.user import User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller_in_person
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_CHANGE = strawberry.argument(description="The new handle.")


@strawberry.type
class HandleMutations:
    @strawberry.mutation(
        description="Take another handle, once in a while. The old one stays reserved for oneself some time.",
        directives=[requires_scopes(Scope.PROFILE_WRITE)],
    )
    @answer_refusals
    async def change_handle(self, info: Info, input: Annotated[ChangeHandleInput, _CHANGE]) -> ChangeHandlePayload:
        caller, settings = require_caller_in_person(info), info.context.services.settings
        async with info.context.unit_of_work() as work:
            account = await handles.change_handle(
                work, caller, input.handle.lower(), settings.handle_cooldown, settings.handle_reservation
            )
        return ChangeHandlePayload(user=User.from_account(account))
