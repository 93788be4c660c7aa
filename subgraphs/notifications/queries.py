"""What can be asked of notifications."""

from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.notifications.types import Info, Notification
from subgraphs.shared.access import AUTHENTICATED
from subgraphs.shared.context import require_caller


@strawberry.type
class Query:
    @strawberry.field(
        description="One of the caller's notifications; null for an unknown one and for somebody else's.",
        directives=[AUTHENTICATED],
    )
    async def notification(
        self, info: Info, id: Annotated[ID, strawberry.argument(description="The notification's id.")]
    ) -> Notification | None:
        require_caller(info)
        return await Notification.resolve_reference(info, id)
