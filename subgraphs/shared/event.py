"""Facts that a domain announces, and the envelope in which they travel."""

from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from subgraphs.shared.ids import new_id


class Event(BaseModel):
    """A fact in the past tense: `class FlashcardReviewed(Event)`. Its fields are the envelope's `data`, in camelCase.

    The docstring and the fields' descriptions are published in docs/events.md.
    """

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)

    topic: ClassVar[str]
    """The stream it is published on, such as `learning-events`."""

    key_field: ClassVar[str]
    """The field whose value orders events: those of one key are delivered in the order in which they happened."""

    version: ClassVar[int] = 1
    """Raised when the meaning of a field changes; adding a field does not need it."""

    @property
    def key(self) -> str:
        return str(getattr(self, self.key_field))


class EventEnvelope(BaseModel):
    """An event with what is known about its happening. What consumers receive."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)

    event_id: UUID
    event_type: str
    version: int
    topic: str
    source: str
    """The subgraph that announced it."""

    occurred_at: datetime
    correlation_id: str
    """Equal for everything that follows from one request."""

    causation_id: UUID | None
    """The event that this one answers; None where a request caused it."""

    key: str
    data: dict[str, Any]

    @classmethod
    def enclose(
        cls, event: Event, *, source: str, occurred_at: datetime, correlation_id: str, causation_id: UUID | None
    ) -> Self:
        return cls(
            event_id=new_id(),
            event_type=type(event).__name__,
            version=event.version,
            topic=event.topic,
            source=source,
            occurred_at=occurred_at,
            correlation_id=correlation_id,
            causation_id=causation_id,
            key=event.key,
            data=event.model_dump(mode="json", by_alias=True),
        )

    def to_json(self) -> str:
        return self.model_dump_json(by_alias=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        return cls.model_validate_json(text)
