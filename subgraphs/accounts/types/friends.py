"""How people become friends, follow and block each other."""

import strawberry

from subgraphs.accounts.types.user import FriendRequest, User
from subgraphs.shared.user_errors import UserError, user_errors_field


@strawberry.input(description="Whom to ask to be friends.")
class RequestFriendshipInput:
    user_id: strawberry.ID = strawberry.field(description="Whom to ask.")
    message: str | None = strawberry.field(default=None, description="A few words with it, 300 characters at most.")


@strawberry.type(description="What came of asking.")
class RequestFriendshipPayload:
    request: FriendRequest | None = strawberry.field(
        default=None,
        description="The request that waits for an answer; null when refused, and when the other had asked too and "
        "both are friends now.",
    )
    user: User | None = strawberry.field(default=None, description="Who was asked; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A friend request that somebody else made.")
class AcceptFriendRequestInput:
    request_id: strawberry.ID = strawberry.field(description="The request to say yes to.")


@strawberry.type(description="What came of saying yes.")
class AcceptFriendRequestPayload:
    friend: User | None = strawberry.field(default=None, description="The new friend; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A friend request that somebody else made.")
class DeclineFriendRequestInput:
    request_id: strawberry.ID = strawberry.field(description="The request to say no to. Its requester is not told.")


@strawberry.type(description="What came of saying no.")
class DeclineFriendRequestPayload:
    requester: User | None = strawberry.field(default=None, description="Who had asked; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A friend request of one's own.")
class CancelFriendRequestInput:
    request_id: strawberry.ID = strawberry.field(description="The request to take back.")


@strawberry.type(description="What came of taking a request back.")
class CancelFriendRequestPayload:
    recipient: User | None = strawberry.field(default=None, description="Who was asked; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A friend to part from.")
class RemoveFriendInput:
    user_id: strawberry.ID = strawberry.field(description="Who is to be a friend no more.")


@strawberry.type(description="What came of parting.")
class RemoveFriendPayload:
    user: User | None = strawberry.field(default=None, description="Who is no friend now; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Whom to follow.")
class FollowUserInput:
    user_id: strawberry.ID = strawberry.field(description="Who is to have a follower more.")


@strawberry.type(description="What came of following.")
class FollowUserPayload:
    user: User | None = strawberry.field(default=None, description="Who is followed; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Whom to follow no more.")
class UnfollowUserInput:
    user_id: strawberry.ID = strawberry.field(description="Who is to have a follower less.")


@strawberry.type(description="What came of following no more.")
class UnfollowUserPayload:
    user: User | None = strawberry.field(default=None, description="Who was followed; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Whom to keep away.")
class BlockUserInput:
    user_id: strawberry.ID = strawberry.field(
        description="Who is to neither see nor reach one. Friendship, requests and following end; they are not told."
    )


@strawberry.type(description="What came of blocking.")
class BlockUserPayload:
    user: User | None = strawberry.field(default=None, description="Who is blocked; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="Whom to keep away no more.")
class UnblockUserInput:
    user_id: strawberry.ID = strawberry.field(
        description="Who was blocked. What the block ended does not come back by itself."
    )


@strawberry.type(description="What came of taking a block back.")
class UnblockUserPayload:
    user: User | None = strawberry.field(default=None, description="Who is blocked no more; null when refused.")
    user_errors: list[UserError] = user_errors_field()
