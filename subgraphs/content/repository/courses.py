"""Courses, lessons, versions and reviews."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, or_, select, text, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from subgraphs.content.course_access import CourseView, LessonView
from subgraphs.content.models.courses import (
    CourseEditorRow,
    CourseReviewRow,
    CourseRow,
    CourseState,
    CourseVersionRow,
    LessonRow,
    LessonVersionRow,
    ReviewState,
)
from subgraphs.content.models.enrollments import EnrollmentRow, LessonProgressRow
from subgraphs.content.models.organizations import AUTHORING_ROLES, OrganizationMemberRow, OrganizationRole
from subgraphs.content.models.proficiency import ProficiencyLevel
from subgraphs.content.repository.base import Repository
from subgraphs.content.repository.organizations import belongs_to
from subgraphs.shared.pagination import (
    Page,
    PageRequest,
    SeekOrder,
    ascending,
    descending,
    fetch_page,
    fetch_pages_by_parent,
)

NEWEST_PUBLISHED = SeekOrder.by("courses", descending(CourseRow.published_at), descending(CourseRow.id))
NEWEST_AUTHORED = SeekOrder.by("courses.authored", descending(CourseRow.created_at), descending(CourseRow.id))
OLDEST_PENDING = SeekOrder.by(
    "course-reviews.pending", ascending(CourseReviewRow.submitted_at), ascending(CourseReviewRow.id)
)
LATEST_REVIEW = SeekOrder.by("course-reviews", descending(CourseReviewRow.submitted_at), descending(CourseReviewRow.id))
NEWEST_VERSION = SeekOrder.by("course-versions", descending(CourseVersionRow.number))


LessonKey = tuple[UUID, int]
"""A lesson, and the version of its course."""


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """What must hold for the courses of a list; None asks nothing."""

    language: str | None = None
    level: ProficiencyLevel | None = None
    owner_id: UUID | None = None
    organization_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AuthoredFilter:
    state: CourseState | None = None
    organization_id: UUID | None = None
    is_deleted: bool = False


class CourseRepository(Repository):
    # --- As a caller meets them

    async def views(self, user_id: UUID, course_ids: Sequence[UUID]) -> dict[UUID, CourseView]:
        statement = _views(user_id).where(col(CourseRow.id).in_(course_ids))
        rows = (await self.session.execute(statement)).all()
        return {row[0].id: _view(*row) for row in rows}

    async def lesson_views(self, user_id: UUID, lesson_ids: Sequence[UUID]) -> dict[UUID, LessonView]:
        """Without their blocks, which are most of a lesson and are not always wanted: see `blocks_of_lessons`."""
        found = await self._lesson_views(user_id, col(LessonVersionRow.lesson_id).in_(lesson_ids))
        return {view.lesson.lesson_id: view for view in found}

    async def lesson_views_of_courses(self, user_id: UUID, course_ids: Sequence[UUID]) -> dict[UUID, list[LessonView]]:
        """Lessons in their order, without their blocks."""
        lists: dict[UUID, list[LessonView]] = {course_id: [] for course_id in course_ids}
        for view in await self._lesson_views(user_id, col(LessonVersionRow.course_id).in_(course_ids)):
            lists[view.lesson.course_id].append(view)
        return lists

    async def _lesson_views(self, user_id: UUID, condition: ColumnElement[bool]) -> list[LessonView]:
        lesson, progress = LessonVersionRow, LessonProgressRow
        statement = (
            _views(user_id)
            .join(lesson, and_(col(lesson.course_id) == col(CourseRow.id), col(lesson.number) == _shown_version()))
            .outerjoin(
                progress, and_(col(progress.lesson_id) == col(lesson.lesson_id), col(progress.user_id) == user_id)
            )
            .add_columns(lesson, progress)
            .where(condition)
            .order_by(col(lesson.course_id), col(lesson.position))
            .options(defer(LessonVersionRow.blocks, raiseload=True))  # type: ignore[arg-type]
        )
        rows = (await self.session.execute(statement)).all()
        return [LessonView(row[4], _view(*row[:4]), row[5]) for row in rows]

    async def blocks_of_lessons(self, versions: Sequence[LessonKey]) -> dict[LessonKey, list[dict[str, Any]]]:
        """What lessons consist of in one of their versions, as it is stored."""
        lesson = LessonVersionRow
        statement = select(col(lesson.lesson_id), col(lesson.number), col(lesson.blocks)).where(
            tuple_(col(lesson.lesson_id), col(lesson.number)).in_(versions)
        )
        return {(row[0], row[1]): row[2] for row in (await self.session.execute(statement)).all()}

    # --- Lists

    async def published(self, user_id: UUID, wanted: CourseFilter, page: PageRequest) -> Page[CourseRow]:
        return await fetch_page(self.session, _published(user_id, wanted), NEWEST_PUBLISHED, page)

    async def count_published(self, user_id: UUID, wanted: CourseFilter) -> int:
        return await self.one(select(func.count()).select_from(_published(user_id, wanted).subquery()))

    async def authored(self, user_id: UUID, wanted: AuthoredFilter, page: PageRequest) -> Page[CourseRow]:
        return await fetch_page(self.session, _authored(user_id, wanted), NEWEST_AUTHORED, page)

    async def count_authored(self, user_id: UUID, wanted: AuthoredFilter) -> int:
        return await self.one(select(func.count()).select_from(_authored(user_id, wanted).subquery()))

    async def pending_reviews(self, user_id: UUID, page: PageRequest) -> Page[CourseReviewRow]:
        """Those that this tutor could decide: neither their own nor of organizations that they do not author for."""
        review = CourseReviewRow
        statement = (
            select(review)
            .join(CourseRow, col(CourseRow.id) == col(review.course_id))
            .where(
                col(review.state) == ReviewState.PENDING,
                col(CourseRow.deleted_at).is_(None),
                col(CourseRow.owner_id).is_distinct_from(user_id),
                col(review.submitted_by).is_distinct_from(user_id),
                col(CourseRow.id).not_in(
                    select(col(CourseEditorRow.course_id)).where(col(CourseEditorRow.user_id) == user_id)
                ),
                or_(
                    col(CourseRow.organization_id).is_(None),
                    _is_member(user_id, AUTHORING_ROLES),
                ),
            )
        )
        return await fetch_page(self.session, statement, OLDEST_PENDING, page)

    async def reviews_of_courses(
        self, course_ids: Sequence[UUID], page: PageRequest
    ) -> dict[UUID, Page[CourseReviewRow]]:
        review = CourseReviewRow
        return await fetch_pages_by_parent(
            self.session, select(review), review.course_id, course_ids, LATEST_REVIEW, page
        )

    async def versions_of_courses(
        self, course_ids: Sequence[UUID], page: PageRequest
    ) -> dict[UUID, Page[CourseVersionRow]]:
        version = CourseVersionRow
        return await fetch_pages_by_parent(
            self.session, select(version), version.course_id, course_ids, NEWEST_VERSION, page
        )

    async def drafts_of_courses(self, course_ids: Sequence[UUID]) -> dict[UUID, list[LessonRow]]:
        """Their lessons in order, deleted ones left out."""
        lists: dict[UUID, list[LessonRow]] = {course_id: [] for course_id in course_ids}
        for row in await self.all(_drafts(col(LessonRow.course_id).in_(course_ids))):
            lists[row.course_id].append(row)
        return lists

    # --- To change them

    async def locked_course(self, course_id: UUID) -> CourseRow | None:
        """Held until the transaction ends: whoever changes a draft or its lessons begins here."""
        statement = select(CourseRow).where(col(CourseRow.id) == course_id).with_for_update()
        return (await self.session.scalars(statement)).one_or_none()

    async def add(self, *rows: Any) -> None:
        """In this order, and known to the database when it returns."""
        for row in rows:
            self.session.add(row)
            await self.session.flush()

    async def course_made_by(self, owner_id: UUID, client_mutation_id: str) -> CourseRow | None:
        statement = select(CourseRow).where(
            col(CourseRow.owner_id) == owner_id, col(CourseRow.client_mutation_id) == client_mutation_id
        )
        return (await self.session.scalars(statement)).first()

    async def lesson(self, lesson_id: UUID) -> LessonRow | None:
        return await self.session.get(LessonRow, lesson_id)

    async def lessons(self, course_id: UUID) -> list[LessonRow]:
        return list(await self.all(_drafts(col(LessonRow.course_id) == course_id)))

    async def all_lessons(self, course_id: UUID) -> list[LessonRow]:
        """The deleted ones too."""
        return list(await self.all(select(LessonRow).where(col(LessonRow.course_id) == course_id)))

    async def version(self, course_id: UUID, number: int) -> CourseVersionRow | None:
        return await self.session.get(CourseVersionRow, (course_id, number))

    async def lessons_of_version(self, course_id: UUID, number: int) -> list[LessonVersionRow]:
        lesson = LessonVersionRow
        statement = (
            select(lesson)
            .where(col(lesson.course_id) == course_id, col(lesson.number) == number)
            .order_by(col(lesson.position))
        )
        return list(await self.all(statement))

    async def review(self, review_id: UUID) -> CourseReviewRow | None:
        return await self.session.get(CourseReviewRow, review_id)

    async def pending_review(self, course_id: UUID) -> CourseReviewRow | None:
        return await self._latest_review(course_id, ReviewState.PENDING)

    async def approval(self, course_id: UUID) -> CourseReviewRow | None:
        return await self._latest_review(course_id, ReviewState.APPROVED)

    async def _latest_review(self, course_id: UUID, state: ReviewState) -> CourseReviewRow | None:
        review = CourseReviewRow
        statement = (
            select(review)
            .where(col(review.course_id) == course_id, col(review.state) == state)
            .order_by(col(review.submitted_at).desc(), col(review.id).desc())
            .limit(1)
        )
        return (await self.session.scalars(statement)).one_or_none()

    # --- Who has changed a draft

    async def note_editor(self, course_id: UUID, user_id: UUID) -> None:
        await self.session.merge(CourseEditorRow(course_id=course_id, user_id=user_id))

    async def has_edited(self, course_id: UUID, user_id: UUID) -> bool:
        return await self.session.get(CourseEditorRow, (course_id, user_id)) is not None

    async def forget_editors(self, course_id: UUID) -> None:
        await self.session.execute(delete(CourseEditorRow).where(col(CourseEditorRow.course_id) == course_id))

    # --- The graph of prerequisites

    async def lock_course_graph(self) -> None:
        """Two changes to the graph take turns: each alone may be fine, and both together a cycle."""
        if self.session.get_bind().dialect.name == "postgresql":
            await self.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('course graph', 0))"))

    async def draft_prerequisites(self, course_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
        statement = select(col(CourseRow.id), col(CourseRow.prerequisite_ids)).where(
            col(CourseRow.id).in_(list(course_ids))
        )
        return _edges((await self.session.execute(statement)).all())

    async def published_prerequisites(self, course_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
        version = CourseVersionRow
        statement = (
            select(col(version.course_id), col(version.prerequisite_ids))
            .join(CourseRow, col(CourseRow.id) == col(version.course_id))
            .where(
                col(version.course_id).in_(list(course_ids)), col(version.number) == col(CourseRow.published_version)
            )
        )
        return _edges((await self.session.execute(statement)).all())

    async def titles(self, course_ids: Iterable[UUID]) -> dict[UUID, str]:
        statement = select(col(CourseRow.id), col(CourseRow.title)).where(col(CourseRow.id).in_(list(course_ids)))
        return {row[0]: row[1] for row in (await self.session.execute(statement)).all()}

    # --- Forgetting

    async def lessons_deleted_before(self, instant: datetime) -> list[UUID]:
        """Lessons of courses that were deleted before then."""
        statement = (
            select(col(LessonRow.id))
            .join(CourseRow, col(CourseRow.id) == col(LessonRow.course_id))
            .where(col(CourseRow.deleted_at) < instant)
        )
        return list(await self.all(statement))

    async def delete_courses_deleted_before(self, instant: datetime) -> None:
        await self.session.execute(delete(CourseRow).where(col(CourseRow.deleted_at) < instant))

    async def claim(self, row: CourseRow) -> bool:
        """Add a new course; False where one with its clientMutationId has just been added."""
        try:
            async with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError:
            return False
        return True


def _shown_version() -> ColumnElement[Any]:
    return func.coalesce(col(EnrollmentRow.version), col(CourseRow.published_version))


def _views(user_id: UUID) -> Select[CourseRow, CourseVersionRow, EnrollmentRow, OrganizationRole]:
    version, enrollment, member = CourseVersionRow, EnrollmentRow, OrganizationMemberRow
    return (
        select(CourseRow, version, enrollment, col(member.role))
        .outerjoin(enrollment, and_(col(enrollment.course_id) == col(CourseRow.id), col(enrollment.user_id) == user_id))
        .outerjoin(version, and_(col(version.course_id) == col(CourseRow.id), col(version.number) == _shown_version()))
        .outerjoin(
            member,
            and_(col(member.organization_id) == col(CourseRow.organization_id), col(member.user_id) == user_id),
        )
    )


def _view(
    course: CourseRow, version: CourseVersionRow | None, enrollment: EnrollmentRow | None, role: str | None
) -> CourseView:
    return CourseView(course, version, enrollment, OrganizationRole(role) if role is not None else None)


def _is_member(user_id: UUID, roles: Iterable[OrganizationRole] | None = None) -> ColumnElement[bool]:
    return belongs_to(col(CourseRow.organization_id), user_id, roles)


def _published(user_id: UUID, wanted: CourseFilter) -> Select[CourseRow]:
    version = CourseVersionRow
    conditions = [
        col(CourseRow.deleted_at).is_(None),
        or_(col(CourseRow.organization_id).is_(None), _is_member(user_id)),
    ]
    if wanted.owner_id is not None:
        conditions.append(col(CourseRow.owner_id) == wanted.owner_id)
    if wanted.organization_id is not None:
        conditions.append(col(CourseRow.organization_id) == wanted.organization_id)
    if wanted.language is not None:
        conditions.append(col(version.language) == wanted.language)
    if wanted.level is not None:
        conditions.append(col(version.level) == wanted.level)
    return (
        select(CourseRow)
        .join(
            version,
            and_(col(version.course_id) == col(CourseRow.id), col(version.number) == col(CourseRow.published_version)),
        )
        .where(*conditions)
    )


def _authored(user_id: UUID, wanted: AuthoredFilter) -> Select[CourseRow]:
    is_there = col(CourseRow.deleted_at).is_not(None) if wanted.is_deleted else col(CourseRow.deleted_at).is_(None)
    conditions = [
        is_there,
        or_(
            and_(col(CourseRow.owner_id) == user_id, col(CourseRow.organization_id).is_(None)),
            and_(col(CourseRow.owner_id) == user_id, _is_member(user_id)),
            _is_member(user_id, AUTHORING_ROLES),
        ),
    ]
    if wanted.state is not None:
        conditions.append(col(CourseRow.state) == wanted.state)
    if wanted.organization_id is not None:
        conditions.append(col(CourseRow.organization_id) == wanted.organization_id)
    return select(CourseRow).where(*conditions)


def _drafts(condition: ColumnElement[bool]) -> Select[LessonRow]:
    return (
        select(LessonRow)
        .where(condition, col(LessonRow.deleted_at).is_(None))
        .order_by(col(LessonRow.position), col(LessonRow.id))
    )


def _edges(rows: Sequence[Any]) -> dict[UUID, list[UUID]]:
    return {row[0]: [UUID(one) for one in row[1]] for row in rows}
