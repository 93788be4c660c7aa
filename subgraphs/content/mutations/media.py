"""Uploading media, describing them, deleting them."""

from typing import Annotated
from uuid import UUID

import strawberry

from subgraphs.content.service import media as service
from subgraphs.content.service.media import NewMedia
from subgraphs.content.types.context import Info
from subgraphs.content.types.course_inputs import CLIENT_MUTATION_ID, key_of
from subgraphs.content.types.media import MediaAsset, MediaUpload
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.ids import new_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.uploads import UploadedFile
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WRITES = requires_scopes(Scope.CONTENT_WRITE)
_ALT_TEXT = "What is to be seen or heard, for those who do not, in at most 500 characters."
_FOR_WHOM = "An organization that the caller writes for, whose members then work with it; null: the caller's own."


@strawberry.input(description="A file to take in, as part of a multipart request.")
class UploadMediaInput:
    file: UploadedFile = strawberry.field(description="The file. What it is, is seen from its content.")
    alt_text: str = strawberry.field(default="", description=_ALT_TEXT)
    organization_id: strawberry.ID | None = strawberry.field(default=None, description=_FOR_WHOM)
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)

    def to_new_media(self) -> NewMedia:
        return NewMedia(self.file.filename, self.alt_text, _key(self.organization_id), self.client_mutation_id)


@strawberry.input(description="A file that the client is going to put by itself: a large one, or from a weak line.")
class CreateMediaUploadInput:
    name: str = strawberry.field(description="What the file is called.")
    content_type: str = strawberry.field(description="Its type, such as `audio/mpeg`. What comes has to be of it.")
    size: int = strawberry.field(description="Its size in bytes. What comes has to have exactly so many.")
    alt_text: str = strawberry.field(default="", description=_ALT_TEXT)
    organization_id: strawberry.ID | None = strawberry.field(default=None, description=_FOR_WHOM)
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)

    def to_new_media(self) -> NewMedia:
        return NewMedia(self.name, self.alt_text, _key(self.organization_id), self.client_mutation_id)


@strawberry.input(description="Which upload has come to its end.")
class CompleteMediaUploadInput:
    media_id: strawberry.ID = strawberry.field(description="The medium that `createMediaUpload` made.")


@strawberry.input(description="What to change of what is said of a medium. What is left out stays as it is.")
class UpdateMediaInput:
    media_id: strawberry.ID = strawberry.field(description="The medium.")
    name: str | None = strawberry.field(default=None, description="What downloads of it are called from now on.")
    alt_text: str | None = strawberry.field(default=None, description=_ALT_TEXT)


@strawberry.input(description="A medium to hide.")
class DeleteMediaInput:
    media_id: strawberry.ID = strawberry.field(description="The medium. Refused while something shows it.")


@strawberry.input(description="A deleted medium to bring back.")
class RestoreMediaInput:
    media_id: strawberry.ID = strawberry.field(description="The medium, as long as it is `restorableUntil`.")


@strawberry.type
class MediaPayload:
    media: MediaAsset | None = strawberry.field(default=None, description="The medium as it is now; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of taking in a file.")
class UploadMediaPayload(MediaPayload):
    pass


@strawberry.type(description="Where the client is to put its file.")
class CreateMediaUploadPayload(MediaPayload):
    upload: MediaUpload | None = strawberry.field(
        default=None, description="What to send; null when refused, or when the file has been there before."
    )


@strawberry.type(description="What came of the end of an upload.")
class CompleteMediaUploadPayload(MediaPayload):
    pass


@strawberry.type(description="What came of describing a medium.")
class UpdateMediaPayload(MediaPayload):
    pass


@strawberry.type(description="What came of hiding a medium.")
class DeleteMediaPayload(MediaPayload):
    pass


@strawberry.type(description="What came of bringing a medium back.")
class RestoreMediaPayload(MediaPayload):
    pass


