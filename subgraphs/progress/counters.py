"""The counters that achievements rest on.

Each follows from what a learner has done, however that arrived: what a deed counts for depends on the deed and on the
day that it fell on, and the rest is summed up over days. Counters of what may be lost again, such as what is mastered,
stand at the most there ever was: what was achieved is not taken away by forgetting.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from subgraphs.progress.achievement_rules import Counter

STICKY = frozenset({Counter.WORDS_MASTERED, Counter.KANJI_MASTERED, Counter.FRIENDS})
"""These never fall."""

LONG_ABSENCE = timedelta(days=30)
FEWEST_QUESTIONS_OF_A_PERFECT_TEST = 10
_SATURDAY = 5
_NIGHT, _MORNING = range(0, 4), range(4, 7)


def counted_by(deed_type: str, data: Mapping[str, Any], local_time: datetime) -> Iterator[Counter]:
    """What one deed adds one to. `local_time` is the learner's own."""
    match deed_type:
        case "FlashcardReviewed":
            yield from _counted_by_review(data, local_time)
        case "FlashcardCreated":
            yield Counter.CARDS_MADE
        case "CaptureProcessed":
            yield Counter.CAPTURES
        case "LessonCompleted":
            yield Counter.LESSONS
        case "CourseCompleted":
            yield Counter.COURSES
        case "EpisodeWatched":
            yield Counter.EPISODES
        case "TestCompleted":
            yield Counter.TESTS
            if _is_perfect(data):
                yield Counter.PERFECT_TESTS


def _counted_by_review(data: Mapping[str, Any], local_time: datetime) -> Iterator[Counter]:
    yield Counter.REVIEWS
    rating = data.get("rating")
    if rating in ("GOOD", "EASY"):
        yield Counter.RECALLED
    if rating == "EASY":
        yield Counter.EASY_ANSWERS
    if data.get("stateBefore") == "RELEARNING" and data.get("stateAfter") == "REVIEW":
        yield Counter.REGAINED
    if local_time.hour in _NIGHT:
        yield Counter.NIGHT_ANSWERS
    if local_time.hour in _MORNING:
        yield Counter.MORNING_ANSWERS


def _is_perfect(data: Mapping[str, Any]) -> bool:
    questions, right = data.get("questionCount") or 0, data.get("rightAnswers") or 0
    return bool(questions >= FEWEST_QUESTIONS_OF_A_PERFECT_TEST and right == questions)


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A day of a learner's, as far as it counts."""

    day: date
    xp: int
    reviews: int
    seconds: int
    is_studied: bool
    goal_reached: bool
    deeds: Mapping[str, int] = field(default_factory=dict)
    """How often each counter was counted on."""


def counters_of_days(days: Sequence[CountedDay]) -> dict[Counter, int]:
    """All counters that follow from days, which are in their order."""
    counters: Tally[Counter] = Tally()
    for each in days:
        for name, number in each.deeds.items():
            counters[Counter(name)] += number
    studied = [each.day for each in days if each.is_studied]
    counters[Counter.STUDY_DAYS] = len(studied)
    counters[Counter.WEEKEND_DAYS] = sum(day.weekday() >= _SATURDAY for day in studied)
    counters[Counter.NEW_YEARS_DAYS] = sum((day.month, day.day) == (1, 1) for day in studied)
    counters[Counter.LEAP_DAYS] = sum((day.month, day.day) == (2, 29) for day in studied)
    counters[Counter.RETURNS] = _returns(studied)
    counters[Counter.GOALS_REACHED] = sum(each.goal_reached for each in days)
    counters[Counter.MINUTES] = sum(each.seconds for each in days) // 60
    counters[Counter.MOST_REVIEWS_IN_A_DAY] = max((each.reviews for each in days), default=0)
    counters[Counter.MOST_XP_IN_A_DAY] = max((each.xp for each in days), default=0)
    return dict(counters)


def raised(before: Mapping[Counter, int], now: Mapping[Counter, int]) -> dict[Counter, int]:
    """The counters now, of which some never fall."""
    return {name: max(before.get(name, 0), number) if name in STICKY else number for name, number in now.items()}


def _returns(days: Iterable[date]) -> int:
    return sum(later - earlier > LONG_ABSENCE for earlier, later in pairwise(days))
