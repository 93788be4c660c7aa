"""The GraphQL types of notifications."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.notifications.errors import NotificationsAreSomebodyElses
from subgraphs.notifications.loaders import Loaders
from subgraphs.notifications.messages import NotificationKind
from subgraphs.notifications.models import NotificationRow
from subgraphs.notifications.repository import NotificationRepository
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.connections import After, Connection, First, PageInfo, edges_of
from subgraphs.shared.context import SubgraphContext, require_caller
from subgraphs.shared.enums import describe_enum
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.pagination import page_request

Context = SubgraphContext[Loaders, None]
Info = strawberry.Info[Context, None]

describe_enum(
    NotificationKind,
    "What a notification tells of.",
    {
        NotificationKind.XP_AWARDED: "A review earned experience points.",
        NotificationKind.LEVEL_REACHED: "The points sufficed for another level.",
        NotificationKind.STREAK_EXTENDED: "One more day in a row with study.",
        NotificationKind.FLASHCARD_DUE: "Flashcards are due, at the hour that the learner chose to be told.",
        NotificationKind.STREAK_WARNING: "A row of days ends with this day unless the learner studies.",
        NotificationKind.STREAK_FREEZE_USED: "A day without study did not end a row of days.",
        NotificationKind.CHALLENGE_INVITED: "Somebody asked the recipient to take part in a challenge.",
        NotificationKind.CHALLENGE_PRIZE_WON: "A challenge is over, and won something.",
        NotificationKind.ACHIEVEMENT_UNLOCKED: "Something was achieved, and has a badge.",
    },
)


@strawberry.federation.type(keys=["id"], description="Something a learner is told, kept in their inbox.")
class Notification(Node):
    id: ID = strawberry.field(description="Identifies the notification.")
    kind: NotificationKind = strawberry.field(description="What it tells of, for icons and filters.")
    title: str = strawberry.field(description="What happened, in a line.")
    body: str = strawberry.field(description="What more there is to say of it.")
    created_at: datetime = strawberry.field(description="When it came into the inbox.")
    read_at: datetime | None = strawberry.field(description="When it was marked as read; null while it is unread.")
    recipient_id: strawberry.Private[UUID]

    @strawberry.field(description="Whom it is addressed to.")
    def recipient(self) -> "User | None":
        return User(id=ID(str(self.recipient_id)))

    @classmethod
    def from_row(cls, row: NotificationRow) -> Self:
        return cls(
            id=ID(str(row.id)),
            kind=NotificationKind(row.kind),
            title=row.title,
            body=row.body,
            created_at=row.created_at,
            read_at=row.read_at,
            recipient_id=row.recipient_id,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: ID) -> Self | None:
        """The caller's notification; None for an unknown one and for somebody else's alike."""
        key, caller = parse_id(id), info.context.caller
        if key is None or caller is None:
            return None
        row = await info.context.loaders.notification_by_id.load(key)
        return cls.from_row(row) if row is not None and row.recipient_id == caller.user_id else None


@strawberry.type(description="Some of a recipient's notifications, the latest first.")
class NotificationConnection(Connection[Notification]):
    recipient_id: strawberry.Private[UUID]
    unread_only: strawberry.Private[bool]

    @strawberry.field(description="How many there are on all pages.")
    async def total_count(self, info: Info) -> int:
        return await _count(info, self.recipient_id, self.unread_only)

    @strawberry.field(description="How many of all the recipient's notifications are unread.")
    async def unread_count(self, info: Info) -> int:
        return await _count(info, self.recipient_id, unread_only=True)


@strawberry.federation.type(keys=["id"])
class User:
    id: ID

    @strawberry.field(
        description="The inbox, the latest first. Shown to its recipient only.", directives=[AUTHENTICATED]
    )
    async def notifications(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        unread_only: Annotated[bool, strawberry.argument(description="Leave out what has been read.")] = False,
    ) -> NotificationConnection | None:
        caller = require_caller(info)
        if parse_id(self.id) != caller.user_id:
            raise NotificationsAreSomebodyElses
        async with info.context.database.read() as session:
            request = page_request(first, after)
            page = await NotificationRepository(session).page(caller.user_id, unread_only, request)
        return NotificationConnection(
            edges=edges_of(page, Notification.from_row),
            page_info=PageInfo.from_page(page),
            recipient_id=caller.user_id,
            unread_only=unread_only,
        )

    @classmethod
    def resolve_reference(cls, id: ID) -> Self:
        return cls(id=id)


async def _count(info: Info, recipient_id: UUID, unread_only: bool) -> int:
    async with info.context.database.read() as session:
        return await NotificationRepository(session).count(recipient_id, unread_only)
