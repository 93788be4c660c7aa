"""Bringing flashcards along."""

from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.learning.import_errors import ImportIsUnknown
from subgraphs.learning.import_options import ImportOptions
from subgraphs.learning.models.imports import ImportFormat
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.service import imports as service
from subgraphs.learning.service.imports import NewImport
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.imports import FlashcardImport, FlashcardImportOptionsInput
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.file_types import TEXT, ZIP
from subgraphs.shared.ids import new_id, parse_id
from subgraphs.shared.objects import new_key
from subgraphs.shared.scopes import Scope
from subgraphs.shared.uploads import UploadedFile
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WRITES = requires_scopes(Scope.LEARNING_WRITE)
_FOLDER = "imports"


@strawberry.input(description="A file with flashcards, as part of a multipart request.")
class ImportFlashcardsInput:
    file: UploadedFile = strawberry.field(description="The file. Its name is only shown.")
    format: ImportFormat = strawberry.field(description="What it is.")
    options: FlashcardImportOptionsInput | None = strawberry.field(default=None, description="How it is to be taken.")
    preview: bool = strawberry.field(
        default=False, description="Whether to stop when the file has been looked at, until it is started."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.input(description="An import to go on with, from its preview.")
class StartFlashcardImportInput:
    import_id: ID = strawberry.field(description="The import, in the state `PREVIEWED`.")
    options: FlashcardImportOptionsInput | None = strawberry.field(
        default=None, description="What is to be otherwise than it was begun with."
    )


@strawberry.input(description="An import that nobody wants any more.")
class CancelFlashcardImportInput:
    import_id: ID = strawberry.field(description="One that has not ended.")


@strawberry.type
class FlashcardImportPayload:
    flashcard_import: FlashcardImport | None = strawberry.field(
        name="import", default=None, description="The import as it is now; null when it was refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of wishing to import flashcards.")
class ImportFlashcardsPayload(FlashcardImportPayload):
    pass


@strawberry.type(description="What came of going on with an import.")
class StartFlashcardImportPayload(FlashcardImportPayload):
    pass


@strawberry.type(description="What came of cancelling an import.")
class CancelFlashcardImportPayload(FlashcardImportPayload):
    pass


@strawberry.type
class ImportMutations:
    @strawberry.mutation(
        description="Make flashcards of a file, after the answer: all of them at once, or none. The same file again "
        "makes nothing twice. `importProgressed` tells how far it is.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def import_flashcards(
        self, info: Info, input: Annotated[ImportFlashcardsInput, strawberry.argument(description="The file.")]
    ) -> ImportFlashcardsPayload:
        caller, services = require_caller(info), info.context.services
        service.check_file(input.format, input.file.size, services.settings)
        changes = input.options.to_changes() if input.options is not None else {}
        options = ImportOptions.model_validate({**changes, "stops_at_preview": input.preview})
        service.check_options(input.format, options)
        key = new_key(_FOLDER, ZIP if input.format is ImportFormat.ANKI else TEXT)
        wanted = NewImport(new_id(), input.format, input.file.filename, input.file.size, key, options)
        await services.objects.put(key, input.file.chunks())
        is_used = False
        try:
            async with info.context.unit_of_work() as work:
                row = await service.begin_import(
                    work, caller.user_id, wanted, services.settings, input.client_mutation_id
                )
            is_used = row.object_key == key
        finally:
            if not is_used:
                await services.objects.delete(key)
        return ImportFlashcardsPayload(flashcard_import=FlashcardImport.from_row(row))

    @strawberry.mutation(
        description="Go on with an import whose preview was looked at, perhaps with other options.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def start_flashcard_import(
        self, info: Info, input: Annotated[StartFlashcardImportInput, strawberry.argument(description="Which one.")]
    ) -> StartFlashcardImportPayload:
        caller = require_caller(info)
        key = parse_id(input.import_id)
        if key is None:
            raise ImportIsUnknown(input.import_id)
        changes = input.options.to_changes() if input.options is not None else {}
        async with info.context.unit_of_work() as work:
            row = await service.start_import(work, caller.user_id, key, changes, info.context.services.settings)
        return StartFlashcardImportPayload(flashcard_import=FlashcardImport.from_row(row))

    @strawberry.mutation(
        description="Cancel an import that has not ended. Nothing of it remains.", directives=[_WRITES]
    )
    @answer_refusals
    async def cancel_flashcard_import(
        self, info: Info, input: Annotated[CancelFlashcardImportInput, strawberry.argument(description="Which one.")]
    ) -> CancelFlashcardImportPayload:
        caller = require_caller(info)
        key = parse_id(input.import_id)
        if key is None:
            raise ImportIsUnknown(input.import_id)
        async with info.context.unit_of_work() as work:
            row = await service.cancel_import(work, caller.user_id, key)
        return CancelFlashcardImportPayload(flashcard_import=FlashcardImport.from_row(row))
