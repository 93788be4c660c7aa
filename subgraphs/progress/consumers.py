"""What progress does about the events of other domains: every one becomes a fact."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from subgraphs.progress.circle_consumers import FOLLOW_CIRCLES
from subgraphs.progress.facts import TEST_QUESTION_ANSWERED, Fact
from subgraphs.progress.service.facts import hear, hear_answers
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_consumer import Consumer
from subgraphs.shared.unit_of_work import UnitOfWork

Reader = Callable[[EventEnvelope], Fact]
"""What an event tells of a learner."""


def _review(event: EventEnvelope) -> Fact:
    kind, item_id = event.data.get("itemKind"), event.data.get("itemId")
    at = _instant(event, "reviewedAt")
    return _fact(event, event.data["reviewId"], at, kind, UUID(item_id) if item_id else None)


def _review_undone(event: EventEnvelope) -> Fact:
    return _fact(event, event.data["reviewId"], _instant(event, "undoneAt"))


def _test_completed(event: EventEnvelope) -> Fact:
    told = {name: value for name, value in event.data.items() if name != "answers"}
    return replace(_fact(event, event.data["testId"], _instant(event, "finishedAt")), data=told)


def _test_answers(event: EventEnvelope) -> Iterator[Fact]:
    """Each is a fact of its own: what it says is about another item."""
    test = _test_completed(event)
    for number, answer in enumerate(event.data["answers"]):
        if answer["itemId"] is not None and answer["outcome"] != "SKIPPED":
            identity = f"{test.identity}/{number:04}"
            yield replace(
                test,
                id=uuid5(test.id, identity),
                type=TEST_QUESTION_ANSWERED,
                identity=identity,
                data={"outcome": answer["outcome"], "skill": answer["skill"]},
                item_kind=answer["itemKind"],
                item_id=UUID(answer["itemId"]),
            )


def _lesson_completed(event: EventEnvelope) -> Fact:
    lesson_id = event.data["lessonId"]
    return _fact(event, lesson_id, _instant(event, "completedAt"), "LESSON", UUID(lesson_id))


def _course_completed(event: EventEnvelope) -> Fact:
    course_id = event.data["courseId"]
    return _fact(event, course_id, _instant(event, "completedAt"), "COURSE", UUID(course_id))


def _quiz_answered(event: EventEnvelope) -> Fact:
    """Only the first attempt says what the learner knew."""
    attempt = event.data["attempt"]
    lesson_id = UUID(event.data["lessonId"]) if attempt == 1 else None
    kind = "LESSON" if lesson_id else None
    return _fact(event, f"{event.data['blockId']}/{attempt}", event.occurred_at, kind, lesson_id)


def _episode_watched(event: EventEnvelope) -> Fact:
    episode_id = event.data["episodeId"]
    return _fact(event, episode_id, _instant(event, "watchedAt"), "EPISODE", UUID(episode_id))


def _zone_told(event: EventEnvelope) -> Fact:
    return _told(event, {"timeZone": event.data["timeZone"]})


def _goal_told(event: EventEnvelope) -> Fact:
    return _told(event, {"dailyGoal": event.data["dailyGoal"]})


def _fact(
    event: EventEnvelope, identity: str, at: datetime, item_kind: str | None = None, item_id: UUID | None = None
) -> Fact:
    learner_id = UUID(event.data["learnerId"])
    return Fact(
        event.event_id, learner_id, event.event_type, identity, at, event.occurred_at, event.data, item_kind, item_id
    )


def _told(event: EventEnvelope, data: Mapping[str, Any]) -> Fact:
    """What a person says of themselves: only what is heeded of it is kept."""
    at, user_id = event.occurred_at, UUID(event.data["userId"])
    return Fact(event.event_id, user_id, event.event_type, str(event.event_id), at, at, data)


def _instant(event: EventEnvelope, field: str) -> datetime:
    return datetime.fromisoformat(event.data[field])


async def _on_test_completed(work: UnitOfWork, event: EventEnvelope) -> None:
    await hear(work, _test_completed(event))
    await hear_answers(work, list(_test_answers(event)))


def _hearing(read: Reader) -> Callable[[UnitOfWork, EventEnvelope], Awaitable[None]]:
    async def handle(work: UnitOfWork, event: EventEnvelope) -> None:
        await hear(work, read(event))

    return handle


CONSUMERS = (
    Consumer(
        "award-xp",
        "learning-events",
        {
            "FlashcardReviewed": _hearing(_review),
            "FlashcardReviewUndone": _hearing(_review_undone),
            "TestCompleted": _on_test_completed,
        },
    ),
    Consumer(
        "award-xp-for-content",
        "content-events",
        {
            "LessonCompleted": _hearing(_lesson_completed),
            "CourseCompleted": _hearing(_course_completed),
            "QuizAnswered": _hearing(_quiz_answered),
            "EpisodeWatched": _hearing(_episode_watched),
        },
    ),
    Consumer(
        "follow-time-zones",
        "user-events",
        {"UserRegistered": _hearing(_zone_told), "ProfileUpdated": _hearing(_zone_told)},
    ),
    Consumer("follow-goals", "user-events", {"PreferencesChanged": _hearing(_goal_told)}),
    FOLLOW_CIRCLES,
)
