"""What learners do with courses."""

from typing import Annotated
from uuid import UUID

import strawberry

from subgraphs.content.quizzes import QuizResponse
from subgraphs.content.service import enrollments as service
from subgraphs.content.types.context import Info
from subgraphs.content.types.course_inputs import CLIENT_MUTATION_ID, key_of
from subgraphs.content.types.courses import Enrollment, Lesson
from subgraphs.content.types.lesson_blocks import QuizSolution, id_of
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_LEARNS = requires_scopes(Scope.LEARNING_WRITE)


@strawberry.input(description="A course to take.")
class EnrollInCourseInput:
    course_id: strawberry.ID = strawberry.field(description="A published course, whose prerequisites are completed.")


@strawberry.input(description="A course to go on with in its newest version.")
class MoveToNewestVersionInput:
    course_id: strawberry.ID = strawberry.field(description="A course that the caller takes.")


@strawberry.input(description="A lesson to begin.")
class StartLessonInput:
    lesson_id: strawberry.ID = strawberry.field(description="A lesson of a course that the caller takes.")


@strawberry.input(description="A lesson that is done.")
class CompleteLessonInput:
    lesson_id: strawberry.ID = strawberry.field(description="A lesson all of whose quizzes have been answered.")


@strawberry.input(description="What belongs to an option.")
class QuizPairInput:
    option_id: strawberry.ID = strawberry.field(description="One of the quiz's `options`.")
    match_id: strawberry.ID = strawberry.field(description="One of its `matches`.")


@strawberry.input(description="An answer. Which of its parts counts depends on the quiz's `kind`.")
class AnswerQuizInput:
    lesson_id: strawberry.ID = strawberry.field(description="The lesson that the quiz is part of.")
    block_id: strawberry.ID = strawberry.field(description="The quiz.")
    option_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The chosen options; or all options in the order they are put in."
    )
    text: str | None = strawberry.field(default=None, description="What was typed.")
    pairs: list[QuizPairInput] = strawberry.field(default_factory=list, description="A match for each option.")
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.type(description="What came of taking a course.")
class EnrollInCoursePayload:
    enrollment: Enrollment | None = strawberry.field(
        default=None, description="The caller's; the one they had when they took the course already; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of going on in the newest version.")
class MoveToNewestVersionPayload:
    enrollment: Enrollment | None = strawberry.field(
        default=None, description="In the newest version; null when refused."
    )
    kept_lesson_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Completed lessons that the newest version has too."
    )
    dropped_lesson_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Completed lessons that it has no longer."
    )
    added_lesson_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Lessons that the version before did not have."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class LessonProgressPayload:
    lesson: Lesson | None = strawberry.field(
        default=None, description="The lesson with the caller's progress; null when refused."
    )
    enrollment: Enrollment | None = strawberry.field(
        default=None, description="How far they have come in its course; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of beginning a lesson.")
class StartLessonPayload(LessonProgressPayload):
    pass


@strawberry.type(description="What came of completing a lesson.")
class CompleteLessonPayload(LessonProgressPayload):
    pass


@strawberry.type(description="The verdict on an answer.")
class QuizVerdict:
    is_correct: bool = strawberry.field(description="Whether the whole answer is right.")
    attempt: int = strawberry.field(description="1 for the first answer, which alone counts for scores.")
    solution: QuizSolution = strawberry.field(description="What is right.")