@strawberry.type
class MediaMutations:
    @strawberry.mutation(
        description="Take in a file. Pictures are written anew, upright and without metadata; their variants follow.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def upload_media(
        self, info: Info, input: Annotated[UploadMediaInput, strawberry.argument(description="The file.")]
    ) -> UploadMediaPayload:
        caller, services = require_scope(info, Scope.CONTENT_WRITE), info.context.services
        wanted, media_id = input.to_new_media(), new_id()
        async with info.context.database.read() as session:
            row = await service.check_new(session, caller, wanted, input.file.size, services.settings)
        if row is None:
            kept = await services.media.keep(media_id, input.file, ("input", "file"))
            async with services.media.discarded_unless_used(kept) as use:
                async with info.context.unit_of_work() as work:
                    row = await service.add_media(work, caller, media_id, wanted, kept, services.settings)
                use(row)
        return UploadMediaPayload(media=MediaAsset.from_row(row))

    @strawberry.mutation(
        description="Begin an upload that does not pass through GraphQL. Room for it is taken from the quota at once.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def create_media_upload(
        self, info: Info, input: Annotated[CreateMediaUploadInput, strawberry.argument(description="The file to come.")]
    ) -> CreateMediaUploadPayload:
        caller, services = require_scope(info, Scope.CONTENT_WRITE), info.context.services
        wanted = input.to_new_media()
        async with info.context.unit_of_work() as work:
            row = await service.check_new(work.session, caller, wanted, input.size, services.settings)
            if row is None:
                row = await service.begin_upload(work, caller, wanted, input.content_type, input.size, services.media)
            target = service.renew_target(row, services.media, work.now)
        upload = MediaUpload.from_target(target) if target is not None else None
        return CreateMediaUploadPayload(media=MediaAsset.from_row(row), upload=upload)

    @strawberry.mutation(
        description="Say that the file is where `createMediaUpload` wanted it. It is looked at after the answer.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def complete_media_upload(
        self, info: Info, input: Annotated[CompleteMediaUploadInput, strawberry.argument(description="The upload.")]
    ) -> CompleteMediaUploadPayload:
        caller, media_id = require_scope(info, Scope.CONTENT_WRITE), key_of(input.media_id)
        async with info.context.database.read() as session:
            found = await service.find_own(session, caller, media_id)
        await service.check_upload(found, info.context.services.media, info.context.clock())
        async with info.context.unit_of_work() as work:
            row = await service.complete_upload(work, caller, media_id)
        return CompleteMediaUploadPayload(media=MediaAsset.from_row(row))

    @strawberry.mutation(description="Change what is said of a medium.", directives=[_WRITES])
    @answer_refusals
    async def update_media(
        self, info: Info, input: Annotated[UpdateMediaInput, strawberry.argument(description="The changes.")]
    ) -> UpdateMediaPayload:
        caller = require_scope(info, Scope.CONTENT_WRITE)
        async with info.context.unit_of_work() as work:
            row = await service.describe_media(work, caller, key_of(input.media_id), input.name, input.alt_text)
        return UpdateMediaPayload(media=MediaAsset.from_row(row))

    @strawberry.mutation(
        description="Hide a medium. It can be brought back for a while, and counts against the quota until it is gone.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def delete_media(
        self, info: Info, input: Annotated[DeleteMediaInput, strawberry.argument(description="The medium.")]
    ) -> DeleteMediaPayload:
        caller = require_scope(info, Scope.CONTENT_WRITE)
        async with info.context.unit_of_work() as work:
            row = await service.delete_media(work, caller, key_of(input.media_id))
        return DeleteMediaPayload(media=MediaAsset.from_row(row))

    @strawberry.mutation(description="Bring a deleted medium back.", directives=[_WRITES])
    @answer_refusals
    async def restore_media(
        self, info: Info, input: Annotated[RestoreMediaInput, strawberry.argument(description="The medium.")]
    ) -> RestoreMediaPayload:
        caller, settings = require_scope(info, Scope.CONTENT_WRITE), info.context.services.settings
        async with info.context.unit_of_work() as work:
            row = await service.restore_media(work, caller, key_of(input.media_id), settings)
        return RestoreMediaPayload(media=MediaAsset.from_row(row))


def _key(text: strawberry.ID | None) -> UUID | None:
    return key_of(text) if text is not None else None
