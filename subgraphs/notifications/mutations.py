"""What recipients do."""

from typing import Annotated

import strawberry
from strawberry import ID

from subgraphs.notifications.errors import EitherIdsOrAll
from subgraphs.notifications.service import mark_all_read, mark_read
from subgraphs.notifications.types import Info, Notification, User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError


@strawberry.input(description="What the caller has read. Marking something again has no second effect.")
class MarkNotificationsReadInput:
    ids: list[ID] | None = strawberry.field(default=None, description="These, 100 at most.")
    all: bool = strawberry.field(default=False, description="Everything in the inbox, instead of `ids`.")


@strawberry.type(description="What came of marking notifications as read.")
class MarkNotificationsReadPayload:
    notifications: list[Notification] = strawberry.field(
        default_factory=list, description="Those named by their ids; empty when everything was marked."
    )
    marked_count: int = strawberry.field(default=0, description="How many were unread before.")
    recipient: User | None = strawberry.field(
        default=None, description="The caller, whose inbox can be asked for as it is now."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list,
        description="One for each id that names no notification of the caller's; others were marked.",
    )


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="Mark notifications as read: some by their ids, or all.",
        directives=[requires_scopes(Scope.NOTIFICATIONS_WRITE)],
    )
    async def mark_notifications_read(
        self, info: Info, input: Annotated[MarkNotificationsReadInput, strawberry.argument(description="Which ones.")]
    ) -> MarkNotificationsReadPayload:
        caller = require_caller(info)
        if (input.ids is not None) == input.all:
            raise EitherIdsOrAll
        async with info.context.unit_of_work() as work:
            if input.ids is not None:
                marked = await mark_read(work, caller.user_id, input.ids)
            else:
                marked = await mark_all_read(work, caller.user_id)
        return MarkNotificationsReadPayload(
            notifications=[Notification.from_row(row) for row in marked.notifications],
            marked_count=marked.marked_count,
            recipient=User(id=ID(str(caller.user_id))),
            user_errors=[UserError.from_refusal(refusal) for refusal in marked.refusals],
        )
