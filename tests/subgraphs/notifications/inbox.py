"""An inbox for tests of notifications, and facts as progress announces them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from subgraphs.notifications.app import NOTIFICATIONS
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.ids import new_id, seed_id
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, subgraph_under_test

AIKO = seed_id("user", "aiko")
BEN = seed_id("user", "ben")
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

INBOX = """... on User { notifications(first: %s, unreadOnly: %s) {
  totalCount unreadCount pageInfo { hasNextPage endCursor }
  edges { node { id kind title body readAt createdAt } } } }"""
MARK = """
mutation ($input: MarkNotificationsReadInput!) {
  markNotificationsRead(input: $input) {
    markedCount notifications { id readAt } recipient { id notifications { unreadCount } } userErrors { code path }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a subgraph under test keeps its files and its database."""

    directory: Path
    database_url: str


@asynccontextmanager
async def notifications(place: Place, clock: MovableClock | None = None) -> AsyncIterator[SubgraphUnderTest]:
    async with subgraph_under_test(
        NOTIFICATIONS, place.directory, clock=clock or MovableClock(NINE), database_url=place.database_url
    ) as subgraph:
        yield subgraph


def fact(event_type: str, learner: UUID = AIKO, **data: Any) -> EventEnvelope:
    return EventEnvelope(
        event_id=new_id(),
        event_type=event_type,
        version=1,
        topic="progress-events",
        source="tests",
        occurred_at=NINE,
        correlation_id="tests",
        causation_id=None,
        key=str(learner),
        data={"learnerId": str(learner), **data},
    )


def xp_awarded(amount: int = 10, learner: UUID = AIKO, **by_reason: int) -> EventEnvelope:
    return fact("XpAwarded", learner, amount=amount, byReason={"REVIEW": amount, **by_reason}, xp=240)


async def hear(subgraph: SubgraphUnderTest, *events: EventEnvelope) -> None:
    """Deliver events as the bus does."""
    for event in events:
        for consumer in subgraph.subgraph.consumers:
            if event.event_type in consumer.consumer.handlers:
                await consumer.handle(event)


async def inbox(
    subgraph: SubgraphUnderTest, recipient: UUID = AIKO, first: int = 20, unread_only: bool = False
) -> dict[str, Any]:
    selection = INBOX % (first, str(unread_only).lower())
    answer = await subgraph.entities([{"__typename": "User", "id": str(recipient)}], selection, caller=recipient)
    assert "errors" not in answer
    found: dict[str, Any] = answer["data"]["_entities"][0]["notifications"]
    return found


async def mark(subgraph: SubgraphUnderTest, caller: UUID = AIKO, **input: Any) -> dict[str, Any]:
    payload: dict[str, Any] = (await subgraph.data(MARK, {"input": input}, caller=caller))["markNotificationsRead"]
    return payload
