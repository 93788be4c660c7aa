"""Learners for tests of progress: reviews as learning announces them, and what is asked of a learner."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from subgraphs.progress.app import PROGRESS
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.ids import new_id, seed_id
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, subgraph_under_test

AIKO = seed_id("user", "aiko")
BEN = seed_id("user", "ben")
CARLA = seed_id("user", "carla")
MONDAY_NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

EVERYTHING = """... on User { progress {
  level xp xpToNextLevel streak { days longest lastActiveOn } today { xp reviews } } }"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subgraph under test keeps its files and its database."""

    directory: Path
    database_url: str


@asynccontextmanager
async def progress(
    place: Place, clock: MovableClock | None = None, **settings: Any
) -> AsyncIterator[SubgraphUnderTest]:
    chosen = {"leaderboard_pause": timedelta(), "database_url": place.database_url, **settings}
    async with subgraph_under_test(
        PROGRESS, place.directory, clock=clock or MovableClock(MONDAY_NINE), **chosen
    ) as subgraph:
        yield subgraph


def reviewed(learner: UUID, at: datetime, rating: str = "GOOD", announced_at: datetime | None = None) -> EventEnvelope:
    data = {
        "learnerId": str(learner),
        "reviewId": str(new_id()),
        "rating": rating,
        "reviewedAt": at.isoformat(),
    }
    return envelope("FlashcardReviewed", "learning-events", learner, data, announced_at or at)


def described(user: UUID, time_zone: str, at: datetime = MONDAY_NINE) -> EventEnvelope:
    data = {"userId": str(user), "timeZone": time_zone, "displayName": "Somebody"}
    return envelope("ProfileUpdated", "user-events", user, data, at)


def envelope(event_type: str, topic: str, key: UUID, data: dict[str, Any], at: datetime) -> EventEnvelope:
    return EventEnvelope(
        event_id=new_id(),
        event_type=event_type,
        version=1,
        topic=topic,
        source="tests",
        occurred_at=at,
        correlation_id="tests",
        causation_id=None,
        key=str(key),
        data=data,
    )


async def hear(subgraph: SubgraphUnderTest, *events: EventEnvelope) -> None:
    """Deliver events as the bus does."""
    for event in events:
        for consumer in subgraph.subgraph.consumers:
            if consumer.consumer.topic == event.topic and event.event_type in consumer.consumer.handlers:
                await consumer.handle_once(event)


async def progress_of(subgraph: SubgraphUnderTest, learner: UUID, time_zone: str = "UTC") -> dict[str, Any]:
    representation = {"__typename": "User", "id": str(learner), "timeZone": time_zone}
    answer = await subgraph.entities([representation], EVERYTHING)
    assert "errors" not in answer
    found: dict[str, Any] = answer["data"]["_entities"][0]["progress"]
    return found


async def facts(subgraph: SubgraphUnderTest) -> list[tuple[str, Any]]:
    """The announced events, each with the number it is about."""
    telling = {"XpAwarded": "amount", "LevelReached": "level", "StreakExtended": "days"}
    return [
        (event.event_type, event.data[telling[event.event_type]])
        for event in await subgraph.announced()
        if event.event_type in telling
    ]


async def is_listened_to(subgraph: SubgraphUnderTest) -> bool:
    """Has a subscription reached the bus, so that whatever is published from now on is heard?"""
    return bool(await subgraph.messaging.redis.pubsub_channels())
