"""What learners do with published courses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from subgraphs.content.blocks import find_quiz, quiz_ids
from subgraphs.content.course_access import CourseView, LessonView
from subgraphs.content.errors import (
    AnswerDoesNotFit,
    BlockIsUnknown,
    ClientMutationIdIsTaken,
    CourseIsUnknown,
    LessonIsUnknown,
    NotEnrolled,
    PrerequisitesAreOpen,
    QuizzesAreOpen,
    TextIsTooLong,
)
from subgraphs.content.events.courses import (
    CourseCompleted,
    CourseEnrolled,
    LessonCompleted,
    LessonStarted,
    QuizAnswered,
)
from subgraphs.content.models.enrollments import EnrollmentRow, LessonProgressRow, QuizAnswerRow
from subgraphs.content.quizzes import Quiz, QuizResponse, fits, is_right
from subgraphs.content.repository.courses import CourseRepository
from subgraphs.content.repository.enrollments import EnrollmentRepository
from subgraphs.content.service.lesson_blocks import LONGEST_LINE
from subgraphs.content.service.text_rules import check_client_mutation_id
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AnsweredQuiz:
    quiz: Quiz
    answer: QuizAnswerRow


@dataclass(frozen=True, slots=True)
class MovedEnrollment:
    enrollment: EnrollmentRow
    kept: Sequence[UUID]
    """Completed lessons that the newer version has too."""
    dropped: Sequence[UUID]
    """Completed lessons that it no longer has."""
    added: Sequence[UUID]
    """Lessons that the version before did not have."""


async def enroll_in_course(work: UnitOfWork, user_id: UUID, course_id: UUID) -> EnrollmentRow:
    """Take the newest version. Who takes the course already keeps what they have."""
    view = (await CourseRepository(work.session).views(user_id, [course_id])).get(course_id)
    if view is None or not view.is_readable or view.version is None:
        raise CourseIsUnknown(course_id)
    if view.enrollment is not None:
        return view.enrollment
    await _refuse_open_courses(work, user_id, [UUID(one) for one in view.version.prerequisite_ids])
    row = EnrollmentRow(
        user_id=user_id,
        course_id=course_id,
        version=view.version.number,
        enrolled_at=work.now,
        moved_at=None,
        completed_at=None,
    )
    repository = EnrollmentRepository(work.session)
    if not await repository.add_enrollment(row):
        taken = await repository.locked_enrollment(user_id, course_id)
        return taken if taken is not None else row
    work.announce(CourseEnrolled(learner_id=user_id, course_id=course_id, course_version=row.version))
    return row


async def move_to_newest_version(work: UnitOfWork, user_id: UUID, course_id: UUID) -> MovedEnrollment:
    """Go on in the newest version. Lessons and quizzes that are still there keep what was done with them."""
    repository = CourseRepository(work.session)
    enrollment = await EnrollmentRepository(work.session).locked_enrollment(user_id, course_id)
    view = (await repository.views(user_id, [course_id])).get(course_id)
    if view is None or not view.is_readable:
        raise CourseIsUnknown(course_id)
    if enrollment is None:
        raise NotEnrolled("You do not take this course.", ("input", "courseId"))
    newest = view.course.published_version or enrollment.version
    before = {one.lesson_id for one in await repository.lessons_of_version(course_id, enrollment.version)}
    after = [one.lesson_id for one in await repository.lessons_of_version(course_id, newest)]
    progress = await EnrollmentRepository(work.session).progress(user_id, course_id)
    done = {lesson_id for lesson_id, row in progress.items() if row.completed_at is not None}
    if newest != enrollment.version:
        enrollment.version = newest
        enrollment.moved_at = work.now
        await _complete_course(work, enrollment, after, done)
    return MovedEnrollment(
        enrollment,
        kept=[one for one in after if one in done],
        dropped=sorted((before & done) - set(after)),
        added=[one for one in after if one not in before],
    )


async def start_lesson(work: UnitOfWork, user_id: UUID, lesson_id: UUID) -> LessonProgressRow:
    """Note that a lesson was opened; the first time counts."""
    _, progress = await _begun(work, user_id, lesson_id)
    return progress


async def complete_lesson(work: UnitOfWork, user_id: UUID, lesson_id: UUID) -> LessonProgressRow:
    """Every quiz has to be answered, rightly or wrongly."""
    view, progress = await _begun(work, user_id, lesson_id)
    if progress.completed_at is not None:
        return progress
    quizzes = quiz_ids(await _blocks_of(work, view))
    answers = await EnrollmentRepository(work.session).answers(user_id, quizzes)
    first = {answer.block_id: answer.is_correct for answer in answers if answer.attempt == 1}
    if len(first) < len(quizzes):
        raise QuizzesAreOpen(f"{len(quizzes) - len(first)} of its quizzes are not answered.", ("input", "lessonId"))
    progress.completed_at = work.now
    enrollment = _enrollment_of(view.course)
    work.announce(
        LessonCompleted(
            learner_id=user_id,
            course_id=progress.course_id,
            course_version=enrollment.version,
            lesson_id=lesson_id,
            quiz_count=len(quizzes),
            right_at_first=sum(first.values()),
            minutes=view.lesson.minutes,
            completed_at=work.now,
        )
    )
    lessons = await CourseRepository(work.session).lessons_of_version(progress.course_id, enrollment.version)
    rows = await EnrollmentRepository(work.session).progress(user_id, progress.course_id)
    done = {one for one, row in rows.items() if row.completed_at is not None} | {lesson_id}
    await _complete_course(work, enrollment, [one.lesson_id for one in lessons], done)
    return progress


async def answer_quiz(
    work: UnitOfWork,
    user_id: UUID,
    lesson_id: UUID,
    block_id: UUID,
    response: QuizResponse,
    client_mutation_id: str | None = None,
) -> AnsweredQuiz:
    """Judge an answer and keep it. Sent again with the same clientMutationId, it is the answer that was kept."""
    raise_refusals(list(check_client_mutation_id(client_mutation_id)))
    view, _ = await _begun(work, user_id, lesson_id)
    quiz = find_quiz(await _blocks_of(work, view), block_id)
    if quiz is None:
        raise BlockIsUnknown("There is no such quiz in this lesson.", ("input", "blockId"))
    repository = EnrollmentRepository(work.session)
    if client_mutation_id is not None:
        sent = await repository.answer_sent_as(user_id, client_mutation_id)
        if sent is not None:
            if sent.block_id != block_id:
                raise ClientMutationIdIsTaken
            return AnsweredQuiz(quiz, sent)
    _check_response(quiz, response)
    answer = QuizAnswerRow(
        id=new_id(),
        user_id=user_id,
        course_id=view.lesson.course_id,
        lesson_id=lesson_id,
        block_id=block_id,
        attempt=await repository.attempts(user_id, block_id) + 1,
        answer={
            "optionIds": list(response.option_ids),
            "text": response.text,
            "matches": dict(response.matches),
        },
        is_correct=is_right(quiz, response),
        answered_at=work.now,
        client_mutation_id=client_mutation_id,
    )
    repository.add_answer(answer)
    work.announce(
        QuizAnswered(
            learner_id=user_id,
            course_id=answer.course_id,
            course_version=_enrollment_of(view.course).version,
            lesson_id=lesson_id,
            block_id=block_id,
            attempt=answer.attempt,
            is_correct=answer.is_correct,
        )
    )
    return AnsweredQuiz(quiz, answer)


async def _begun(work: UnitOfWork, user_id: UUID, lesson_id: UUID) -> tuple[LessonView, LessonProgressRow]:
    """The lesson of a course that the learner takes, opened now if it never was."""
    view = (await CourseRepository(work.session).lesson_views(user_id, [lesson_id])).get(lesson_id)
    if view is None or not view.course.is_readable:
        raise LessonIsUnknown(lesson_id)
    course_id = view.lesson.course_id
    repository = EnrollmentRepository(work.session)
    enrollment = await repository.locked_enrollment(user_id, course_id)
    if enrollment is None:
        raise NotEnrolled("You do not take the course of this lesson.", ("input", "lessonId"))
    rows = await repository.progress(user_id, course_id)
    known = rows.get(lesson_id)
    if known is not None:
        return view, known
    await _refuse_open_lessons(work, view, rows)
    begun = LessonProgressRow(
        user_id=user_id, lesson_id=lesson_id, course_id=course_id, started_at=work.now, completed_at=None
    )
    repository.add_progress(begun)
    work.announce(
        LessonStarted(learner_id=user_id, course_id=course_id, course_version=enrollment.version, lesson_id=lesson_id)
    )
    return view, begun


async def _blocks_of(work: UnitOfWork, view: LessonView) -> Sequence[Mapping[str, Any]]:
    key = (view.lesson.lesson_id, view.lesson.number)
    return (await CourseRepository(work.session).blocks_of_lessons([key]))[key]


async def _refuse_open_courses(work: UnitOfWork, user_id: UUID, required: Sequence[UUID]) -> None:
    """Prerequisites that are gone by now ask nothing."""
    views = await CourseRepository(work.session).views(user_id, required)
    done = await EnrollmentRepository(work.session).completed_courses(user_id, required)
    still_there = [view for one in required if (view := views.get(one)) is not None and view.is_readable]
    missing = [view.version.title for view in still_there if view.version and view.course.id not in done]
    if missing:
        raise PrerequisitesAreOpen(f"Complete these courses first: {', '.join(missing)}.", ("input", "courseId"))


async def _refuse_open_lessons(work: UnitOfWork, view: LessonView, rows: dict[UUID, LessonProgressRow]) -> None:
    done = {lesson_id for lesson_id, row in rows.items() if row.completed_at is not None}
    missing = {UUID(one) for one in view.lesson.prerequisite_ids} - done
    if missing:
        lessons = await CourseRepository(work.session).lessons_of_version(view.lesson.course_id, view.lesson.number)
        titles = [lesson.title for lesson in lessons if lesson.lesson_id in missing]
        raise PrerequisitesAreOpen(f"Complete these lessons first: {', '.join(titles)}.", ("input", "lessonId"))


async def _complete_course(
    work: UnitOfWork, enrollment: EnrollmentRow, lessons: Sequence[UUID], done: set[UUID]
) -> None:
    """A course is completed once: what a newer version adds does not undo it."""
    if enrollment.completed_at is None and set(lessons) <= done:
        enrollment.completed_at = work.now
        work.announce(
            CourseCompleted(
                learner_id=enrollment.user_id,
                course_id=enrollment.course_id,
                course_version=enrollment.version,
                completed_at=work.now,
            )
        )


def _enrollment_of(view: CourseView) -> EnrollmentRow:
    if view.enrollment is None:
        raise NotEnrolled("You do not take this course.", ("input", "courseId"))
    return view.enrollment


def _check_response(quiz: Quiz, response: QuizResponse) -> None:
    if len(response.text or "") > LONGEST_LINE:
        raise TextIsTooLong(f"At most {LONGEST_LINE} characters.", ("input", "text"))
    if not fits(quiz, response):
        raise AnswerDoesNotFit(f"This is no answer to a quiz of the kind {quiz.quiz_kind}.", ("input",))
