"""Pictures and recordings on flashcards."""

from typing import Self
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.learning.models.media import MediaKind, MediaRow
from subgraphs.learning.types import flashcard_enums as flashcard_enums
from subgraphs.learning.types.context import Info
from subgraphs.shared.scalars import Url


@strawberry.type(description="A picture or a recording that a learner puts on flashcards. Nobody else is shown it.")
class FlashcardMedia:
    id: ID = strawberry.field(description="Flashcards refer to it by this.")
    kind: MediaKind = strawberry.field(description="Whether it is to be seen or to be heard.")
    name: str = strawberry.field(description="What the file was called; downloads are called so.")
    content_type: str = strawberry.field(description="The type of the file, by its content.")
    bytes: int = strawberry.field(description="How much there is to load.")
    width: int | None = strawberry.field(description="In pixels; null for a recording.")
    height: int | None = strawberry.field(description="In pixels; null for a recording.")
    row: strawberry.Private[MediaRow]

    @strawberry.field(description="Where the file can be read for a while, by whoever has the address.")
    def url(self, info: Info) -> Url:
        return Url(info.context.services.objects.signed_url(self.row.key, self.row.name))

    @classmethod
    def from_row(cls, row: MediaRow) -> Self:
        return cls(
            id=ID(str(row.id)),
            kind=MediaKind(row.kind),
            name=row.name,
            content_type=row.content_type,
            bytes=row.size,
            width=row.width,
            height=row.height,
            row=row,
        )


async def media_of(info: Info, owner_id: UUID, media_id: UUID | None) -> FlashcardMedia | None:
    """None for what is not there any more."""
    if media_id is None:
        return None
    row = await info.context.loaders.media_by_id.load(media_id)
    return FlashcardMedia.from_row(row) if row is not None and row.owner_id == owner_id else None
