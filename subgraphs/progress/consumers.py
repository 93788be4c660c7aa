"""What progress does about the events of other domains."""

from datetime import datetime
from uuid import UUID

from subgraphs.progress.circle_consumers import FOLLOW_CIRCLES
from subgraphs.progress.service.awards import HeardReview, award_review
from subgraphs.progress.service.streaks import move_to_zone
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_consumer import Consumer
from subgraphs.shared.unit_of_work import UnitOfWork


async def _on_flashcard_reviewed(work: UnitOfWork, event: EventEnvelope) -> None:
    await award_review(
        work,
        HeardReview(
            review_id=UUID(event.data["reviewId"]),
            learner_id=UUID(event.data["learnerId"]),
            rating=event.data["rating"],
            reviewed_at=datetime.fromisoformat(event.data["reviewedAt"]),
            announced_at=event.occurred_at,
        ),
    )


async def _on_user_described(work: UnitOfWork, event: EventEnvelope) -> None:
    await move_to_zone(work, UUID(event.data["userId"]), event.data["timeZone"])


CONSUMERS = (
    FOLLOW_CIRCLES,
    Consumer("award-xp", "learning-events", {"FlashcardReviewed": _on_flashcard_reviewed}),
    Consumer(
        "follow-time-zones",
        "user-events",
        {"UserRegistered": _on_user_described, "ProfileUpdated": _on_user_described},
    ),
)
