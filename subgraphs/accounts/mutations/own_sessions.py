"""Ending one's own sessions, from any of them."""

from typing import Annotated

import strawberry

from subgraphs.accounts.service import sessions
from subgraphs.accounts.service.reauthentication import require_own_session
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.own_sessions import (
    EndSessionInput,
    EndSessionPayload,
    SignOutEverywhereInput,
    SignOutEverywherePayload,
)
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_END = strawberry.argument(description="Which one.")
_EVERYWHERE = strawberry.argument(description="Which ones.")


@strawberry.type
class OwnSessionMutations:
    @strawberry.mutation(
        description="End one of one's own sessions, such as that of a lost phone. Its access token lasts until it "
        "expires.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    @answer_refusals
    async def end_session(self, info: Info, input: Annotated[EndSessionInput, _END]) -> EndSessionPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        async with info.context.unit_of_work() as work:
            await require_own_session(work, caller)
            await sessions.end_session(work, caller.user_id, parse_id(input.session_id))
        return EndSessionPayload(session_id=input.session_id)

    @strawberry.mutation(
        description="End all of one's own sessions, on every device.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    @answer_refusals
    async def sign_out_everywhere(
        self, info: Info, input: Annotated[SignOutEverywhereInput, _EVERYWHERE]
    ) -> SignOutEverywherePayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        async with info.context.unit_of_work() as work:
            current = await require_own_session(work, caller)
            spared = current.id if input.keep_current else None
            ended = await sessions.sign_out_everywhere(work, caller.user_id, spared)
        return SignOutEverywherePayload(ended_sessions=ended)
