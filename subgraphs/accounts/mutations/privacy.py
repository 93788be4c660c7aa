"""Taking one's data along, and leaving."""

from typing import Annotated

import strawberry

from subgraphs.accounts.service import data_exports, erasures
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.privacy import (
    AccountErasure,
    CancelAccountErasureInput,
    CancelAccountErasurePayload,
    DataExport,
    RequestAccountErasureInput,
    RequestAccountErasurePayload,
    RequestDataExportInput,
    RequestDataExportPayload,
)
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_EXPORT = strawberry.argument(description="Nothing has to be said.")
_ERASE = strawberry.argument(description="Nothing has to be said.")
_CANCEL = strawberry.argument(description="Nothing has to be said.")


@strawberry.type
class PrivacyMutations:
    @strawberry.mutation(
        description="Have everything that the platform holds of the caller put into one archive. Asks for a fresh "
        "proof of identity. It takes a while: watch `dataExportProgressed`, or wait for the letter.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    @answer_refusals
    async def request_data_export(
        self, info: Info, input: Annotated[RequestDataExportInput, _EXPORT]
    ) -> RequestDataExportPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        async with info.context.unit_of_work() as work:
            export = await data_exports.request_export(work, caller, info.context.services.settings)
        return RequestDataExportPayload(data_export=DataExport.from_export(export))

    @strawberry.mutation(
        description="Have the caller's account erased from every domain, after a grace period in which it can be "
        "cancelled. Asks for a fresh proof of identity.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    @answer_refusals
    async def request_account_erasure(
        self, info: Info, input: Annotated[RequestAccountErasureInput, _ERASE]
    ) -> RequestAccountErasurePayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        async with info.context.unit_of_work() as work:
            pending = await erasures.request_erasure(work, caller, info.context.services.settings)
        return RequestAccountErasurePayload(erasure=AccountErasure.from_pending(pending))

    @strawberry.mutation(
        description="Keep the account after all, as long as the grace period lasts. Needs no proof: whoever keeps it "
        "takes nothing from anybody.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    @answer_refusals
    async def cancel_account_erasure(
        self, info: Info, input: Annotated[CancelAccountErasureInput, _CANCEL]
    ) -> CancelAccountErasurePayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        async with info.context.unit_of_work() as work:
            await erasures.cancel_erasure(work, caller)
        return CancelAccountErasurePayload(is_staying=True)
