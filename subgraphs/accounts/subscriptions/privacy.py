"""What can be watched of exports."""

from collections.abc import AsyncGenerator

import strawberry

from subgraphs.accounts.service.data_exports import export_channel
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.privacy import DataExport
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.scopes import Scope


@strawberry.type
class PrivacySubscriptions:
    @strawberry.subscription(
        description="The caller's export, as it is now and each time it comes further.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    async def data_export_progressed(self, info: Info) -> AsyncGenerator[DataExport | None, None]:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        async with info.context.live.subscribe(export_channel(caller.user_id)) as values:
            export = await info.context.loaders.latest_export.load(caller.user_id)
            if export is not None:
                yield DataExport.from_export(export)
            async for _ in values:
                export = await info.context.loaders.latest_export.load(caller.user_id)
                if export is not None:
                    yield DataExport.from_export(export)
