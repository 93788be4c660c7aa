"""What can be watched of imports and exports."""

from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.repository.imports import EXPORTS_UNDER_WAY, ExportRepository, ImportRepository
from subgraphs.learning.service.exports import exports_channel
from subgraphs.learning.service.imports import OVER, imports_channel
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.exports import FlashcardExport
from subgraphs.learning.types.imports import FlashcardImport
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id


@strawberry.type
class ImportSubscriptions:
    @strawberry.subscription(
        description="An import of the caller's, as it is now and each time it comes further, until it has ended. "
        "Nothing for an unknown one and for somebody else's.",
        directives=[AUTHENTICATED],
    )
    async def import_progressed(
        self, info: Info, import_id: Annotated[ID, strawberry.argument(description="The import.")]
    ) -> AsyncGenerator[FlashcardImport | None, None]:
        caller, key = require_caller(info), parse_id(import_id)
        if key is None:
            return
        async with info.context.live.subscribe(imports_channel(caller.user_id)) as values:
            shown = await _shown(info, caller.user_id, key)
            if shown is None:
                return
            yield shown
            if shown.state in OVER:
                return
            async for value in values:
                if value["importId"] != str(key):
                    continue
                progress = (value["done"], value["total"]) if "done" in value else None
                shown = await _shown(info, caller.user_id, key, progress)
                if shown is None:
                    return
                yield shown
                if shown.state in OVER:
                    return

    @strawberry.subscription(
        description="An export of the caller's, as it is now and each time it comes further, until it has ended. "
        "Nothing for an unknown one and for somebody else's.",
        directives=[AUTHENTICATED],
    )
    async def export_progressed(
        self, info: Info, export_id: Annotated[ID, strawberry.argument(description="The export.")]
    ) -> AsyncGenerator[FlashcardExport | None, None]:
        caller, key = require_caller(info), parse_id(export_id)
        if key is None:
            return
        async with info.context.live.subscribe(exports_channel(caller.user_id)) as values:
            shown = await _shown_export(info, caller.user_id, key)
            if shown is None:
                return
            yield shown
            if shown.state not in EXPORTS_UNDER_WAY:
                return
            async for value in values:
                if value["exportId"] != str(key):
                    continue
                shown = await _shown_export(info, caller.user_id, key)
                if shown is None:
                    return
                yield shown
                if shown.state not in EXPORTS_UNDER_WAY:
                    return


async def _shown(
    info: Info, owner_id: UUID, import_id: UUID, progress: tuple[int, int] | None = None
) -> FlashcardImport | None:
    async with info.context.database.read() as session:
        row = (await ImportRepository(session).by_ids([import_id])).get(import_id)
    if row is None or row.owner_id != owner_id:
        return None
    return FlashcardImport.from_row(row, progress if row.state not in OVER else None)


async def _shown_export(info: Info, owner_id: UUID, export_id: UUID) -> FlashcardExport | None:
    async with info.context.database.read() as session:
        row = (await ExportRepository(session).by_ids([export_id])).get(export_id)
    return FlashcardExport.from_row(row) if row is not None and row.owner_id == owner_id else None
