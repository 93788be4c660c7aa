"""What learners do besides answering flashcards, as the other domains announce it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.ids import new_id
from tests.subgraphs.progress.learners import envelope


def answered(
    learner: UUID, at: datetime, rating: str = "GOOD", due: datetime | None = None, kanji: UUID | None = None
) -> EventEnvelope:
    """A review of a card, of a kanji where one is named."""
    data = {
        "learnerId": str(learner),
        "reviewId": str(new_id()),
        "rating": rating,
        "reviewedAt": at.isoformat(),
        "durationMs": 30_500,
        "due": (due or at).isoformat(),
        "itemKind": "KANJI" if kanji else "FREE",
        "itemId": str(kanji) if kanji else None,
    }
    return envelope("FlashcardReviewed", "learning-events", learner, data, at)


def undone(review: EventEnvelope, at: datetime) -> EventEnvelope:
    learner = UUID(review.data["learnerId"])
    data = {"learnerId": str(learner), "reviewId": review.data["reviewId"], "undoneAt": at.isoformat()}
    return envelope("FlashcardReviewUndone", "learning-events", learner, data, at)


def test_completed(learner: UUID, at: datetime, outcomes: Mapping[UUID, str]) -> EventEnvelope:
    """A test about kanji, which took as many minutes as it had questions."""
    asked = {"itemKind": "KANJI", "skill": "KANJI"}
    answers = [
        {**asked, "itemId": str(kanji), "outcome": outcome, "isCorrect": outcome == "RIGHT"}
        for kanji, outcome in outcomes.items()
    ]
    right = sum(outcome == "RIGHT" for outcome in outcomes.values())
    data = {
        "learnerId": str(learner),
        "testId": str(new_id()),
        "kind": "MIXED",
        "isExpired": False,
        "score": right / len(outcomes),
        "questionCount": len(outcomes),
        "rightAnswers": right,
        "startedAt": (at - len(outcomes) * timedelta(minutes=1)).isoformat(),
        "finishedAt": at.isoformat(),
        "level": None,
        "answers": answers,
    }
    return envelope("TestCompleted", "learning-events", learner, data, at)


test_completed.__test__ = False  # type: ignore[attr-defined]


def lesson_completed(learner: UUID, lesson: UUID, at: datetime, quizzes: int = 4, right: int = 4) -> EventEnvelope:
    course = str(new_id())
    data = {"quizCount": quizzes, "rightAtFirst": right, "minutes": 10, "completedAt": at.isoformat()}
    return _of_content("LessonCompleted", learner, at, {"courseId": course, "lessonId": str(lesson), **data})


def quiz_answered(
    learner: UUID, lesson: UUID, at: datetime, is_correct: bool = True, attempt: int = 1
) -> EventEnvelope:
    data = {"lessonId": str(lesson), "blockId": str(new_id()), "attempt": attempt, "isCorrect": is_correct}
    return _of_content("QuizAnswered", learner, at, data)


def course_completed(learner: UUID, course: UUID, at: datetime) -> EventEnvelope:
    return _of_content("CourseCompleted", learner, at, {"courseId": str(course), "completedAt": at.isoformat()})


def episode_watched(learner: UUID, episode: UUID, at: datetime) -> EventEnvelope:
    data = {"episodeId": str(episode), "seconds": 1_380, "watchedAt": at.isoformat()}
    return _of_content("EpisodeWatched", learner, at, data)


def goal_set(learner: UUID, goal: int, at: datetime) -> EventEnvelope:
    data = {"userId": str(learner), "dailyGoal": goal, "progressAudience": "EVERYONE", "presenceAudience": "FRIENDS"}
    return envelope("PreferencesChanged", "user-events", learner, data, at)


def _of_content(event_type: str, learner: UUID, at: datetime, data: dict[str, Any]) -> EventEnvelope:
    return envelope(event_type, "content-events", learner, {"learnerId": str(learner), **data}, at)
