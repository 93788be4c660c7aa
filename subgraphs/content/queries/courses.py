"""Courses and lessons, one by one and in lists."""

from typing import Annotated

import strawberry

from subgraphs.content.course_access import user_id_of
from subgraphs.content.queries.reading import count_when_asked, read
from subgraphs.content.repository.courses import AuthoredFilter, CourseFilter, CourseRepository
from subgraphs.content.types.context import Info
from subgraphs.content.types.course_enums import CourseState, ProficiencyLevel
from subgraphs.content.types.course_inputs import key_of
from subgraphs.content.types.courses import Course, CourseConnection, CourseReview, Lesson
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.connections import After, Before, Connection, First, Last
from subgraphs.shared.context import require_scope
from subgraphs.shared.pagination import page_request
from subgraphs.shared.scopes import Scope


@strawberry.input(description="Which courses to list. Conditions that are left out ask nothing; all others must hold.")
class CoursesFilter:
    language: str | None = strawberry.field(default=None, description="Only those that teach this language, as a tag.")
    level: ProficiencyLevel | None = strawberry.field(default=None, description="Only those for this level.")
    owner_id: strawberry.ID | None = strawberry.field(default=None, description="Only those that this user made.")
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only this organization's own; none when the caller is no member."
    )

    def to_course_filter(self) -> CourseFilter:
        return CourseFilter(
            language=self.language,
            level=self.level,
            owner_id=key_of(self.owner_id) if self.owner_id is not None else None,
            organization_id=key_of(self.organization_id) if self.organization_id is not None else None,
        )


@strawberry.input(description="Which of the courses to list that the caller writes.")
class AuthoredCoursesFilter:
    state: CourseState | None = strawberry.field(default=None, description="Only those whose draft has come so far.")
    organization_id: strawberry.ID | None = strawberry.field(default=None, description="Only this organization's.")
    is_deleted: bool = strawberry.field(default=False, description="True: only deleted ones, to restore them.")

    def to_authored_filter(self) -> AuthoredFilter:
        organization_id = key_of(self.organization_id) if self.organization_id is not None else None
        return AuthoredFilter(self.state, organization_id, self.is_deleted)


@strawberry.type
class CourseQueries:
    @strawberry.field(
        description="A course by its id; null where there is none, and where it is not for the caller to know of."
    )
    async def course(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of a `Course`.")]
    ) -> Course | None:
        return await Course.resolve_reference(info, id)

    @strawberry.field(
        description="A published lesson by its id; null where there is none, and where it is not for the caller."
    )
    async def lesson(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of a `Lesson`.")]
    ) -> Lesson | None:
        return await Lesson.resolve_reference(info, id)

    @strawberry.field(
        description="Published courses, the latest published first: those for everybody, and those of the caller's "
        "organizations."
    )
    async def courses(
        self,
        info: Info,
        filter: Annotated[CoursesFilter | None, strawberry.argument(description="All unless said.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> CourseConnection | None:
        wanted = filter.to_course_filter() if filter else CourseFilter()
        user_id, request = user_id_of(info.context.caller), page_request(first, after, last, before)
        page = await read(info, lambda session: CourseRepository(session).published(user_id, wanted, request))
        count = count_when_asked(info, lambda session: CourseRepository(session).count_published(user_id, wanted))
        return await CourseConnection.of(info, page, count)

    @strawberry.field(
        description="Courses that the caller may write: their own, and those of organizations that they write for. "
        "The latest begun first.",
        directives=[requires_scopes(Scope.CONTENT_WRITE)],
    )
    async def authored_courses(
        self,
        info: Info,
        filter: Annotated[AuthoredCoursesFilter | None, strawberry.argument(description="All unless said.")] = None,
        first: First = None,
        after: After = None,
    ) -> CourseConnection | None:
        caller = require_scope(info, Scope.CONTENT_WRITE)
        wanted = filter.to_authored_filter() if filter else AuthoredFilter()
        request = page_request(first, after)
        page = await read(info, lambda session: CourseRepository(session).authored(caller.user_id, wanted, request))
        count = count_when_asked(info, lambda session: CourseRepository(session).count_authored(caller.user_id, wanted))
        return await CourseConnection.of(info, page, count)

    @strawberry.field(
        description="Drafts that wait for a review that the caller may do, the longest waiting first.",
        directives=[requires_scopes(Scope.CONTENT_REVIEW)],
    )
    async def pending_course_reviews(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[CourseReview] | None:
        caller = require_scope(info, Scope.CONTENT_REVIEW)
        request = page_request(first, after)
        page = await read(info, lambda session: CourseRepository(session).pending_reviews(caller.user_id, request))
        return Connection[CourseReview].from_page(page, CourseReview.from_row)
