"""Bringing pictures and recordings for flashcards."""

from typing import Annotated

import strawberry

from subgraphs.learning.flashcard_media import FlashcardFiles
from subgraphs.learning.models.media import MediaRow
from subgraphs.learning.repository.media import MediaRepository
from subgraphs.learning.service.flashcard_media import add_media
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.media import FlashcardMedia
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.scopes import Scope
from subgraphs.shared.uploads import UploadedFile
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field


@strawberry.input(description="A picture or a recording for flashcards.")
class UploadFlashcardMediaInput:
    file: UploadedFile = strawberry.field(
        description="A picture (JPEG, PNG, GIF, WebP or AVIF) or a recording (MP3, AAC, M4A, Ogg, WAV, FLAC or WebM), "
        "part of a multipart request. What a picture says of where it was taken is left out."
    )
    client_mutation_id: str | None = strawberry.field(
        default=None, description="An id of the client's own making. The same file is kept once either way."
    )


@strawberry.type(description="What came of bringing a file.")
class UploadFlashcardMediaPayload:
    media: FlashcardMedia | None = strawberry.field(
        default=None, description="The file, or the same one that was brought before; null when it was refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class FlashcardMediaMutations:
    @strawberry.mutation(
        description="Bring a picture or a recording to put on flashcards. What no flashcard shows is forgotten after "
        "some days.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def upload_flashcard_media(
        self, info: Info, input: Annotated[UploadFlashcardMediaInput, strawberry.argument(description="The file.")]
    ) -> UploadFlashcardMediaPayload:
        return UploadFlashcardMediaPayload(media=FlashcardMedia.from_row(await _kept(info, input.file)))


async def _kept(info: Info, file: UploadedFile) -> MediaRow:
    caller, services = require_caller(info), info.context.services
    files = FlashcardFiles(services.objects, services.pictures, services.settings)
    digest = await files.digest(file)
    async with info.context.database.read() as session:
        known = await MediaRepository(session).by_digest(caller.user_id, digest)
    if known is not None:
        return known
    kept = await files.keep(caller.user_id, file)
    try:
        async with info.context.unit_of_work() as work:
            row = await add_media(work, caller.user_id, digest, file.filename, kept, services.settings)
    except BaseException:
        await services.objects.delete(kept.key)
        raise
    if row.key != kept.key:
        await services.objects.delete(kept.key)
    return row
