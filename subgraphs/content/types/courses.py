"""Courses and lessons: as learners read them, and as their authors write them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from subgraphs.content.blocks import read_blocks
from subgraphs.content.course_access import CourseView, LessonView, user_id_of
from subgraphs.content.markdown import to_html
from subgraphs.content.models.comments import CommentModerationRow, CommentRow
from subgraphs.content.models.courses import CourseReviewRow, CourseRow
from subgraphs.content.models.enrollments import EnrollmentRow
from subgraphs.content.types.comment_parts import CommentReport, CommentState, CommentSubject
from subgraphs.content.types.context import Count, Info
from subgraphs.content.types.course_enums import CourseState, ProficiencyLevel, ReviewState
from subgraphs.content.types.course_parts import CourseReviewComment, CourseVersion, LessonProgress
from subgraphs.content.types.lesson_blocks import LessonBlock, block_from_stored, id_of
from subgraphs.content.types.lesson_drafts import LessonDraft
from subgraphs.content.types.locales import LocaleWanted, LocalizedText, SummaryInLocales, TitleInLocales
from subgraphs.content.types.people import Organization
from subgraphs.shared.access import AUTHENTICATED, requires_scopes
from subgraphs.shared.connections import After, Connection, Edge, First, PageInfo, edges_of
from subgraphs.shared.context import require_caller, require_scope
from subgraphs.shared.errors import Forbidden
from subgraphs.shared.ids import parse_id
from subgraphs.shared.nodes import Node
from subgraphs.shared.pagination import Page, PageRequest, page_request
from subgraphs.shared.scopes import Scope


@strawberry.type(description="What somebody says about a lesson or an episode, or in answer to somebody who did.")
class Comment:
    row: strawberry.Private[CommentRow]
    id: strawberry.ID = strawberry.field(description="Identifies the comment.")
    subject_kind: CommentSubject = strawberry.field(description="What it is about.")
    subject_id: strawberry.ID = strawberry.field(description="The lesson or episode that it is about, by its id.")
    state: CommentState = strawberry.field(description="What moderators have decided about it.")
    revision: int = strawberry.field(description="Raised by every edit; an edit names the revision that it knows.")
    reply_count: int = strawberry.field(description="How many answers were written, deleted and hidden ones too.")
    depth: int = strawberry.field(description="0 for a comment that answers none, 1 for an answer to it, and so on.")
    created_at: datetime = strawberry.field(description="When it was written.")
    edited_at: datetime | None = strawberry.field(description="When it was changed last; null when it never was.")
    is_deleted: bool = strawberry.field(description="True when its author took it back; it stands for its answers.")

    @strawberry.field(
        description="What it says, as plain text. Null when it was deleted, or moderators keep it from the caller."
    )
    def text(self, info: Info) -> str | None:
        caller = info.context.caller
        is_own = caller is not None and caller.user_id == self.row.author_id
        is_moderator = caller is not None and Scope.CONTENT_MODERATE in caller.scopes
        is_shown = self.row.deleted_at is None and self.row.state == CommentState.VISIBLE
        # The text of an erased account is gone.
        return self.row.text or None if is_shown or is_own or is_moderator else None

    @strawberry.field(description="Who wrote it; null when it was deleted, or the account is no more.")
    def author(self) -> "User | None":
        return User.of(self.row.author_id) if self.row.deleted_at is None else None

    @strawberry.field(description="Answers, the first one first.")
    async def replies(self, info: Info, first: First = None, after: After = None) -> "Connection[Comment]":
        key = (user_id_of(info.context.caller), self.row.id)
        page = await info.context.loaders.comments.replies_of_comment.load((key, page_request(first, after)))
        return Connection[Comment].from_page(page, Comment.from_row)

    @strawberry.field(
        description="Decisions about it, the latest first. For moderators, and for its author to know why.",
        directives=[AUTHENTICATED],
    )
    async def moderations(
        self, info: Info, first: First = None, after: After = None
    ) -> "Connection[CommentModeration] | None":
        caller = require_caller(info)
        if caller.user_id != self.row.author_id and Scope.CONTENT_MODERATE not in caller.scopes:
            raise Forbidden("Decisions are shown to moderators and to the author.")
        page = await info.context.loaders.comments.decisions_about.load((self.row.id, page_request(first, after)))
        return Connection[CommentModeration].from_page(page, CommentModeration.from_row)

    @strawberry.field(
        description="Why people reported it, the first one first, since a moderator decided last.",
        directives=[requires_scopes(Scope.CONTENT_MODERATE)],
    )
    async def reports(self, info: Info) -> list[CommentReport] | None:
        require_scope(info, Scope.CONTENT_MODERATE)
        rows = await info.context.loaders.comments.reports_about.load(self.row.id)
        return [CommentReport.from_row(row) for row in rows]

    @classmethod
    def from_row(cls, row: CommentRow) -> Self:
        return cls(
            row=row,
            id=id_of(row.id),
            subject_kind=CommentSubject(row.subject_kind),
            subject_id=id_of(row.subject_id),
            state=CommentState(row.state),
            revision=row.revision,
            reply_count=row.reply_count,
            depth=row.depth,
            created_at=row.created_at,
            edited_at=row.edited_at,
            is_deleted=row.deleted_at is not None or not row.text,
        )


@strawberry.type(description="A decision about a comment.")
class CommentModeration:
    row: strawberry.Private[CommentModerationRow]
    state_before: CommentState = strawberry.field(description="What had been decided before.")
    state_after: CommentState = strawberry.field(description="What was decided.")
    reason: str = strawberry.field(description="Why.")
    moderated_at: datetime = strawberry.field(description="When.")

    @strawberry.field(description="Who decided, for moderators only; null where the number of reports did.")
    def moderator(self, info: Info) -> "User | None":
        caller = info.context.caller
        is_moderator = caller is not None and Scope.CONTENT_MODERATE in caller.scopes
        return User.of(self.row.moderator_id) if is_moderator else None

    @classmethod
    def from_row(cls, row: CommentModerationRow) -> Self:
        return cls(
            row=row,
            state_before=CommentState(row.state_before),
            state_after=CommentState(row.state_after),
            reason=row.reason,
            moderated_at=row.moderated_at,
        )


@strawberry.type(description="A page of comments that answer none.")
class CommentThreads(Connection[Comment]):
    subject_id: strawberry.Private[UUID]

    @strawberry.field(description="How many comments and answers everybody can see.")
    async def total_count(self, info: Info) -> int:
        return await info.context.loaders.comments.count_of_subject.load(self.subject_id) or 0

    @classmethod
    async def about(cls, info: Info, subject_id: UUID, request: PageRequest) -> Self:
        key = (user_id_of(info.context.caller), subject_id)
        page = await info.context.loaders.comments.comments_of_subject.load((key, request))
        edges = edges_of(page, Comment.from_row)
        return cls(edges=edges, page_info=PageInfo.from_page(page), subject_id=subject_id)


@strawberry.federation.type(
    keys=["id"],
    description="A lesson of a published course, in the version that the caller takes; the newest for everybody else.",
)
class Lesson(Node, TitleInLocales, SummaryInLocales):
    view: strawberry.Private[LessonView]
    id: strawberry.ID = strawberry.field(description="Identifies the lesson through all versions.")
    title: str = strawberry.field(description="What it is called.")
    summary: str = strawberry.field(description="What it is about, in a line or two; may be empty.")
    minutes: int = strawberry.field(description="How long its author thinks that it takes.")
    position: int = strawberry.field(description="Its place in the course, counted from 1.")

    @strawberry.field(description="What it consists of, in order.")
    async def blocks(self, info: Info) -> list[LessonBlock]:
        lesson = self.view.lesson
        stored = await info.context.loaders.courses.blocks_of_lesson.load((lesson.lesson_id, lesson.number))
        return [block_from_stored(one, for_author=False) for one in read_blocks(stored or ())]

    @strawberry.field(description="The course that it belongs to.")
    def course(self) -> "Course":
        return Course.of(self.view.course)

    @strawberry.field(description="Lessons of the same course that have to be completed before this one is begun.")
    async def prerequisites(self, info: Info) -> list["Lesson"]:
        required = set(self.view.lesson.prerequisite_ids)
        return [Lesson.of(one) for one in await self._siblings(info) if str(one.lesson.lesson_id) in required]

    @strawberry.field(description="How far the caller has come; null before they began, or when nobody is signed in.")
    def progress(self) -> LessonProgress | None:
        return LessonProgress.from_row(self.view.progress) if self.view.progress is not None else None

    @strawberry.field(description="True while the caller has to complete other lessons before they can begin it.")
    async def is_locked(self, info: Info) -> bool:
        required = set(self.view.lesson.prerequisite_ids)
        if self.view.progress is not None or not required:
            return False
        siblings = await self._siblings(info)
        return any(one.completed_at is None for one in siblings if str(one.lesson.lesson_id) in required)

    @strawberry.field(description="What people say about it, the newest first; answers hang on what they answer.")
    async def comments(self, info: Info, first: First = None, after: After = None) -> CommentThreads:
        return await CommentThreads.about(info, self.view.lesson.lesson_id, page_request(first, after))

    async def _siblings(self, info: Info) -> Sequence[LessonView]:
        return await lessons_of(info, self.view.lesson.course_id)

    @classmethod
    def of(cls, view: LessonView) -> Self:
        lesson = view.lesson
        return cls(
            view=view,
            id=id_of(lesson.lesson_id),
            title=lesson.title,
            summary=lesson.summary,
            minutes=lesson.minutes,
            position=lesson.position + 1,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: str) -> Self | None:
        key = parse_id(id)
        if key is None:
            return None
        view = await info.context.loaders.courses.lesson_by_id.load((user_id_of(info.context.caller), key))
        return cls.of(view) if view is not None and view.course.is_readable else None


@strawberry.type(description="That a learner takes a course, and how far they have come.")
class Enrollment:
    row: strawberry.Private[EnrollmentRow]
    version: int = strawberry.field(
        description="The version that they take: the newest when they began, or moved to a newer one last."
    )
    enrolled_at: datetime = strawberry.field(description="When they began.")
    completed_at: datetime | None = strawberry.field(description="When they completed every lesson; null until then.")

    @strawberry.field(description="The course; null when it is not for the caller to read any more.")
    async def course(self, info: Info) -> "Course | None":
        return await Course.by_id(info, self.row.course_id)

    @strawberry.field(description="True when a newer version is out: `moveToNewestVersion` goes on in it.")
    async def is_outdated(self, info: Info) -> bool:
        view = await view_of(info, self.row.course_id)
        return view is not None and self.row.version != view.course.published_version

    @strawberry.field(description="How many lessons their version has.")
    async def lesson_count(self, info: Info) -> int:
        return len(await lessons_of(info, self.row.course_id))

    @strawberry.field(description="How many of these they have completed.")
    async def completed_lesson_count(self, info: Info) -> int:
        return sum(one.completed_at is not None for one in await lessons_of(info, self.row.course_id))

    @strawberry.field(description="The first lesson that they have not completed; null when none is left.")
    async def next_lesson(self, info: Info) -> Lesson | None:
        open_lessons = (one for one in await lessons_of(info, self.row.course_id) if one.completed_at is None)
        view = next(open_lessons, None)
        return Lesson.of(view) if view is not None else None

    @classmethod
    def from_row(cls, row: EnrollmentRow) -> Self:
        return cls(row=row, version=row.version, enrolled_at=row.enrolled_at, completed_at=row.completed_at)


@strawberry.federation.type(keys=["id"])
class User:
    id: strawberry.ID

    @strawberry.field(
        description="The courses that they take, the latest first. Shown to themselves only.",
        directives=[AUTHENTICATED],
    )
    async def enrollments(self, info: Info, first: First = None, after: After = None) -> Connection[Enrollment] | None:
        caller = require_caller(info)
        if parse_id(self.id) != caller.user_id:
            raise Forbidden("What somebody learns is shown to themselves only.")
        page = await info.context.loaders.courses.enrollments_of_user.load((caller.user_id, page_request(first, after)))
        return Connection[Enrollment].from_page(page, Enrollment.from_row)

    @classmethod
    def of(cls, user_id: UUID | None) -> Self | None:
        return cls(id=id_of(user_id)) if user_id is not None else None

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> Self:
        return cls(id=id)


@strawberry.federation.type(
    keys=["id"],
    description="Lessons in an order. What is shown is the version that the caller takes, for everybody else the "
    "newest, and to its authors the draft while nothing is published.",
)
class Course(Node, TitleInLocales, SummaryInLocales):
    view: strawberry.Private[CourseView]
    id: strawberry.ID = strawberry.field(description="Identifies the course through all versions.")
    title: str = strawberry.field(description="What it is called.")
    summary: str = strawberry.field(description="What it is about, in a line or two; may be empty.")
    description: str = strawberry.field(description="What it is about at length: CommonMark without HTML.")
    language: str = strawberry.field(description="The language that it teaches, as a tag such as `ja`.")
    level: ProficiencyLevel | None = strawberry.field(
        description="For whom it is; null when it is for no level in particular."
    )
    version: int | None = strawberry.field(description="Which version is shown; null while nothing is published.")

    @strawberry.field(description="The description, as CommonMark, in the language that the reader prefers.")
    async def localized_description(self, info: Info, locale: LocaleWanted = None) -> LocalizedText:
        return await LocalizedText.of(info, self.id, "description", self.description, locale)

    @strawberry.field(description="The description as HTML that is safe to insert.")
    def description_html(self) -> str:
        return to_html(self.description)

    @strawberry.field(description="Who made it.")
    def owner(self) -> User | None:
        return User.of(self.view.course.owner_id)

    @strawberry.field(description="Whose members alone know of it; null when everybody may take it.")
    def organization(self) -> Organization | None:
        return Organization.of(self.view.course.organization_id)

    @strawberry.field(description="The newest version; null while nothing is published.")
    def newest_version(self) -> int | None:
        return self.view.course.published_version

    @strawberry.field(description="When the newest version came out; null while nothing is published.")
    def published_at(self) -> datetime | None:
        return self.view.course.published_at

    @strawberry.field(description="How many lessons the version has that is shown.")
    def lesson_count(self) -> int:
        return self.view.version.lesson_count if self.view.version is not None else 0

    @strawberry.field(description="Its published lessons in order.")
    async def lessons(self, info: Info) -> list[Lesson]:
        return [Lesson.of(one) for one in await lessons_of(info, self.view.course.id)]

    @strawberry.field(description="Courses that have to be completed before this one is begun.")
    async def prerequisites(self, info: Info) -> list["Course"]:
        shown = self.view.version or self.view.course
        return await courses_by_ids(info, [UUID(one) for one in shown.prerequisite_ids])

    @strawberry.field(description="That the caller takes it; null when they do not, or when nobody is signed in.")
    def enrollment(self) -> Enrollment | None:
        return Enrollment.from_row(self.view.enrollment) if self.view.enrollment is not None else None

    @strawberry.field(description="What has come out so far, the newest first.")
    async def versions(self, info: Info, first: First = None, after: After = None) -> Connection[CourseVersion]:
        request = page_request(first, after)
        page = await info.context.loaders.courses.versions_of_course.load((self.view.course.id, request))
        return Connection[CourseVersion].from_page(page, CourseVersion.from_row)

    @strawberry.field(
        description="What its authors are writing; null for everybody but them, and tutors while they review it."
    )
    def draft(self, info: Info) -> "CourseDraft | None":
        is_shown = self.view.may_see_draft(info.context.caller)
        return CourseDraft.from_row(self.view.course) if is_shown else None

    @classmethod
    def of(cls, view: CourseView) -> Self:
        shown = view.version or view.course
        return cls(
            view=view,
            id=id_of(view.course.id),
            title=shown.title,
            summary=shown.summary,
            description=shown.description,
            language=shown.language,
            level=ProficiencyLevel(shown.level) if shown.level is not None else None,
            version=view.version.number if view.version is not None else None,
        )

    @classmethod
    async def by_id(cls, info: Info, course_id: UUID) -> Self | None:
        """None for an unknown one and for one that the caller may not know of alike."""
        view = await view_of(info, course_id)
        return cls.of(view) if view is not None and view.may_see(info.context.caller) else None

    @classmethod
    async def resolve_reference(cls, info: Info, id: str) -> Self | None:
        key = parse_id(id)
        return await cls.by_id(info, key) if key is not None else None


@strawberry.type(description="A page of courses.")
class CourseConnection(Connection[Course]):
    count: strawberry.Private[Count]

    @strawberry.field(description="How many courses the whole list has.")
    async def total_count(self) -> int:
        return await self.count()

    @classmethod
    async def of(cls, info: Info, page: Page[CourseRow], count: Count) -> Self:
        user_id = user_id_of(info.context.caller)
        views = await info.context.loaders.courses.view_by_id.load_many([(user_id, row.id) for row in page.rows])
        edges = [
            Edge(cursor=cursor, node=Course.of(view))
            for cursor, view in zip(page.cursors, views, strict=True)
            if view is not None
        ]
        return cls(edges=edges, page_info=PageInfo.from_page(page), count=count)


@strawberry.type(description="A course as its authors write it.")
class CourseDraft:
    row: strawberry.Private[CourseRow]
    state: CourseState = strawberry.field(description="How far it has come on its way to learners.")
    revision: int = strawberry.field(
        description="Raised by every change of the course itself and of the order of its lessons."
    )
    title: str = strawberry.field(description="What the course is to be called.")
    summary: str = strawberry.field(description="What it is about, in a line or two; may be empty.")
    description: str = strawberry.field(description="What it is about at length: CommonMark without HTML.")
    language: str = strawberry.field(description="The language that it teaches, as a tag such as `ja`.")
    level: ProficiencyLevel | None = strawberry.field(
        description="For whom it is; null when it is for no level in particular."
    )
    updated_at: datetime = strawberry.field(description="When somebody changed it last.")
    deleted_at: datetime | None = strawberry.field(
        description="When it was deleted; null when it was not. It can be restored for a while."
    )

    @strawberry.field(description="Its lessons in order, without deleted ones.")
    async def lessons(self, info: Info) -> list[LessonDraft]:
        rows = await info.context.loaders.courses.draft_lessons.load(self.row.id)
        return [LessonDraft.from_row(row) for row in rows]

    @strawberry.field(description="Courses that have to be completed before this one is begun.")
    async def prerequisites(self, info: Info) -> list[Course]:
        return await courses_by_ids(info, [UUID(one) for one in self.row.prerequisite_ids])

    @strawberry.field(description="What tutors said of it, the latest review first.")
    async def reviews(self, info: Info, first: First = None, after: After = None) -> "Connection[CourseReview]":
        page = await info.context.loaders.courses.reviews_of_course.load((self.row.id, page_request(first, after)))
        return Connection[CourseReview].from_page(page, CourseReview.from_row)

    @classmethod
    def from_row(cls, row: CourseRow) -> Self:
        return cls(
            row=row,
            state=CourseState(row.state),
            revision=row.revision,
            title=row.title,
            summary=row.summary,
            description=row.description,
            language=row.language,
            level=ProficiencyLevel(row.level) if row.level is not None else None,
            updated_at=row.updated_at,
            deleted_at=row.deleted_at,
        )


@strawberry.type(description="A draft that another tutor was asked to read, and what came of it.")
class CourseReview:
    row: strawberry.Private[CourseReviewRow]
    id: strawberry.ID = strawberry.field(description="Identifies the review.")
    state: ReviewState = strawberry.field(description="What has come of it.")
    note: str | None = strawberry.field(description="What its authors told the reviewer; null when nothing.")
    message: str | None = strawberry.field(description="What the reviewer said of the whole; null when nothing.")
    submitted_at: datetime = strawberry.field(description="When it was asked for.")
    decided_at: datetime | None = strawberry.field(description="When it was over; null until then.")

    @strawberry.field(description="What is to be changed where.")
    def comments(self) -> list[CourseReviewComment]:
        return [CourseReviewComment.from_stored(one) for one in self.row.comments]

    @strawberry.field(description="Who asked for it.")
    def submitted_by(self) -> User | None:
        return User.of(self.row.submitted_by)

    @strawberry.field(description="Who decided; null until somebody did.")
    def reviewer(self) -> User | None:
        return User.of(self.row.reviewer_id)

    @strawberry.field(description="The course; its `draft` is what is reviewed. Null when the caller may not see it.")
    async def course(self, info: Info) -> Course | None:
        return await Course.by_id(info, self.row.course_id)

    @classmethod
    def from_row(cls, row: CourseReviewRow) -> Self:
        return cls(
            row=row,
            id=id_of(row.id),
            state=ReviewState(row.state),
            note=row.note or None,
            message=row.message or None,
            submitted_at=row.submitted_at,
            decided_at=row.decided_at,
        )


async def view_of(info: Info, course_id: UUID) -> CourseView | None:
    return await info.context.loaders.courses.view_by_id.load((user_id_of(info.context.caller), course_id))


async def lessons_of(info: Info, course_id: UUID) -> Sequence[LessonView]:
    return await info.context.loaders.courses.lessons_of_course.load((user_id_of(info.context.caller), course_id))


async def courses_by_ids(info: Info, course_ids: Sequence[UUID]) -> list[Course]:
    """Those that the caller may see, in this order."""
    user_id = user_id_of(info.context.caller)
    views = await info.context.loaders.courses.view_by_id.load_many([(user_id, one) for one in course_ids])
    return [Course.of(view) for view in views if view is not None and view.may_see(info.context.caller)]
