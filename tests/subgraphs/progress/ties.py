"""What accounts announces of people's ties, for tests of progress."""

from datetime import datetime
from uuid import UUID

from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.ids import seed_id
from tests.subgraphs.progress.learners import MONDAY_NINE, envelope

SCHOOL = seed_id("organization", "school")


def befriended(user: UUID, friend: UUID, at: datetime = MONDAY_NINE) -> EventEnvelope:
    return _of_two("FriendshipBegan", user, "friendId", friend, at)


def parted(user: UUID, friend: UUID, at: datetime = MONDAY_NINE) -> EventEnvelope:
    return _of_two("FriendshipEnded", user, "friendId", friend, at)


def blocked(user: UUID, other: UUID, at: datetime = MONDAY_NINE) -> EventEnvelope:
    return _of_two("UserBlocked", user, "blockedId", other, at)


def unblocked(user: UUID, other: UUID, at: datetime = MONDAY_NINE) -> EventEnvelope:
    return _of_two("UserUnblocked", user, "blockedId", other, at)


def showing_to(user: UUID, audience: str, at: datetime = MONDAY_NINE) -> EventEnvelope:
    data = {"userId": str(user), "dailyGoal": 5_000, "progressAudience": audience, "presenceAudience": "EVERYONE"}
    return envelope("PreferencesChanged", "user-events", user, data, at)


def joined(user: UUID, organization: UUID = SCHOOL, at: datetime = MONDAY_NINE, role: str = "MEMBER") -> EventEnvelope:
    data = {"organizationId": str(organization), "userId": str(user), "role": role}
    return envelope("OrganizationMemberAdded", "user-events", organization, data, at)


def left(user: UUID, organization: UUID = SCHOOL, at: datetime = MONDAY_NINE) -> EventEnvelope:
    data = {"organizationId": str(organization), "userId": str(user)}
    return envelope("OrganizationMemberRemoved", "user-events", organization, data, at)


def dissolved(organization: UUID = SCHOOL, at: datetime = MONDAY_NINE) -> EventEnvelope:
    return envelope("OrganizationDeleted", "user-events", organization, {"organizationId": str(organization)}, at)


def _of_two(event_type: str, user: UUID, field: str, other: UUID, at: datetime) -> EventEnvelope:
    return envelope(event_type, "user-events", user, {"userId": str(user), field: str(other)}, at)
