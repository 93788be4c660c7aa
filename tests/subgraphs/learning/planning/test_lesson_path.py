"""The order in which lessons are recommended."""

from uuid import UUID

from subgraphs.learning.planning.lesson_path import (
    CourseAhead,
    LearnerFacts,
    LessonAhead,
    LessonReason,
    RecommendedLesson,
    order_lessons,
)

BEGINNER = LearnerFacts(level=0)


def course(number: int, *levels: int, is_begun: bool = False, items: frozenset[UUID] = frozenset()) -> CourseAhead:
    """Its lessons have the ids 100 * number + place."""
    lessons = [LessonAhead(UUID(int=100 * number + at), level, items) for at, level in enumerate(levels)]
    return CourseAhead(UUID(int=number), lessons, is_begun)


def ids(path: list[RecommendedLesson]) -> list[int]:
    return [one.lesson.id.int for one in path]


def test_lessons_of_a_course_come_in_their_order() -> None:
    path = order_lessons([course(1, 0, 0, 0)], BEGINNER, 5)
    assert ids(path) == [100, 101, 102]
    assert path[0].reasons == [LessonReason.FITS_YOUR_LEVEL]
    assert LessonReason.CONTINUES_A_COURSE in path[1].reasons


def test_what_was_begun_goes_before_what_was_not() -> None:
    assert ids(order_lessons([course(1, 0), course(2, 0, is_begun=True)], BEGINNER, 2)) == [200, 100]


def test_what_is_near_ones_level_goes_first() -> None:
    courses = [course(1, 3), course(2, 1), course(3, 0)]
    assert ids(order_lessons(courses, BEGINNER, 3)) == [300, 200, 100]
    assert ids(order_lessons(courses, LearnerFacts(level=3), 3)) == [100, 200, 300]


def test_what_a_syllabus_has_for_this_week_goes_first() -> None:
    facts = LearnerFacts(level=0, goal_levels=frozenset({1}), planned_lessons={UUID(int=200)})
    path = order_lessons([course(1, 0), course(2, 1)], facts, 2)
    assert ids(path) == [200, 100]
    assert path[0].reasons == [LessonReason.IS_IN_YOUR_SYLLABUS, LessonReason.LEADS_TO_YOUR_GOAL]


def test_lessons_about_many_mistakes_go_before_those_about_few() -> None:
    wrong = frozenset(UUID(int=number) for number in range(1000, 1005))
    one = frozenset(list(wrong)[:1])
    facts = LearnerFacts(level=0, mistaken_items=wrong)
    path = order_lessons([course(1, 0), course(2, 0, items=one), course(3, 0, items=wrong)], facts, 3)
    assert ids(path) == [300, 200, 100]
    assert path[0].mistaken_items == wrong
    assert LessonReason.PRACTISES_YOUR_MISTAKES in path[1].reasons


def test_equal_lessons_keep_one_order() -> None:
    courses = [course(number, 0, 0) for number in (3, 1, 2)]
    assert ids(order_lessons(courses, BEGINNER, 3)) == ids(order_lessons(courses[::-1], BEGINNER, 3)) == [100, 101, 200]
