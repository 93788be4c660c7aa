"""What can be watched of notifications."""

from collections.abc import AsyncGenerator

import strawberry

from subgraphs.notifications.models import NotificationRow
from subgraphs.notifications.service import inbox_channel
from subgraphs.notifications.types import Info, Notification
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller


@strawberry.type
class Subscription:
    @strawberry.subscription(
        description="Each notification that comes into the caller's inbox while the subscription is open.",
        directives=[AUTHENTICATED],
    )
    async def notification_received(self, info: Info) -> AsyncGenerator[Notification | None, None]:
        caller = require_caller(info)
        async with info.context.live.subscribe(inbox_channel(caller.user_id)) as values:
            async for value in values:
                yield Notification.from_row(NotificationRow.model_validate(value))
