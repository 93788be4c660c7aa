"""How everything begins that changes a course: it is held, the caller may change it, and nobody has come between."""

from uuid import UUID

from subgraphs.content.course_access import CourseView
from subgraphs.content.errors import CourseIsLocked, CourseIsUnknown, CourseStateIsWrong, NotYours, RevisionIsStale
from subgraphs.content.models.courses import CourseRow, CourseState
from subgraphs.content.repository.courses import CourseRepository
from subgraphs.shared.caller import Caller
from subgraphs.shared.unit_of_work import UnitOfWork


async def hold_course(work: UnitOfWork, caller: Caller, course_id: UUID) -> CourseView:
    """The course as the caller meets it, held until the transaction ends."""
    repository = CourseRepository(work.session)
    await repository.locked_course(course_id)
    view = (await repository.views(caller.user_id, [course_id])).get(course_id)
    if view is None or not view.may_see(caller):
        raise CourseIsUnknown(course_id)
    return view


async def hold_own_course(work: UnitOfWork, caller: Caller, course_id: UUID) -> CourseRow:
    """One that the caller is an author of."""
    view = await hold_course(work, caller, course_id)
    if not view.may_edit(caller):
        raise NotYours
    return view.course


async def hold_draft(work: UnitOfWork, caller: Caller, course_id: UUID, revision: int | None = None) -> CourseRow:
    """One whose draft the caller may change now."""
    course = await hold_own_course(work, caller, course_id)
    if course.deleted_at is not None:
        raise CourseStateIsWrong("This course is deleted. Restore it first.")
    if course.state in (CourseState.IN_REVIEW, CourseState.APPROVED):
        raise CourseIsLocked("This draft waits for a tutor or for its publication. Withdraw it first.")
    if revision is not None:
        check_revision(course.revision, revision)
    return course


def check_revision(newest: int, known: int) -> None:
    """Refuse a change that was made in the knowledge of another state than the newest."""
    if known != newest:
        raise RevisionIsStale(newest)


async def change(work: UnitOfWork, course: CourseRow, caller: Caller, *, is_structure: bool = True) -> None:
    """Note that the draft is no longer what was published. The text of a lesson is no change of structure."""
    course.state = CourseState.DRAFT
    course.updated_at = work.now
    if is_structure:
        course.revision += 1
    await CourseRepository(work.session).note_editor(course.id, caller.user_id)
