"""What learners have begun, completed and answered."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from subgraphs.content.models.enrollments import EnrollmentRow, LessonProgressRow, QuizAnswerRow
from subgraphs.content.repository.base import Repository
from subgraphs.shared.pagination import Page, PageRequest, SeekOrder, descending, fetch_pages_by_parent

LATEST_ENROLLMENT = SeekOrder.by(
    "enrollments", descending(EnrollmentRow.enrolled_at), descending(EnrollmentRow.course_id)
)


class EnrollmentRepository(Repository):
    async def enrollments(self, user_ids: Sequence[UUID], page: PageRequest) -> dict[UUID, Page[EnrollmentRow]]:
        enrollment = EnrollmentRow
        return await fetch_pages_by_parent(
            self.session, select(enrollment), enrollment.user_id, user_ids, LATEST_ENROLLMENT, page
        )

    async def locked_enrollment(self, user_id: UUID, course_id: UUID) -> EnrollmentRow | None:
        """Held until the transaction ends: whoever changes what a learner has done in a course begins here."""
        enrollment = EnrollmentRow
        statement = select(enrollment).where(col(enrollment.user_id) == user_id, col(enrollment.course_id) == course_id)
        return (await self.session.scalars(statement.with_for_update())).one_or_none()

    async def add_enrollment(self, row: EnrollmentRow) -> bool:
        """False where the learner takes the course already."""
        try:
            async with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError:
            return False
        return True

    async def completed_courses(self, user_id: UUID, course_ids: Sequence[UUID]) -> set[UUID]:
        enrollment = EnrollmentRow
        statement = select(col(enrollment.course_id)).where(
            col(enrollment.user_id) == user_id,
            col(enrollment.course_id).in_(course_ids),
            col(enrollment.completed_at).is_not(None),
        )
        return set(await self.all(statement))

    async def progress(self, user_id: UUID, course_id: UUID) -> dict[UUID, LessonProgressRow]:
        """Of the lessons of a course, under their ids; those of lessons that it no longer has too."""
        progress = LessonProgressRow
        statement = select(progress).where(col(progress.user_id) == user_id, col(progress.course_id) == course_id)
        return {row.lesson_id: row for row in await self.all(statement)}

    def add_progress(self, row: LessonProgressRow) -> None:
        self.session.add(row)

    async def answers(self, user_id: UUID, block_ids: Sequence[UUID]) -> list[QuizAnswerRow]:
        """To these quizzes, the first one first."""
        answer = QuizAnswerRow
        statement = (
            select(answer)
            .where(col(answer.user_id) == user_id, col(answer.block_id).in_(block_ids))
            .order_by(col(answer.block_id), col(answer.attempt))
        )
        return list(await self.all(statement))

    async def attempts(self, user_id: UUID, block_id: UUID) -> int:
        answer = QuizAnswerRow
        return await self.one(
            select(func.count()).where(col(answer.user_id) == user_id, col(answer.block_id) == block_id)
        )

    async def answer_sent_as(self, user_id: UUID, client_mutation_id: str) -> QuizAnswerRow | None:
        answer = QuizAnswerRow
        statement = select(answer).where(
            col(answer.user_id) == user_id, col(answer.client_mutation_id) == client_mutation_id
        )
        return (await self.session.scalars(statement)).one_or_none()

    def add_answer(self, row: QuizAnswerRow) -> None:
        self.session.add(row)
