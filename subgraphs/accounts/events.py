"""What accounts announces."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from subgraphs.shared.event import Event


class UserRegistered(Event):
    """A person made an account."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="The new user.")
    handle: str = Field(description="The name others find them by.")
    display_name: str = Field(description="The name they show.")
    locale: str = Field(description="The language they read the platform in.")
    time_zone: str = Field(description="Where their day begins, as the IANA database names it.")
    registered_at: datetime = Field(description="When.")


class ProfileUpdated(Event):
    """A person changed their profile. Carries the whole profile as it is now."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Whose profile.")
    display_name: str = Field(description="The name they show.")
    locale: str = Field(description="The language they read the platform in.")
    time_zone: str = Field(description="Where their day begins, as the IANA database names it.")
    languages: list[str] = Field(description="The languages they learn, the dearest first.")


class FriendshipRequested(Event):
    """Somebody asked somebody else to be friends."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "recipient_id"

    request_id: UUID = Field(description="What to accept or decline.")
    requester_id: UUID = Field(description="Who asked.")
    recipient_id: UUID = Field(description="Who was asked.")


class FriendshipBegan(Event):
    """Two people are friends from now on."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who accepted.")
    friend_id: UUID = Field(description="Who had asked.")


class FriendshipEnded(Event):
    """Two people are no friends any more."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who ended it. The other one is not told so.")
    friend_id: UUID = Field(description="Whose friend they were.")


class UserFollowed(Event):
    """Somebody has a new follower."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who is followed.")
    follower_id: UUID = Field(description="Who follows.")


class UserUnfollowed(Event):
    """Somebody has a follower less."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who was followed.")
    follower_id: UUID = Field(description="Who does not follow any more.")


class UserBlocked(Event):
    """From now on these two neither see nor reach each other. Never to be told to the one who is blocked."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who blocked.")
    blocked_id: UUID = Field(description="Who is blocked.")


class UserUnblocked(Event):
    """A block was taken back; what it ended has not come back with it."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who had blocked.")
    blocked_id: UUID = Field(description="Who was blocked.")


class PreferencesChanged(Event):
    """A person changed their settings. Carries all of those that other domains heed."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Whose settings.")
    daily_goal: int = Field(description="Points (XP) that they want to earn each day.")
    progress_audience: str = Field(description="Who may see their progress: EVERYONE, FRIENDS or NOBODY.")
    presence_audience: str = Field(description="Who may see whether they are there: EVERYONE, FRIENDS or NOBODY.")


class HandleChanged(Event):
    """A person is found by another name from now on."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Whose handle.")
    handle: str = Field(description="The new one.")
    previous_handle: str = Field(description="The one before, which stays reserved for them a while.")


class UserRolesChanged(Event):
    """An administrator gave or took roles."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Whose roles.")
    roles: list[str] = Field(description="All that they have now: USER, TUTOR, ADMIN.")


class UserSuspended(Event):
    """An administrator keeps somebody out for a time."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who may not sign in.")
    until: datetime | None = Field(description="When that ends by itself; null where somebody has to end it.")


class UserRestored(Event):
    """A suspension was lifted before its time."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who may sign in again.")


class OrganizationCreated(Event):
    """Somebody founded an organization, and owns it."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "organization_id"

    organization_id: UUID = Field(description="The new organization.")
    name: str = Field(description="What it is called.")
    owner_id: UUID = Field(description="Who founded it.")


class OrganizationDeleted(Event):
    """An organization is no more; its members are none any more."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "organization_id"

    organization_id: UUID = Field(description="Which one.")


class OrganizationMemberAdded(Event):
    """Somebody belongs to an organization from now on."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "organization_id"

    organization_id: UUID = Field(description="Which organization.")
    user_id: UUID = Field(description="The new member.")
    role: str = Field(description="What they are in it: OWNER, ADMIN, TUTOR or MEMBER.")


class OrganizationMemberRoleChanged(Event):
    """A member is something else in their organization."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "organization_id"

    organization_id: UUID = Field(description="Which organization.")
    user_id: UUID = Field(description="The member.")
    role: str = Field(description="What they are now: OWNER, ADMIN, TUTOR or MEMBER.")


class OrganizationMemberRemoved(Event):
    """Somebody does not belong to an organization any more: they left, or were taken out."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "organization_id"

    organization_id: UUID = Field(description="Which organization.")
    user_id: UUID = Field(description="Who was a member.")


EVENTS: tuple[type[Event], ...] = (
    *(UserRegistered, ProfileUpdated, HandleChanged, PreferencesChanged),
    *(UserRolesChanged, UserSuspended, UserRestored),
    *(FriendshipRequested, FriendshipBegan, FriendshipEnded),
    *(UserFollowed, UserUnfollowed, UserBlocked, UserUnblocked),
    *(OrganizationCreated, OrganizationDeleted),
    *(OrganizationMemberAdded, OrganizationMemberRoleChanged, OrganizationMemberRemoved),
)
"""All of them; a new one joins here."""
