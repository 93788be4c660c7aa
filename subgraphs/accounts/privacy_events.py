"""What accounts announces of exports and erasures. `UserErased` is the last that is heard of a person."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from subgraphs.shared.event import Event


class UserDataRequested(Event):
    """A person wants everything that is held of them: every domain collects its part."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Whose data.")
    export_id: UUID = Field(description="For which export.")


class UserErasureScheduled(Event):
    """A person wants to be erased, and has some days to think better of it."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who will leave.")
    erasure_id: UUID = Field(description="Which erasure.")
    erase_at: datetime = Field(description="Until when they can take it back.")


class UserErasureCancelled(Event):
    """A person stays after all."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who stays.")
    erasure_id: UUID = Field(description="Which erasure is off.")


class UserErasureBegun(Event):
    """Nobody can act as this person any more: every domain erases what it holds of them, and confirms it."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who leaves.")
    erasure_id: UUID = Field(description="Which erasure to confirm.")


class UserErased(Event):
    """Every domain has erased this person. The id names nobody any more."""

    topic: ClassVar[str] = "user-events"
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who is gone.")
    erasure_id: UUID = Field(description="Which erasure is done.")


LEADING_EVENTS: tuple[type[Event], ...] = (
    UserDataRequested,
    UserErasureScheduled,
    UserErasureCancelled,
    UserErasureBegun,
    UserErased,
)
