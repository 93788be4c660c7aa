"""What learning does about the events of other domains."""

from uuid import UUID

from subgraphs.learning.service.learners import follow_learner
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_consumer import Consumer
from subgraphs.shared.unit_of_work import UnitOfWork


async def _on_user_described(work: UnitOfWork, event: EventEnvelope) -> None:
    await follow_learner(work, UUID(event.data["userId"]), event.data["timeZone"], event.data["locale"])


CONSUMERS = (
    Consumer(
        "follow-learners",
        "user-events",
        {"UserRegistered": _on_user_described, "ProfileUpdated": _on_user_described},
    ),
)
