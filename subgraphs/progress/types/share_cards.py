"""Pictures of what a learner has come to, to be shown elsewhere."""

from datetime import datetime
from typing import Self

import strawberry
from strawberry import ID

from subgraphs.progress.models.share_cards import ShareCardKind, ShareCardRow
from subgraphs.progress.repository.share_cards import ShareCardRepository
from subgraphs.progress.share_card_texts import ShareCardLocale
from subgraphs.progress.types.context import Info
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First
from subgraphs.shared.context import require_caller
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.pagination import page_request
from subgraphs.shared.scalars import Url
from subgraphs.shared.user_errors import UserError, user_errors_field

describe_enum(
    ShareCardKind,
    "What a share card tells of.",
    {
        ShareCardKind.PROGRESS: "All points, the level, and what is mastered.",
        ShareCardKind.STREAK: "The days in a row.",
        ShareCardKind.LEVEL: "The level.",
        ShareCardKind.WEEK: "The points of this week, by the learner's own calendar.",
        ShareCardKind.ACHIEVEMENT: "One achievement that the learner has.",
    },
)
describe_enum(
    ShareCardLocale,
    "The language of a share card.",
    {ShareCardLocale.EN: "English.", ShareCardLocale.JA: "Japanese."},
)


@strawberry.type(
    description="A picture with a learner's figures as they were when it was drawn, and a text to go with it."
)
class ShareCard:
    id: ID = strawberry.field(description="Identifies the card.")
    kind: ShareCardKind = strawberry.field(description="What it tells of.")
    locale: ShareCardLocale = strawberry.field(description="The language of its text.")
    text: str = strawberry.field(description="A sentence or two to post with the picture, or instead of it.")
    width: int = strawberry.field(description="Of the picture, in pixels.")
    height: int = strawberry.field(description="Of the picture, in pixels.")
    created_at: datetime = strawberry.field(description="When it was drawn.")
    object_key: strawberry.Private[str]

    @strawberry.field(
        description="Where everybody who has the address sees the picture, a PNG, until the card is deleted."
    )
    def image_url(self, info: Info) -> Url:
        return Url(info.context.services.objects.public_url(self.object_key))

    @classmethod
    def from_row(cls, row: ShareCardRow) -> Self:
        return cls(
            id=ID(str(row.id)),
            kind=ShareCardKind(row.kind),
            locale=ShareCardLocale(row.locale),
            text=row.text,
            width=row.width,
            height=row.height,
            created_at=row.created_at,
            object_key=row.object_key,
        )


@strawberry.type
class OwnShareCards:
    """A mixin of `User`."""

    @strawberry.field(
        description="The share cards that were drawn, the latest first. Shown to the learner only.",
        directives=[AUTHENTICATED],
    )
    async def share_cards(self, info: Info, first: First = None, after: After = None) -> Connection[ShareCard] | None:
        caller = require_caller(info)
        if str(caller.user_id) != str(getattr(self, "id", "")):
            return None
        async with info.context.database.read() as session:
            page = await ShareCardRepository(session).page(caller.user_id, page_request(first, after))
        return Connection[ShareCard].from_page(page, ShareCard.from_row)


@strawberry.input(description="A share card to be drawn.")
class CreateShareCardInput:
    kind: ShareCardKind = strawberry.field(description="What it tells of.")
    achievement_id: ID | None = strawberry.field(
        default=None, description="Which achievement a card of the kind `ACHIEVEMENT` is about; the learner has it."
    )
    locale: ShareCardLocale = strawberry.field(default=ShareCardLocale.EN, description="The language of its text.")
    shows_name: bool = strawberry.field(default=True, description="Whether the learner's name stands on it.")
    client_mutation_id: str | None = strawberry.field(
        default=None,
        description="An id of the client's own making. A mutation that is sent again with the same one has no second "
        "effect.",
    )


@strawberry.type(description="What came of drawing a share card.")
class CreateShareCardPayload:
    share_card: ShareCard | None = strawberry.field(default=None, description="The card; null when it was refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A share card to throw away.")
class DeleteShareCardInput:
    share_card_id: ID = strawberry.field(description="The card, which goes with its picture.")


@strawberry.type(description="What came of throwing a share card away.")
class DeleteShareCardPayload:
    deleted_share_card_id: ID | None = strawberry.field(
        default=None, description="The id of the card that is no more; null when it was refused."
    )
    user_errors: list[UserError] = user_errors_field()
