"""In which order to take the lessons that are published.

Within a course, lessons are taken in their order: at any moment the next lesson of each course is a candidate. The one
with the strongest reasons is taken, the lesson behind it becomes a candidate, and so on. Every reason has a weight; a
lesson whose words the learner gets wrong gains with every such word, up to a limit. Ties go to the easier level, then
to the course, so that the same facts give the same path.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heapify, heappop, heappush
from uuid import UUID


class LessonReason(StrEnum):
    """Why a lesson is recommended."""

    CONTINUES_A_COURSE = "CONTINUES_A_COURSE"
    IS_IN_YOUR_SYLLABUS = "IS_IN_YOUR_SYLLABUS"
    LEADS_TO_YOUR_GOAL = "LEADS_TO_YOUR_GOAL"
    PRACTISES_YOUR_MISTAKES = "PRACTISES_YOUR_MISTAKES"
    FITS_YOUR_LEVEL = "FITS_YOUR_LEVEL"


WEIGHTS: Mapping[LessonReason, float] = {
    LessonReason.CONTINUES_A_COURSE: 4.0,
    LessonReason.IS_IN_YOUR_SYLLABUS: 4.0,
    LessonReason.PRACTISES_YOUR_MISTAKES: 2.0,
    LessonReason.FITS_YOUR_LEVEL: 2.0,
    LessonReason.LEADS_TO_YOUR_GOAL: 1.0,
}
_OF_A_MISTAKE = 0.25
"""What each further item that the learner gets wrong adds."""
_MOST_MISTAKES = 8
_PER_STEP = 0.5
"""What each level above or below the learner's own costs."""


@dataclass(frozen=True, slots=True)
class LessonAhead:
    """A lesson that the learner has not completed."""

    id: UUID
    level: int | None
    """The place of its level, 0 the easiest; None: for no level in particular."""
    item_ids: frozenset[UUID] = frozenset()
    """Words and kanji that it introduces."""


@dataclass(frozen=True, slots=True)
class CourseAhead:
    id: UUID
    lessons: Sequence[LessonAhead]
    """Those that are left, in their order."""
    is_begun: bool


@dataclass(frozen=True, slots=True)
class LearnerFacts:
    level: int
    """The place of the level that the learner stands on."""
    goal_levels: frozenset[int] = frozenset()
    """Those of the syllabi that they follow."""
    planned_lessons: Collection[UUID] = frozenset()
    """Lessons that stand in a syllabus for this week or an earlier one."""
    mistaken_items: frozenset[UUID] = frozenset()
    """Words and kanji that the learner gets wrong."""


@dataclass(frozen=True, slots=True)
class RecommendedLesson:
    lesson: LessonAhead
    reasons: Sequence[LessonReason]
    mistaken_items: frozenset[UUID]


@dataclass(order=True, slots=True)
class _Candidate:
    key: tuple[float, int, str]
    recommended: RecommendedLesson = field(compare=False)
    course: CourseAhead = field(compare=False)
    at: int = field(compare=False)


def order_lessons(courses: Sequence[CourseAhead], facts: LearnerFacts, count: int) -> list[RecommendedLesson]:
    """The first lessons of the path."""
    heap = [_candidate(course, 0, facts) for course in courses if course.lessons]
    heapify(heap)
    path: list[RecommendedLesson] = []
    while heap and len(path) < count:
        best = heappop(heap)
        path.append(best.recommended)
        if best.at + 1 < len(best.course.lessons):
            heappush(heap, _candidate(best.course, best.at + 1, facts))
    return path


def _candidate(course: CourseAhead, at: int, facts: LearnerFacts) -> _Candidate:
    lesson = course.lessons[at]
    mistaken = lesson.item_ids & facts.mistaken_items
    reasons = [reason for reason in WEIGHTS if _holds(reason, course, at, facts, mistaken)]
    score = sum(WEIGHTS[reason] for reason in reasons)
    if mistaken:
        score += _OF_A_MISTAKE * (min(len(mistaken), _MOST_MISTAKES) - 1)
    level = lesson.level if lesson.level is not None else facts.level
    score -= _PER_STEP * abs(level - facts.level)
    return _Candidate((-score, level, str(course.id)), RecommendedLesson(lesson, reasons, mistaken), course, at)


def _holds(reason: LessonReason, course: CourseAhead, at: int, facts: LearnerFacts, mistaken: frozenset[UUID]) -> bool:
    lesson = course.lessons[at]
    match reason:
        case LessonReason.CONTINUES_A_COURSE:
            return course.is_begun or at > 0
        case LessonReason.IS_IN_YOUR_SYLLABUS:
            return lesson.id in facts.planned_lessons
        case LessonReason.LEADS_TO_YOUR_GOAL:
            return lesson.level in facts.goal_levels
        case LessonReason.PRACTISES_YOUR_MISTAKES:
            return bool(mistaken)
        case LessonReason.FITS_YOUR_LEVEL:
            return lesson.level == facts.level
