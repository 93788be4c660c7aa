"""Which lessons to take next, from where a learner stands, what they want, what they get wrong and what there is."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.learning.capturing.levels import guess_level
from subgraphs.learning.models.items import ItemKind, ItemRow
from subgraphs.learning.planning.lesson_path import (
    CourseAhead,
    LearnerFacts,
    LessonAhead,
    RecommendedLesson,
    order_lessons,
)
from subgraphs.learning.repository.capture_words import CaptureWordRepository
from subgraphs.learning.repository.items import ItemRepository
from subgraphs.learning.repository.lesson_path import LessonPathRepository
from subgraphs.learning.settings import LearningSettings
from subgraphs.learning.syllabus_levels import LANGUAGE, LEVEL_OF_LESSONS, StudyLevel, levels_between

_LEVELS = list(StudyLevel)
_LESSON_LEVELS = list(LEVEL_OF_LESSONS)


async def recommend_lessons(
    session: AsyncSession, settings: LearningSettings, user_id: UUID, count: int, now: datetime, today: date
) -> list[RecommendedLesson]:
    """The first lessons of the learner's path. Each course is a step behind the other only where reasons say so."""
    repository = LessonPathRepository(session)
    facts = await _facts(session, settings, user_id, now, today)
    levels = _levels_near(facts)
    lessons = await repository.lessons(user_id, levels, LANGUAGE, settings.recommended_from_lessons)
    completed = await repository.completed(user_id)
    return order_lessons(list(_courses(lessons, completed, set(completed.values()))), facts, count)


async def _facts(
    session: AsyncSession, settings: LearningSettings, user_id: UUID, now: datetime, today: date
) -> LearnerFacts:
    repository = LessonPathRepository(session)
    followed = await repository.followed(user_id)
    goals = [level for row in followed for level in levels_between(StudyLevel(row.from_level), StudyLevel(row.level))]
    since = now - settings.recommended_mistakes_period
    return LearnerFacts(
        level=_LEVELS.index(await _level_of(session, settings, user_id)),
        goal_levels=frozenset(_LEVELS.index(level) for level in goals),
        planned_lessons=await repository.planned_by([row.id for row in followed], today) if followed else frozenset(),
        mistaken_items=frozenset(await repository.mistaken(user_id, since, settings.recommended_from_mistakes)),
    )


async def _level_of(session: AsyncSession, settings: LearningSettings, user_id: UUID) -> StudyLevel:
    """What the latest placement test found; else what the words that the learner knows say."""
    words = CaptureWordRepository(session)
    placed = await words.placed_level(user_id)
    if placed is not None:
        return StudyLevel(placed)
    known, all_words = await words.known_by_level(user_id), await ItemRepository(session).count_by_level(ItemKind.WORD)
    return StudyLevel(guess_level(known, all_words, settings.capture_known_share))


def _levels_near(facts: LearnerFacts) -> Sequence[str]:
    """Those of the learner, of their goals, and one step beside them."""
    wanted = {facts.level, *facts.goal_levels}
    near = {place + step for place in wanted for step in (-1, 0, 1)}
    return [level for place, level in enumerate(_LESSON_LEVELS) if place in near]


def _courses(lessons: Iterable[ItemRow], completed: Collection[UUID], begun: Collection[UUID]) -> Iterable[CourseAhead]:
    by_course: dict[UUID, list[LessonAhead]] = {}
    for row in lessons:
        if row.course_id is not None and row.id not in completed:
            by_course.setdefault(row.course_id, []).append(_ahead(row))
    return (CourseAhead(course_id, ahead, course_id in begun) for course_id, ahead in by_course.items())


def _ahead(row: ItemRow) -> LessonAhead:
    named = [*(row.details.get("wordIds") or ()), *(row.details.get("kanjiIds") or ())]
    level = _LESSON_LEVELS.index(row.level) if row.level in _LESSON_LEVELS else None
    return LessonAhead(row.id, level, frozenset(UUID(one) for one in named))
