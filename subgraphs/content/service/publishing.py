"""From a draft to what learners read: another tutor reviews it, an author publishes it, old versions can come back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from subgraphs.content.blocks import introduced_by
from subgraphs.content.errors import (
    CourseIsEmpty,
    CourseStateIsWrong,
    NotYours,
    ReviewIsUnknown,
    TextIsEmpty,
    TooMany,
    VersionIsUnknown,
    WorkIsYourOwn,
)
from subgraphs.content.events.courses import (
    CoursePublished,
    CourseReviewed,
    CourseSubmitted,
    LessonPublished,
    LessonWithdrawn,
)
from subgraphs.content.models.courses import (
    CourseReviewRow,
    CourseRow,
    CourseState,
    CourseVersionRow,
    LessonRow,
    LessonVersionRow,
    ReviewState,
)
from subgraphs.content.repository.courses import CourseRepository
from subgraphs.content.service.courses import refuse_cycle
from subgraphs.content.service.drafts import change, check_revision, hold_course, hold_draft, hold_own_course
from subgraphs.content.service.media_uses import keep_for_versions
from subgraphs.content.service.text_rules import LONGEST_NOTE, check_length, check_line
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork

MOST_REVIEW_COMMENTS = 100

_COPIED = ("title", "summary", "description", "language", "level", "prerequisite_ids")
_COPIED_OF_LESSON = ("position", "title", "summary", "minutes", "blocks", "prerequisite_ids")


@dataclass(frozen=True, slots=True)
class ReviewComment:
    text: str
    lesson_id: UUID | None = None
    block_id: UUID | None = None


async def submit_course(work: UnitOfWork, caller: Caller, course_id: UUID, revision: int, note: str) -> CourseReviewRow:
    course = await hold_draft(work, caller, course_id, revision)
    raise_refusals(list(check_length(note, LONGEST_NOTE, ("input", "note"))))
    if course.state == CourseState.PUBLISHED:
        raise CourseStateIsWrong("Nothing has changed since it was published.", ("input", "courseId"))
    lessons = await CourseRepository(work.session).lessons(course.id)
    if not lessons:
        raise CourseIsEmpty("Write a lesson first.", ("input", "courseId"))
    empty = [lesson.title for lesson in lessons if not lesson.blocks]
    if empty:
        raise CourseIsEmpty(f"These lessons have no blocks: {', '.join(empty)}.", ("input", "courseId"))
    review = CourseReviewRow(
        id=new_id(),
        course_id=course.id,
        state=ReviewState.PENDING,
        submitted_by=caller.user_id,
        submitted_at=work.now,
        note=note,
        reviewer_id=None,
        decided_at=None,
        message="",
        comments=[],
    )
    await CourseRepository(work.session).add(review)
    course.state = CourseState.IN_REVIEW
    course.updated_at = work.now
    work.announce(
        CourseSubmitted(
            course_id=course.id,
            owner_id=course.owner_id,
            organization_id=course.organization_id,
            review_id=review.id,
            submitted_by=caller.user_id,
            title=course.title,
        )
    )
    return review


async def withdraw_course(work: UnitOfWork, caller: Caller, course_id: UUID) -> CourseRow:
    """Back to writing: out of review, or out of waiting for publication."""
    course = await hold_own_course(work, caller, course_id)
    if course.state not in (CourseState.IN_REVIEW, CourseState.APPROVED):
        raise CourseStateIsWrong("This draft is not in review.", ("input", "courseId"))
    review = await CourseRepository(work.session).pending_review(course.id)
    if review is not None:
        review.state = ReviewState.WITHDRAWN
        review.decided_at = work.now
    course.state = CourseState.DRAFT
    course.updated_at = work.now
    return course


async def approve_course(work: UnitOfWork, caller: Caller, review_id: UUID, message: str) -> CourseReviewRow:
    raise_refusals(list(check_length(message, LONGEST_NOTE, ("input", "message"))))
    return await _decide(work, caller, review_id, ReviewState.APPROVED, message)


async def request_course_changes(
    work: UnitOfWork, caller: Caller, review_id: UUID, message: str, comments: Sequence[ReviewComment]
) -> CourseReviewRow:
    faults = list(check_length(message, LONGEST_NOTE, ("input", "message")))
    for index, comment in enumerate(comments):
        faults += check_line(comment.text, LONGEST_NOTE, ("input", "comments", str(index), "text"))
    if not message.strip() and not comments:
        faults.append(TextIsEmpty("Say what should change.", ("input", "message")))
    if len(comments) > MOST_REVIEW_COMMENTS:
        faults.append(TooMany(f"At most {MOST_REVIEW_COMMENTS} comments.", ("input", "comments")))
    raise_refusals(faults)
    review = await _decide(work, caller, review_id, ReviewState.CHANGES_REQUESTED, message)
    review.comments = [
        {name: str(value) if value is not None else None for name, value in asdict(comment).items()}
        for comment in comments
    ]
    return review


async def _decide(
    work: UnitOfWork, caller: Caller, review_id: UUID, decision: ReviewState, message: str
) -> CourseReviewRow:
    repository = CourseRepository(work.session)
    review = await repository.review(review_id)
    if review is None:
        raise ReviewIsUnknown(review_id)
    view = await hold_course(work, caller, review.course_id)
    # Read again: two tutors may decide at once, and the course is held from here on.
    await work.session.refresh(review)
    if not view.may_review(caller):
        raise NotYours
    is_own_work = caller.user_id in (view.course.owner_id, review.submitted_by)
    if is_own_work or await repository.has_edited(review.course_id, caller.user_id):
        raise WorkIsYourOwn("Another tutor reviews what you wrote.", ("input", "reviewId"))
    if review.state != ReviewState.PENDING:
        raise CourseStateIsWrong("This review is over.", ("input", "reviewId"))
    review.state = decision
    review.reviewer_id = caller.user_id
    review.decided_at = work.now
    review.message = message
    course = view.course
    is_approved = decision is ReviewState.APPROVED
    course.state = CourseState.APPROVED if is_approved else CourseState.CHANGES_REQUESTED
    course.updated_at = work.now
    work.announce(
        CourseReviewed(
            course_id=course.id,
            owner_id=course.owner_id,
            organization_id=course.organization_id,
            review_id=review.id,
            submitted_by=review.submitted_by,
            reviewer_id=caller.user_id,
            is_approved=is_approved,
            title=course.title,
        )
    )
    return review


async def publish_course(work: UnitOfWork, caller: Caller, course_id: UUID, note: str) -> CourseRow:
    """Make the approved draft the newest version."""
    repository = CourseRepository(work.session)
    await repository.lock_course_graph()
    course = await hold_own_course(work, caller, course_id)
    raise_refusals(list(check_length(note, LONGEST_NOTE, ("input", "note"))))
    approval = await repository.approval(course.id)
    if course.state != CourseState.APPROVED or course.deleted_at is not None or approval is None:
        raise CourseStateIsWrong("Only a draft that another tutor has approved is published.", ("input", "courseId"))
    # Published courses may require others than their drafts do by now.
    prerequisites = [UUID(one) for one in course.prerequisite_ids]
    await refuse_cycle(repository, course.id, prerequisites, repository.published_prerequisites)
    await release(work, course, published_by=caller.user_id, approved_by=approval.reviewer_id, note=note)
    return course


async def release(
    work: UnitOfWork, course: CourseRow, *, published_by: UUID | None, approved_by: UUID | None, note: str
) -> None:
    """Copy the draft into a version of its own, and announce it with its lessons."""
    repository = CourseRepository(work.session)
    number = course.published_version or 0
    before = await repository.lessons_of_version(course.id, number)
    lessons = await repository.lessons(course.id)
    version = CourseVersionRow(
        course_id=course.id,
        number=number + 1,
        lesson_count=len(lessons),
        note=note,
        published_by=published_by,
        approved_by=approved_by,
        published_at=work.now,
        **{name: getattr(course, name) for name in _COPIED},
    )
    course.state = CourseState.PUBLISHED
    course.published_version = version.number
    course.published_at = work.now
    course.updated_at = work.now
    await repository.forget_editors(course.id)
    await repository.add(version)
    work.session.add_all(
        LessonVersionRow(
            lesson_id=lesson.id,
            number=version.number,
            course_id=course.id,
            **{name: getattr(lesson, name) for name in _COPIED_OF_LESSON},
        )
        for lesson in lessons
    )
    await work.session.flush()
    await keep_for_versions(work, course, lessons)
    _announce_release(work, course, version, lessons, before)


def _announce_release(
    work: UnitOfWork,
    course: CourseRow,
    version: CourseVersionRow,
    lessons: Sequence[LessonRow],
    before: Sequence[LessonVersionRow],
) -> None:
    whose = {"course_id": course.id, "owner_id": course.owner_id, "organization_id": course.organization_id}
    work.announce(
        CoursePublished(
            **whose,
            course_version=version.number,
            title=version.title,
            summary=version.summary,
            language=version.language,
            level=version.level,
            lesson_ids=[lesson.id for lesson in lessons],
        )
    )
    for lesson in lessons:
        words, kanji = introduced_by(lesson.blocks)
        work.announce(
            LessonPublished(
                **whose,
                lesson_id=lesson.id,
                course_version=version.number,
                position=lesson.position + 1,
                title=lesson.title,
                summary=lesson.summary,
                minutes=lesson.minutes,
                language=version.language,
                level=version.level,
                word_ids=words,
                kanji_ids=kanji,
            )
        )
    for lesson_id in {one.lesson_id for one in before} - {lesson.id for lesson in lessons}:
        work.announce(LessonWithdrawn(**whose, lesson_id=lesson_id))


async def restore_course_version(
    work: UnitOfWork, caller: Caller, course_id: UUID, revision: int, number: int
) -> CourseRow:
    """Make the draft what a version was. It is published like any other draft, as a version of its own."""
    repository = CourseRepository(work.session)
    await repository.lock_course_graph()
    course = await hold_draft(work, caller, course_id)
    check_revision(course.revision, revision)
    version = await repository.version(course.id, number)
    if version is None:
        raise VersionIsUnknown("This course has no such version.", ("input", "version"))
    prerequisites = [UUID(one) for one in version.prerequisite_ids]
    await refuse_cycle(repository, course.id, prerequisites, repository.draft_prerequisites)
    for name in _COPIED:
        setattr(course, name, getattr(version, name))
    await _restore_lessons(work, course.id, await repository.lessons_of_version(course.id, number))
    await change(work, course, caller)
    return course


async def _restore_lessons(work: UnitOfWork, course_id: UUID, wanted: Sequence[LessonVersionRow]) -> None:
    repository = CourseRepository(work.session)
    present = {lesson.id: lesson for lesson in await repository.all_lessons(course_id)}
    for lesson_id in present.keys() - {one.lesson_id for one in wanted}:
        lesson = present[lesson_id]
        lesson.deleted_at = lesson.deleted_at or work.now
    for one in wanted:
        lesson = present[one.lesson_id]
        for name in _COPIED_OF_LESSON:
            setattr(lesson, name, getattr(one, name))
        lesson.deleted_at = None
        lesson.revision += 1
        lesson.updated_at = work.now
