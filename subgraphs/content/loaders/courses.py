"""Batched reads of courses, as one caller meets them: a key names the caller too, who is the same for all keys."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.content.course_access import CourseView, LessonView
from subgraphs.content.models.enrollments import QuizAnswerRow
from subgraphs.content.repository.courses import CourseRepository
from subgraphs.content.repository.enrollments import EnrollmentRepository
from subgraphs.shared.loaders import LoaderSource

FoundT = TypeVar("FoundT")

CallersKey = tuple[UUID, UUID]
"""Who asks, and about which record."""


class CourseLoaders:
    def __init__(self, source: LoaderSource) -> None:
        self.view_by_id = source.by_key(for_caller(_views))
        self.lesson_by_id = source.by_key(for_caller(_lessons))
        self.lessons_of_course = source.lists_by_key(for_caller(_lessons_of_courses))
        self.answers_to_quiz = source.lists_by_key(for_caller(_answers))
        self.blocks_of_lesson = source.by_key(lambda session, keys: CourseRepository(session).blocks_of_lessons(keys))
        self.draft_lessons = source.lists_by_key(
            lambda session, course_ids: CourseRepository(session).drafts_of_courses(course_ids)
        )
        self.reviews_of_course = source.pages_by_key(
            lambda session, course_ids, page: CourseRepository(session).reviews_of_courses(course_ids, page)
        )
        self.enrollments_of_user = source.pages_by_key(
            lambda session, user_ids, page: EnrollmentRepository(session).enrollments(user_ids, page)
        )
        self.versions_of_course = source.pages_by_key(
            lambda session, course_ids, page: CourseRepository(session).versions_of_courses(course_ids, page)
        )


def for_caller(
    read: Callable[[AsyncSession, UUID, Sequence[UUID]], Awaitable[Mapping[UUID, FoundT]]],
) -> Callable[[AsyncSession, Sequence[CallersKey]], Awaitable[Mapping[CallersKey, FoundT]]]:
    async def fetch(session: AsyncSession, keys: Sequence[CallersKey]) -> Mapping[CallersKey, FoundT]:
        user_id = keys[0][0]
        found = await read(session, user_id, [record for _, record in keys])
        return {(user_id, record): value for record, value in found.items()}

    return fetch


async def _views(session: AsyncSession, user_id: UUID, course_ids: Sequence[UUID]) -> Mapping[UUID, CourseView]:
    return await CourseRepository(session).views(user_id, course_ids)


async def _lessons(session: AsyncSession, user_id: UUID, lesson_ids: Sequence[UUID]) -> Mapping[UUID, LessonView]:
    return await CourseRepository(session).lesson_views(user_id, lesson_ids)


async def _lessons_of_courses(
    session: AsyncSession, user_id: UUID, course_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[LessonView]]:
    return await CourseRepository(session).lesson_views_of_courses(user_id, course_ids)


async def _answers(
    session: AsyncSession, user_id: UUID, block_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[QuizAnswerRow]]:
    answers: dict[UUID, list[QuizAnswerRow]] = {}
    for row in await EnrollmentRepository(session).answers(user_id, block_ids):
        answers.setdefault(row.block_id, []).append(row)
    return answers