@strawberry.type(description="What came of an answer.")
class AnswerQuizPayload:
    verdict: QuizVerdict | None = strawberry.field(default=None, description="Null when there was nothing to judge.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class EnrollmentMutations:
    @strawberry.mutation(
        description="Take a course in its newest version. Again, it has no further effect.", directives=[_LEARNS]
    )
    @answer_refusals
    async def enroll_in_course(
        self, info: Info, input: Annotated[EnrollInCourseInput, strawberry.argument(description="Which course.")]
    ) -> EnrollInCoursePayload:
        caller = require_scope(info, Scope.LEARNING_WRITE)
        async with info.context.unit_of_work() as work:
            row = await service.enroll_in_course(work, caller.user_id, key_of(input.course_id))
        return EnrollInCoursePayload(enrollment=Enrollment.from_row(row))

    @strawberry.mutation(
        description="Go on in the newest version of a course. What is still part of it stays done.",
        directives=[_LEARNS],
    )
    @answer_refusals
    async def move_to_newest_version(
        self, info: Info, input: Annotated[MoveToNewestVersionInput, strawberry.argument(description="Which course.")]
    ) -> MoveToNewestVersionPayload:
        caller = require_scope(info, Scope.LEARNING_WRITE)
        async with info.context.unit_of_work() as work:
            moved = await service.move_to_newest_version(work, caller.user_id, key_of(input.course_id))
        return MoveToNewestVersionPayload(
            enrollment=Enrollment.from_row(moved.enrollment),
            kept_lesson_ids=[id_of(one) for one in moved.kept],
            dropped_lesson_ids=[id_of(one) for one in moved.dropped],
            added_lesson_ids=[id_of(one) for one in moved.added],
        )

    @strawberry.mutation(
        description="Note that a lesson was opened. The first time counts; again, it has no effect.",
        directives=[_LEARNS],
    )
    @answer_refusals
    async def start_lesson(
        self, info: Info, input: Annotated[StartLessonInput, strawberry.argument(description="Which lesson.")]
    ) -> StartLessonPayload:
        caller = require_scope(info, Scope.LEARNING_WRITE)
        lesson_id = key_of(input.lesson_id)
        async with info.context.unit_of_work() as work:
            await service.start_lesson(work, caller.user_id, lesson_id)
        lesson = await _lesson(info, lesson_id)
        return StartLessonPayload(lesson=lesson, enrollment=_enrollment_of(lesson))

    @strawberry.mutation(
        description="Note that a lesson is done, once every quiz in it has been answered. Again, it has no effect.",
        directives=[_LEARNS],
    )
    @answer_refusals
    async def complete_lesson(
        self, info: Info, input: Annotated[CompleteLessonInput, strawberry.argument(description="Which lesson.")]
    ) -> CompleteLessonPayload:
        caller = require_scope(info, Scope.LEARNING_WRITE)
        lesson_id = key_of(input.lesson_id)
        async with info.context.unit_of_work() as work:
            await service.complete_lesson(work, caller.user_id, lesson_id)
        lesson = await _lesson(info, lesson_id)
        return CompleteLessonPayload(lesson=lesson, enrollment=_enrollment_of(lesson))

    @strawberry.mutation(
        description="Answer a quiz and hear what is right. It may be answered again; the first answer scores.",
        directives=[_LEARNS],
    )
    @answer_refusals
    async def answer_quiz(
        self, info: Info, input: Annotated[AnswerQuizInput, strawberry.argument(description="The answer.")]
    ) -> AnswerQuizPayload:
        caller = require_scope(info, Scope.LEARNING_WRITE)
        matches = {str(pair.option_id): str(pair.match_id) for pair in input.pairs}
        response = QuizResponse(list(input.option_ids), input.text, matches)
        async with info.context.unit_of_work() as work:
            answered = await service.answer_quiz(
                work,
                caller.user_id,
                key_of(input.lesson_id),
                key_of(input.block_id),
                response,
                input.client_mutation_id,
            )
        return AnswerQuizPayload(
            verdict=QuizVerdict(
                is_correct=answered.answer.is_correct,
                attempt=answered.answer.attempt,
                solution=QuizSolution.from_stored(answered.quiz),
            )
        )


async def _lesson(info: Info, lesson_id: UUID) -> Lesson | None:
    return await Lesson.resolve_reference(info, str(lesson_id))


def _enrollment_of(lesson: Lesson | None) -> Enrollment | None:
    row = lesson.view.course.enrollment if lesson is not None else None
    return Enrollment.from_row(row) if row is not None else None
