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
