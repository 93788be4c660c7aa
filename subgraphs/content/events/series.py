"""What happens to series, and what learners do with them."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from subgraphs.shared.event import Event


class SeriesEvent(Event):
    """Those of one series are delivered in the order in which they happened."""

    topic: ClassVar[str] = "content-events"
    key_field: ClassVar[str] = "series_id"

    series_id: UUID = Field(description="The series it is about.")
    owner_id: UUID | None = Field(description="Who made it; null when the account was erased.")
    organization_id: UUID | None = Field(description="Whose members alone may know of it; null: everybody may.")


class SeriesPublished(SeriesEvent):
    """A series came out, or says something else of itself since."""

    title: str = Field(description="What it is called.")
    synopsis: str = Field(description="What it is about.")
    language: str = Field(description="The language that is spoken in it.")
    level: str | None = Field(description="BEGINNER to ADVANCED; null when it is for no level in particular.")


class EpisodePublished(SeriesEvent):
    """An episode came out, or was changed since. One event for each episode."""

    episode_id: UUID = Field(description="The episode.")
    season: int = Field(description="The number of its season.")
    number: int = Field(description="Its number in the season.")
    title: str = Field(description="What it is called.")
    synopsis: str = Field(description="What happens in it.")
    word_ids: list[UUID] = Field(description="Its vocabulary.")


class EpisodeRemoved(SeriesEvent):
    """An episode of a published series is no more."""

    episode_id: UUID = Field(description="The episode.")


class SeriesDeleted(SeriesEvent):
    """A series was deleted, and may still be restored."""


class SeriesRestored(SeriesEvent):
    """A deleted series is back."""


class EpisodeWatched(Event):
    """A learner watched an episode to its end for the first time."""

    topic: ClassVar[str] = "content-events"
    key_field: ClassVar[str] = "learner_id"

    learner_id: UUID = Field(description="Who watched.")
    episode_id: UUID = Field(description="The episode.")
    series_id: UUID = Field(description="The series that it is part of.")
    seconds: int = Field(description="How long the episode is.")
    watched_at: datetime = Field(description="When.")
