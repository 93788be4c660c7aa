"""What progress hears of people's ties."""

from uuid import UUID

from subgraphs.progress.models.circles import Audience, CircleKind
from subgraphs.progress.service.circles import (
    Membership,
    keep_audience,
    keep_block,
    keep_circle,
    keep_friendship,
    keep_member,
)
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_consumer import Consumer
from subgraphs.shared.unit_of_work import UnitOfWork


async def _on_friendship(work: UnitOfWork, event: EventEnvelope) -> None:
    is_on = event.event_type == "FriendshipBegan"
    await keep_friendship(work, _id(event, "userId"), _id(event, "friendId"), is_on, event.occurred_at)


async def _on_block(work: UnitOfWork, event: EventEnvelope) -> None:
    is_on = event.event_type == "UserBlocked"
    await keep_block(work, _id(event, "userId"), _id(event, "blockedId"), is_on, event.occurred_at)


async def _on_organization(work: UnitOfWork, event: EventEnvelope) -> None:
    is_on = event.event_type == "OrganizationCreated"
    await keep_circle(work, _id(event, "organizationId"), CircleKind.ORGANIZATION, is_on, event.occurred_at)


async def _on_member(work: UnitOfWork, event: EventEnvelope) -> None:
    is_on = event.event_type != "OrganizationMemberRemoved"
    role = event.data.get("role", "")
    membership = Membership(_id(event, "organizationId"), _id(event, "userId"), role, is_on)
    await keep_member(work, CircleKind.ORGANIZATION, membership, event.occurred_at)


async def _on_preferences(work: UnitOfWork, event: EventEnvelope) -> None:
    audience = Audience(event.data["progressAudience"])
    await keep_audience(work, _id(event, "userId"), audience, event.occurred_at)


def _id(event: EventEnvelope, field: str) -> UUID:
    return UUID(event.data[field])


FOLLOW_CIRCLES = Consumer(
    "follow-circles",
    "user-events",
    {
        "FriendshipBegan": _on_friendship,
        "FriendshipEnded": _on_friendship,
        "UserBlocked": _on_block,
        "UserUnblocked": _on_block,
        "OrganizationCreated": _on_organization,
        "OrganizationDeleted": _on_organization,
        "OrganizationMemberAdded": _on_member,
        "OrganizationMemberRoleChanged": _on_member,
        "OrganizationMemberRemoved": _on_member,
        "PreferencesChanged": _on_preferences,
    },
)
