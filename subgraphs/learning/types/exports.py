"""Exports of flashcards, as the learner sees them whose they are."""

from datetime import datetime
from typing import Self

import strawberry
from strawberry import ID

from subgraphs.learning.models.imports import ExportFormat, ExportRow, ExportState
from subgraphs.learning.repository.imports import ExportRepository
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.import_texts import text_of
from subgraphs.learning.types.imports import TransferProgress
from subgraphs.learning.types.owners import owner_of
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.pagination import page_request
from subgraphs.shared.scalars import Url

_EXTENSIONS = {
    ExportFormat.ANKI: "apkg",
    ExportFormat.ANKI_OLDER: "apkg",
    ExportFormat.CSV: "csv",
    ExportFormat.TSV: "tsv",
}


@strawberry.type(description="Flashcards that are written to a file, and how far that is. Shown to their owner only.")
class FlashcardExport:
    id: ID = strawberry.field(description="Identifies the export.")
    format: ExportFormat = strawberry.field(description="What they are written to.")
    state: ExportState = strawberry.field(description="How far it is.")
    progress: TransferProgress = strawberry.field(description="How far it is, for a bar.")
    flashcard_count: int = strawberry.field(description="How many flashcards it has.")
    media_count: int = strawberry.field(description="How many files are in it; 0 before it is ready.")
    file_bytes: float | None = strawberry.field(
        description="How long the file is; null while there is none. It may outgrow 32-bit integers."
    )
    failure_code: str | None = strawberry.field(description="Why it failed, for programs; null unless it has.")
    failure_message: str | None = strawberry.field(description="What would help, for people; null unless it failed.")
    created_at: datetime = strawberry.field(description="When it was begun.")
    finished_at: datetime | None = strawberry.field(description="When it ended, well or not.")
    expires_at: datetime | None = strawberry.field(description="When the file is deleted; null before it is ready.")
    row: strawberry.Private[ExportRow]

    @strawberry.field(
        description="Where to download the file. The address works for about an hour and for whoever has it; ask again "
        "for a fresh one. Null while there is no file."
    )
    def download_url(self, info: Info) -> Url | None:
        if self.row.object_key is None:
            return None
        name = f"kumiki-{self.created_at:%Y-%m-%d}.{_EXTENSIONS[self.format]}"
        return Url(info.context.services.objects.signed_url(self.row.object_key, name))

    @classmethod
    def from_row(cls, row: ExportRow) -> Self:
        return cls(
            id=ID(str(row.id)),
            format=ExportFormat(row.format),
            state=ExportState(row.state),
            progress=TransferProgress(done=row.done, total=row.total),
            flashcard_count=row.card_count,
            media_count=row.media_count,
            file_bytes=float(row.size) if row.object_key is not None else None,
            failure_code=row.failure,
            failure_message=text_of(row.failure) if row.failure is not None else None,
            created_at=row.created_at,
            finished_at=row.finished_at,
            expires_at=row.expires_at,
            row=row,
        )


@strawberry.type
class OwnExports:
    id: ID

    @strawberry.field(
        description="Exports of flashcards, the latest first. Shown to their owner only.", directives=[AUTHENTICATED]
    )
    async def flashcard_exports(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[FlashcardExport] | None:
        owner_id = owner_of(info, self.id)
        async with info.context.database.read() as session:
            page = await ExportRepository(session).page(owner_id, page_request(first, after))
        return Connection[FlashcardExport].from_page(page, FlashcardExport.from_row)
