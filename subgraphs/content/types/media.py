"""Pictures, recordings, films and documents as clients see them."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry

from subgraphs.content.models.media import MediaKind, MediaRow, MediaStatus
from subgraphs.content.service.media import Usage, is_seen_by
from subgraphs.content.types.context import Info
from subgraphs.content.types.people import Organization
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.scalars import Url
from subgraphs.shared.signed_urls import UploadTarget

describe_enum(
    MediaKind,
    "What a medium is, by its content.",
    {
        MediaKind.IMAGE: "A picture. It is offered in several widths.",
        MediaKind.AUDIO: "Something to listen to.",
        MediaKind.VIDEO: "A film, with sound or without.",
        MediaKind.DOCUMENT: "A PDF, subtitles or plain text. Browsers download it and do not open it in place.",
    },
)
describe_enum(
    MediaStatus,
    "How far a medium is on its way from a file to something that lessons can show.",
    {
        MediaStatus.AWAITING_UPLOAD: "The client is to put the file, and then to say so by `completeMediaUpload`.",
        MediaStatus.PROCESSING: "The file is there; it is looked at, or brought into more sizes.",
        MediaStatus.READY: "Everything is there.",
        MediaStatus.FAILED: "The file could not be used. `failureCode` says why.",
    },
)


@strawberry.type(description="A picture in one width and format.")
class MediaVariant:
    url: Url = strawberry.field(description="Where it can be read until the address expires.")
    content_type: str = strawberry.field(description="`image/avif`, which is smaller, or `image/webp`.")
    width: int = strawberry.field(description="In pixels. None is wider than the picture.")
    height: int = strawberry.field(description="In pixels.")
    bytes: int = strawberry.field(description="How much there is to load.")


@strawberry.federation.type(
    keys=["id"],
    description="A picture, recording, film or document. By its id, only those see it who work with it: whoever "
    "uploaded it, or the members of its organization. Others see it where something shows it to them.",
)
class MediaAsset(Node):
    row: strawberry.Private[MediaRow]
    id: strawberry.ID = strawberry.field(description="Identifies it; lessons refer to it by this.")
    kind: MediaKind = strawberry.field(description="What it is. While the file is awaited: what was announced.")
    status: MediaStatus = strawberry.field(description="How far it is.")
    name: str = strawberry.field(description="What the file was called, without folders; downloads are called so.")
    alt_text: str = strawberry.field(description="What is to be seen or heard, for those who do not; may be empty.")
    content_type: str = strawberry.field(description="The type of the file, by its content.")
    bytes: int = strawberry.field(description="Size of the file. While it is awaited: what was announced.")
    width: int | None = strawberry.field(description="In pixels; null for what is not seen, and while it is unknown.")
    height: int | None = strawberry.field(description="In pixels; null for what is not seen, and while it is unknown.")
    duration_seconds: float | None = strawberry.field(description="How long it plays; null where that is unknown.")
    failure_code: str | None = strawberry.field(
        description="Why the file could not be used, as `userErrors` have it: FILE_DIFFERS, FILE_IS_DAMAGED, ...; "
        "PROCESSING_FAILED where it is not the file's fault. Null when nothing failed."
    )
    created_at: datetime = strawberry.field(description="When its upload began.")
    deleted_at: datetime | None = strawberry.field(description="Since when it is hidden; null when it is not.")

    @strawberry.field(description="Where the file can be read for a while, in parts too; null before it is there.")
    def url(self, info: Info) -> Url | None:
        if self.row.object_key is None:
            return None
        return Url(info.context.services.media.objects.signed_url(self.row.object_key, self.row.name))

    @strawberry.field(description="The picture in other widths, as AVIF and WebP; empty for all other kinds.")
    def variants(self, info: Info) -> list[MediaVariant]:
        objects = info.context.services.media.objects
        return [
            MediaVariant(
                url=Url(objects.signed_url(each["key"])),
                content_type=each["contentType"],
                width=each["width"],
                height=each["height"],
                bytes=each["size"],
            )
            for each in self.row.variants
        ]

    @strawberry.field(description="Whose members work with it; null when only its owner does.")
    def organization(self) -> Organization | None:
        return Organization.of(self.row.organization_id)

    @strawberry.field(description="Until when `restoreMedia` brings it back; null when it is not deleted.")
    def restorable_until(self, info: Info) -> datetime | None:
        if self.row.deleted_at is None:
            return None
        return self.row.deleted_at + info.context.services.settings.media_restore_period

    @classmethod
    def from_row(cls, row: MediaRow) -> Self:
        return cls(
            row=row,
            id=strawberry.ID(str(row.id)),
            kind=row.kind,
            status=row.status,
            name=row.name,
            alt_text=row.alt_text,
            content_type=row.content_type,
            bytes=row.size,
            width=row.width,
            height=row.height,
            duration_seconds=row.duration_seconds,
            failure_code=row.failure,
            created_at=row.created_at,
            deleted_at=row.deleted_at,
        )

    @classmethod
    async def shown_by(cls, info: Info, media_id: UUID) -> Self | None:
        """For something that the caller may see, and that shows this. Null when it has been deleted."""
        row = await info.context.loaders.media.by_id.load(media_id)
        return cls.from_row(row) if row is not None and row.deleted_at is None else None

    @classmethod
    async def resolve_reference(cls, info: Info, id: str) -> Self | None:
        key, caller = parse_id(id), info.context.caller
        row = await info.context.loaders.media.by_id.load(key) if key is not None else None
        if row is None or caller is None:
            return None
        organizations = await info.context.loaders.media.organizations_of_user.load(caller.user_id)
        return cls.from_row(row) if is_seen_by(row, caller, organizations) else None


@strawberry.type(description="A header that a request has to have.")
class HttpHeader:
    name: str = strawberry.field(description="In lower case.")
    value: str = strawberry.field(description="Exactly as it has to be sent.")


@strawberry.type(description="Where a client puts a file by itself: one HTTP request, with the file as its body.")
class MediaUpload:
    url: Url = strawberry.field(description="The address. It says itself what it allows, so nobody has to sign in.")
    method: str = strawberry.field(description="The method of the request: `PUT`.")
    headers: list[HttpHeader] = strawberry.field(description="What the request has to say.")
    expires_at: datetime = strawberry.field(description="Until when the request may begin.")

    @classmethod
    def from_target(cls, target: UploadTarget) -> Self:
        headers = [HttpHeader(name=name, value=value) for name, value in target.headers.items()]
        return cls(url=Url(target.url), method="PUT", headers=headers, expires_at=target.expires_at)


@strawberry.type(description="How much room there is for media.")
class MediaUsage:
    bytes: float = strawberry.field(description="What all files take, with those that are awaited.")
    max_bytes: float = strawberry.field(description="What they may take.")
    count: int = strawberry.field(description="How many media there are, with deleted ones that can be brought back.")
    max_count: int = strawberry.field(description="How many there may be.")

    @classmethod
    def from_usage(cls, usage: Usage) -> Self:
        return cls(
            bytes=float(usage.bytes),
            max_bytes=float(usage.most_bytes),
            count=usage.count,
            max_count=usage.most_count,
        )


OrganizationArgument = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="An organization that the caller writes for; null: the caller's own."),
]
