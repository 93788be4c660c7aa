"""What progress hears for achievements alone."""

from uuid import UUID

from subgraphs.progress.facts import Fact
from subgraphs.progress.repository.share_cards import ShareCardRepository
from subgraphs.progress.service.achievements import count_again
from subgraphs.progress.service.facts import hear
from subgraphs.progress.wiring import services_of
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_consumer import Consumer
from subgraphs.shared.unit_of_work import UnitOfWork

_IDENTITIES = {"FlashcardCreated": "flashcardId", "CaptureProcessed": "captureId"}


async def _on_deed(work: UnitOfWork, event: EventEnvelope) -> None:
    learner_id, identity = UUID(event.data["learnerId"]), event.data[_IDENTITIES[event.event_type]]
    at = event.occurred_at
    await hear(work, Fact(event.event_id, learner_id, event.event_type, identity, at, at, {}))


async def _on_friendship(work: UnitOfWork, event: EventEnvelope) -> None:
    today, within = event.occurred_at.date(), services_of(work).settings.achievements_settled_within
    for field in ("userId", "friendId"):
        await count_again(work, UUID(event.data[field]), [today], within)


async def _on_user_described(work: UnitOfWork, event: EventEnvelope) -> None:
    user_id, name = UUID(event.data["userId"]), event.data["displayName"]
    await ShareCardRepository(work.session).put_name(user_id, name, event.occurred_at)


ACHIEVEMENT_CONSUMERS = (
    Consumer("count-for-achievements", "learning-events", dict.fromkeys(_IDENTITIES, _on_deed)),
    Consumer("count-friends", "user-events", {"FriendshipBegan": _on_friendship}),
    Consumer(
        "follow-names",
        "user-events",
        {"UserRegistered": _on_user_described, "ProfileUpdated": _on_user_described},
    ),
)
