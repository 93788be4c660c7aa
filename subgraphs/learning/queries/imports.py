"""Finding one import or export."""

from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.repository.imports import ExportRepository, ImportRepository
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.exports import FlashcardExport
from subgraphs.learning.types.imports import FlashcardImport
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id


@strawberry.type
class ImportQueries:
    @strawberry.field(
        description="One of the caller's imports; null for an unknown one and for somebody else's.",
        directives=[AUTHENTICATED],
    )
    async def flashcard_import(
        self, info: Info, id: Annotated[ID, strawberry.argument(description="The import's id.")]
    ) -> FlashcardImport | None:
        caller, key = require_caller(info), parse_id(id)
        async with info.context.database.read() as session:
            row = (await ImportRepository(session).by_ids([key])).get(key) if key is not None else None
        return FlashcardImport.from_row(row) if row is not None and row.owner_id == caller.user_id else None

    @strawberry.field(
        description="One of the caller's exports; null for an unknown one and for somebody else's.",
        directives=[AUTHENTICATED],
    )
    async def flashcard_export(
        self, info: Info, id: Annotated[ID, strawberry.argument(description="The export's id.")]
    ) -> FlashcardExport | None:
        caller, key = require_caller(info), parse_id(id)
        async with info.context.database.read() as session:
            row = (await ExportRepository(session).by_ids([key])).get(key) if key is not None else None
        return FlashcardExport.from_row(row) if row is not None and row.owner_id == caller.user_id else None
