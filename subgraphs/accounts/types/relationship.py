"""What stands between the person who asks and another."""

import strawberry

from subgraphs.accounts.repository.people import Ties


@strawberry.type(description="What the person who asks and another one are to each other.")
class Relationship:
    is_friend: bool = strawberry.field(description="Whether both are friends.")
    is_following: bool = strawberry.field(description="Whether the person who asks follows the other.")
    is_followed_by: bool = strawberry.field(description="Whether the other follows the person who asks.")
    is_blocked: bool = strawberry.field(
        description="Whether the person who asks has blocked the other. Nobody learns who has blocked them."
    )
    sent_request_id: strawberry.ID | None = strawberry.field(
        description="The friend request that the other has not answered, to cancel it; null where there is none."
    )
    received_request_id: strawberry.ID | None = strawberry.field(
        description="The friend request of the other that waits for an answer; null where there is none."
    )

    @classmethod
    def from_ties(cls, ties: Ties) -> "Relationship":
        sent, received = ties.sent_request, ties.received_request
        return cls(
            is_friend=ties.is_friend,
            is_following=ties.is_following,
            is_followed_by=ties.is_followed_by,
            is_blocked=ties.has_blocked,
            sent_request_id=strawberry.ID(str(sent.id)) if sent is not None else None,
            received_request_id=strawberry.ID(str(received.id)) if received is not None else None,
        )
