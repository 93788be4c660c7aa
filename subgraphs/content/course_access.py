"""Who may see a course, change it and review it. Pure: everything it decides on has been read before."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from subgraphs.content.models.courses import CourseRow, CourseState, CourseVersionRow, LessonVersionRow
from subgraphs.content.models.enrollments import EnrollmentRow, LessonProgressRow
from subgraphs.content.models.organizations import AUTHORING_ROLES, OrganizationRole
from subgraphs.shared.caller import Caller
from subgraphs.shared.scopes import Scope

NOBODY = UUID(int=0)
"""Stands for the caller of an anonymous request: no record is theirs."""


def user_id_of(caller: Caller | None) -> UUID:
    return caller.user_id if caller is not None else NOBODY


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course as one caller meets it."""

    course: CourseRow
    version: CourseVersionRow | None
    """The version they take; else the newest; None while nothing is published."""
    enrollment: EnrollmentRow | None
    role: OrganizationRole | None
    """Theirs in the organization that the course belongs to."""

    @property
    def is_within_reach(self) -> bool:
        """An organization's course does not exist for those outside."""
        return self.course.organization_id is None or self.role is not None

    @property
    def is_readable(self) -> bool:
        """Those who began a course read it to its end, though it has been deleted."""
        is_there = self.course.deleted_at is None or self.enrollment is not None
        return self.version is not None and self.is_within_reach and is_there

    def may_edit(self, caller: Caller | None) -> bool:
        if caller is None or not self.is_within_reach:
            return False
        return caller.user_id == self.course.owner_id or self.role in AUTHORING_ROLES

    def may_review(self, caller: Caller | None) -> bool:
        """May judge drafts like this one, where it is not their own work."""
        if caller is None or Scope.CONTENT_REVIEW not in caller.scopes or self.course.deleted_at is not None:
            return False
        return self.course.organization_id is None or self.role in AUTHORING_ROLES

    def may_see_draft(self, caller: Caller | None) -> bool:
        if self.may_edit(caller):
            return True
        return self.course.state in (CourseState.IN_REVIEW, CourseState.APPROVED) and self.may_review(caller)

    def may_see(self, caller: Caller | None) -> bool:
        return self.is_readable or self.may_see_draft(caller)


@dataclass(frozen=True, slots=True)
class LessonView:
    """A published lesson in the version that one caller reads."""

    lesson: LessonVersionRow
    course: CourseView
    progress: LessonProgressRow | None

    @property
    def completed_at(self) -> datetime | None:
        return self.progress.completed_at if self.progress is not None else None
