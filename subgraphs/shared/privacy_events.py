"""What domains tell the one that leads an export or an erasure. Every domain announces these."""

from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from subgraphs.shared.event import Event

PRIVACY_TOPIC = "privacy-events"


class RetainedData(BaseModel):
    """Records that have to stay when a person leaves."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)

    what: str
    count: int
    because: str


class UserDataCollected(Event):
    """A domain has put everything that it holds of a person into its part of an export."""

    topic: ClassVar[str] = PRIVACY_TOPIC
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Whose data.")
    export_id: UUID = Field(description="For which export.")
    domain: str = Field(description="Whose part is ready.")


class ErasureForetold(Event):
    """A domain says what would have to stay if a person were erased."""

    topic: ClassVar[str] = PRIVACY_TOPIC
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who asked to be erased.")
    erasure_id: UUID = Field(description="Which erasure.")
    domain: str = Field(description="Who holds it.")
    retained: list[RetainedData] = Field(description="What has to stay, how much of it, and why.")


class UserDataErased(Event):
    """A domain holds nothing of a person any more but what it must."""

    topic: ClassVar[str] = PRIVACY_TOPIC
    key_field: ClassVar[str] = "user_id"

    user_id: UUID = Field(description="Who was erased.")
    erasure_id: UUID = Field(description="Which erasure.")
    domain: str = Field(description="Who confirms it.")
    erased: dict[str, int] = Field(description="How many records of each kind are gone.")
    anonymised: dict[str, int] = Field(description="How many records of each kind name nobody any more.")
    retained: list[RetainedData] = Field(description="What had to stay, how much of it, and why.")


PRIVACY_EVENTS = (UserDataCollected, ErasureForetold, UserDataErased)
