"""Captures: kept, described, tried again, deleted and brought back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.capture_errors import CaptureIsEmpty, CaptureIsUnknown
from subgraphs.learning.capture_files import CaptureFiles, KeptFile
from subgraphs.learning.models.captures import CaptureKind
from subgraphs.learning.mutations.client_mutation_id import CLIENT_MUTATION_ID
from subgraphs.learning.service import captures as service
from subgraphs.learning.service.captures import NewCapture
from subgraphs.learning.types.captures import Capture
from subgraphs.learning.types.context import Info
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import new_id, parse_id
from subgraphs.shared.scalars import Url
from subgraphs.shared.scopes import Scope
from subgraphs.shared.uploads import UploadedFile
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WRITES = requires_scopes(Scope.LEARNING_WRITE)


@strawberry.input(description="Something that a learner met: what it is, and what is to be read in it.")
class CreateCaptureInput:
    kind: CaptureKind = strawberry.field(description="What it is.")
    file: UploadedFile | None = strawberry.field(
        default=None,
        description="The screenshot; the text, in any encoding of Japanese; or the film, as MP4 or WebM.",
    )
    subtitles: UploadedFile | None = strawberry.field(
        default=None, description="What is said in a film, as SRT or WebVTT. A film can do without its file."
    )
    text: str | None = strawberry.field(
        default=None,
        description="What is to be read, where there is no file of it: the text itself, what stands on a screenshot, "
        "or subtitles.",
    )
    title: str | None = strawberry.field(default=None, description="What to call it; null: by how its text begins.")
    source_url: Url | None = strawberry.field(default=None, description="Where it was met.")
    tags: list[str] = strawberry.field(
        default_factory=list, description="What to sort it by; its cards get these tags too."
    )
    is_vertical: bool = strawberry.field(
        default=False, description="Whether the writing on a screenshot runs downwards, as in books."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.input(description="What is to be called otherwise, or sorted otherwise.")
class UpdateCaptureInput:
    capture_id: ID = strawberry.field(description="Which one.")
    title: str | None = strawberry.field(default=None, description="Null leaves it. Its topic keeps its name.")
    tags: list[str] | None = strawberry.field(
        default=None, description="All that it has from now on; null leaves them. Its cards keep theirs."
    )


@strawberry.input(description="What is to be read in a capture that has no text, or a wrong one.")
class SetCaptureTextInput:
    capture_id: ID = strawberry.field(description="One of which no cards were made yet.")
    text: str = strawberry.field(description="The text, or subtitles with their times.")


@strawberry.input(description="A capture that failed.")
class RetryCaptureInput:
    capture_id: ID = strawberry.field(description="Which one.")


@strawberry.input(description="A capture to hide.")
class DeleteCaptureInput:
    capture_id: ID = strawberry.field(description="Which one.")


@strawberry.input(description="A capture that was deleted.")
class RestoreCaptureInput:
    capture_id: ID = strawberry.field(description="Which one.")


@strawberry.type
class CapturePayload:
    capture: Capture | None = strawberry.field(
        default=None, description="As it is now; null when the mutation was refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of keeping a capture. Cards follow: `captureProcessed` tells when.")
class CreateCapturePayload(CapturePayload):
    pass


@strawberry.type(description="What came of describing a capture.")
class UpdateCapturePayload(CapturePayload):
    pass


@strawberry.type(description="What came of giving a capture its text.")
class SetCaptureTextPayload(CapturePayload):
    pass


@strawberry.type(description="What came of trying a capture again.")
class RetryCapturePayload(CapturePayload):
    pass


@strawberry.type(description="What came of hiding a capture.")
class DeleteCapturePayload(CapturePayload):
    pass


@strawberry.type(description="What came of bringing a capture back.")
class RestoreCapturePayload(CapturePayload):
    pass


@strawberry.type
class CaptureMutations:
    @strawberry.mutation(
        description="Keep a screenshot, a text or the subtitles of a film, and have cards made of it.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def create_capture(
        self, info: Info, input: Annotated[CreateCaptureInput, strawberry.argument(description="The capture.")]
    ) -> CreateCapturePayload:
        caller, services = require_caller(info), info.context.services
        wanted, capture_id = await _new_capture(input, services.capture_files), new_id()
        async with info.context.database.read() as session:
            size = input.file.size if input.file is not None else 0
            await service.check_new(session, caller.user_id, wanted, size, services.settings)
        async with _kept(services.capture_files, capture_id, input) as kept:
            async with info.context.unit_of_work() as work:
                row = await service.create_capture(
                    work, caller.user_id, capture_id, wanted, kept, services.settings, input.client_mutation_id
                )
            if kept is not None and row.id != capture_id:
                await services.objects.delete(kept.key)
        return CreateCapturePayload(capture=Capture.from_row(row))

    @strawberry.mutation(description="Change what a capture is called and sorted by.", directives=[_WRITES])
    @answer_refusals
    async def update_capture(
        self, info: Info, input: Annotated[UpdateCaptureInput, strawberry.argument(description="The changes.")]
    ) -> UpdateCapturePayload:
        caller, settings = require_caller(info), info.context.services.settings
        async with info.context.unit_of_work() as work:
            row = await service.update_capture(
                work, caller.user_id, _key(input.capture_id), input.title, input.tags, settings
            )
        return UpdateCapturePayload(capture=Capture.from_row(row))

    @strawberry.mutation(
        description="Say what is to be read in a capture, and have it processed with that.", directives=[_WRITES]
    )
    @answer_refusals
    async def set_capture_text(
        self, info: Info, input: Annotated[SetCaptureTextInput, strawberry.argument(description="The text.")]
    ) -> SetCaptureTextPayload:
        caller, settings = require_caller(info), info.context.services.settings
        async with info.context.unit_of_work() as work:
            row = await service.set_capture_text(work, caller.user_id, _key(input.capture_id), input.text, settings)
        return SetCaptureTextPayload(capture=Capture.from_row(row))

    @strawberry.mutation(description="Have a capture processed again that failed.", directives=[_WRITES])
    @answer_refusals
    async def retry_capture(
        self, info: Info, input: Annotated[RetryCaptureInput, strawberry.argument(description="Which one.")]
    ) -> RetryCapturePayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            row = await service.retry_capture(work, caller.user_id, _key(input.capture_id))
        return RetryCapturePayload(capture=Capture.from_row(row))

    @strawberry.mutation(
        description="Hide a capture; the cards that were made of it stay. It can be brought back for a while.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def delete_capture(
        self, info: Info, input: Annotated[DeleteCaptureInput, strawberry.argument(description="Which one.")]
    ) -> DeleteCapturePayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            row = await service.delete_capture(work, caller.user_id, _key(input.capture_id))
        return DeleteCapturePayload(capture=Capture.from_row(row))

    @strawberry.mutation(description="Bring a deleted capture back.", directives=[_WRITES])
    @answer_refusals
    async def restore_capture(
        self, info: Info, input: Annotated[RestoreCaptureInput, strawberry.argument(description="Which one.")]
    ) -> RestoreCapturePayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            row = await service.restore_capture(work, caller.user_id, _key(input.capture_id))
        return RestoreCapturePayload(capture=Capture.from_row(row))


async def _new_capture(input: CreateCaptureInput, files: CaptureFiles) -> NewCapture:
    """What is said of it, with the text of its files. Raises refusals."""
    text = input.text or ""
    if input.kind is CaptureKind.TEXT and input.file is not None:
        text = await files.read_text(input.file, ("input", "file"))
    elif input.kind is CaptureKind.VIDEO and input.subtitles is not None:
        text = await files.read_text(input.subtitles, ("input", "subtitles"))
    _check_there_is_something(input, text)
    return NewCapture(
        kind=input.kind,
        title=input.title,
        text=text,
        source_url=input.source_url,
        tags=tuple(input.tags),
        is_vertical=input.is_vertical,
        file_digest=await _digest(input.file) if input.file is not None else "",
    )


def _check_there_is_something(input: CreateCaptureInput, text: str) -> None:
    match input.kind:
        case CaptureKind.SCREENSHOT if input.file is None:
            raise CaptureIsEmpty("A screenshot needs its picture.", ("input", "file"))
        case CaptureKind.TEXT if not text.strip():
            raise CaptureIsEmpty("There is no text in this.", ("input", "text"))
        case CaptureKind.VIDEO if input.file is None and not text.strip():
            raise CaptureIsEmpty("A film needs its subtitles, or its file.", ("input", "subtitles"))


@asynccontextmanager
async def _kept(files: CaptureFiles, capture_id: UUID, input: CreateCaptureInput) -> AsyncIterator[KeptFile | None]:
    """The file of the capture, kept unless the block raises. What is only text is not kept as a file."""
    if input.file is None or input.kind is CaptureKind.TEXT:
        yield None
        return
    keeping = files.keeping_picture if input.kind is CaptureKind.SCREENSHOT else files.keeping_video
    async with keeping(capture_id, input.file) as kept:
        yield kept


async def _digest(file: UploadedFile) -> str:
    digest = sha256()
    async for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _key(text: ID) -> UUID:
    key = parse_id(text)
    if key is None:
        raise CaptureIsUnknown(text)
    return key
