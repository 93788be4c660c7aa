"""How well a learner knows a kanji, a word or a lesson, from 0 to 1.

Every answer shows how well the item was recalled, and for how long the memory held or is expected to hold:

    recall     AGAIN 0, HARD 0.7, GOOD 0.9, EASY 1; a question of a test or quiz: wrong 0, almost right 0.5, right 1,
               and one that was skipped shows nothing; a lesson that was completed: the part of its quizzes that was
               right at first
    held       days. A review: until the card is due again, by the scheduler's reckoning. Any other answer: since the
               item was answered before, and at least seven, because a test comes without warning
    strength   ln(1 + held) / ln(1 + 90), at most 1: a day is worth 0.15, a week 0.46, three weeks 0.69, ninety days 1

The mastery is the mean of recall × strength over the latest answers, ten of them unless set otherwise, in which each
answer counts 0.7 times as much as the one after it. So one slip costs a third of what was reached, and three good
answers bring most of it back. It depends on the answers and their own times alone, never on when they were heard of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import log1p
from typing import Any

_RECALL_BY_RATING = {"AGAIN": 0.0, "HARD": 0.7, "GOOD": 0.9, "EASY": 1.0}
_RECALL_BY_OUTCOME = {"WRONG": 0.0, "ALMOST": 0.5, "RIGHT": 1.0}
_ENOUGH_DAYS = 90.0
_LEAST_DAYS_OF_TEST = 7.0
_WEIGHT_OF_EARLIER = 0.7
_ONE_DAY = timedelta(days=1)

PERFECT = 10_000
"""A mastery of 1: scores are kept in ten-thousandths, so that equal ones are equal in every database."""


class MasteryKind(StrEnum):
    """What mastery is reckoned of."""

    KANJI = "KANJI"
    WORD = "WORD"
    LESSON = "LESSON"


class MasteryLevel(StrEnum):
    STARTED = "STARTED"
    LEARNING = "LEARNING"
    FAMILIAR = "FAMILIAR"
    PROFICIENT = "PROFICIENT"
    MASTERED = "MASTERED"


_LEAST_SCORES = (
    (8_500, MasteryLevel.MASTERED),
    (6_500, MasteryLevel.PROFICIENT),
    (4_000, MasteryLevel.FAMILIAR),
    (1_500, MasteryLevel.LEARNING),
)

EVIDENCE = ("FlashcardReviewed", "TestQuestionAnswered", "QuizAnswered", "LessonCompleted")
"""The facts that show knowledge."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A fact as evidence of knowledge."""

    type: str
    at: datetime
    data: Mapping[str, Any]


def mastery_of(answers: Sequence[Answer]) -> int | None:
    """The score from the latest answers, the first of them first; None where none of them shows anything."""
    total = weights = 0.0
    before: datetime | None = None
    for answer in answers:
        recall = _recall(answer)
        if recall is not None:
            held = _days_held(answer, before)
            total = total * _WEIGHT_OF_EARLIER + recall * _strength(held)
            weights = weights * _WEIGHT_OF_EARLIER + 1
            before = answer.at
    return round(PERFECT * total / weights) if weights else None


def level_of(score: int) -> MasteryLevel:
    return next((level for least, level in _LEAST_SCORES if score >= least), MasteryLevel.STARTED)


def _recall(answer: Answer) -> float | None:
    match answer.type:
        case "FlashcardReviewed":
            return _RECALL_BY_RATING.get(answer.data["rating"])
        case "TestQuestionAnswered":
            return _RECALL_BY_OUTCOME.get(answer.data["outcome"])
        case "LessonCompleted":
            quizzes = answer.data.get("quizCount") or 0
            return min(1.0, (answer.data.get("rightAtFirst") or 0) / quizzes) if quizzes else 1.0
        case _:
            return 1.0 if answer.data.get("isCorrect") else 0.0


def _days_held(answer: Answer, before: datetime | None) -> float:
    if answer.type != "FlashcardReviewed":
        since = (answer.at - before) / _ONE_DAY if before is not None else 0.0
        return max(since, _LEAST_DAYS_OF_TEST)
    due = answer.data.get("due")
    return max(0.0, (datetime.fromisoformat(due) - answer.at) / _ONE_DAY) if due else 0.0


def _strength(days: float) -> float:
    return min(1.0, log1p(days) / log1p(_ENOUGH_DAYS))
