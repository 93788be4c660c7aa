"""Becoming friends, and parting."""

from typing import Annotated

import strawberry

from subgraphs.accounts.service import friends
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.friends import (
    AcceptFriendRequestInput,
    AcceptFriendRequestPayload,
    CancelFriendRequestInput,
    CancelFriendRequestPayload,
    DeclineFriendRequestInput,
    DeclineFriendRequestPayload,
    RemoveFriendInput,
    RemoveFriendPayload,
    RequestFriendshipInput,
    RequestFriendshipPayload,
)
from subgraphs.accounts.types.user import FriendRequest, User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_SOCIAL = [requires_scopes(Scope.SOCIAL_WRITE)]
_WHOM = strawberry.argument(description="Whom.")
_WHICH = strawberry.argument(description="Which request.")


@strawberry.type
class FriendMutations:
    @strawberry.mutation(
        description="Ask somebody to be friends. Asking again has no effect; where they have asked too, both are "
        "friends at once.",
        directives=_SOCIAL,
    )
    @answer_refusals
    async def request_friendship(
        self, info: Info, input: Annotated[RequestFriendshipInput, _WHOM]
    ) -> RequestFriendshipPayload:
        caller, user_id = require_caller(info), parse_id(input.user_id)
        most = info.context.services.settings.open_friend_requests
        async with info.context.unit_of_work() as work:
            request = await friends.request_friendship(work, caller.user_id, user_id, input.message, most)
        return RequestFriendshipPayload(
            request=FriendRequest.from_row(request) if request is not None else None,
            user=await User.resolve_reference(info, input.user_id),
        )

    @strawberry.mutation(description="Say yes to a friend request.", directives=_SOCIAL)
    @answer_refusals
    async def accept_friend_request(
        self, info: Info, input: Annotated[AcceptFriendRequestInput, _WHICH]
    ) -> AcceptFriendRequestPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            friend_id = await friends.accept_request(work, caller.user_id, parse_id(input.request_id))
        return AcceptFriendRequestPayload(friend=await User.of_id(info, friend_id))

    @strawberry.mutation(description="Say no to a friend request.", directives=_SOCIAL)
    @answer_refusals
    async def decline_friend_request(
        self, info: Info, input: Annotated[DeclineFriendRequestInput, _WHICH]
    ) -> DeclineFriendRequestPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            requester_id = await friends.decline_request(work, caller.user_id, parse_id(input.request_id))
        return DeclineFriendRequestPayload(requester=await User.of_id(info, requester_id))

    @strawberry.mutation(description="Take back a friend request of one's own.", directives=_SOCIAL)
    @answer_refusals
    async def cancel_friend_request(
        self, info: Info, input: Annotated[CancelFriendRequestInput, _WHICH]
    ) -> CancelFriendRequestPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            recipient_id = await friends.cancel_request(work, caller.user_id, parse_id(input.request_id))
        return CancelFriendRequestPayload(recipient=await User.of_id(info, recipient_id))

    @strawberry.mutation(description="Part from a friend. They are not told.", directives=_SOCIAL)
    @answer_refusals
    async def remove_friend(self, info: Info, input: Annotated[RemoveFriendInput, _WHOM]) -> RemoveFriendPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            friend_id = await friends.remove_friend(work, caller.user_id, parse_id(input.user_id))
        return RemoveFriendPayload(user=await User.of_id(info, friend_id))
