"""From draft to publication."""

from typing import Annotated

import strawberry

from subgraphs.content.mutations.courses import CoursePayload
from subgraphs.content.service import publishing as service
from subgraphs.content.service.publishing import ReviewComment
from subgraphs.content.types.context import Info
from subgraphs.content.types.course_inputs import COURSE_REVISION, key_of
from subgraphs.content.types.courses import Course, CourseReview
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WRITES = requires_scopes(Scope.CONTENT_WRITE)
_REVIEWS = requires_scopes(Scope.CONTENT_REVIEW)


@strawberry.input(description="A draft that is ready for another tutor.")
class SubmitCourseInput:
    course_id: strawberry.ID = strawberry.field(description="The course. Every lesson of its draft has blocks.")
    revision: int = strawberry.field(description=COURSE_REVISION)
    note: str = strawberry.field(default="", description="What the reviewer should know.")


@strawberry.input(description="A draft to take back.")
class WithdrawCourseInput:
    course_id: strawberry.ID = strawberry.field(description="The course, in review or approved.")


@strawberry.input(description="A review that ends well.")
class ApproveCourseInput:
    review_id: strawberry.ID = strawberry.field(description="The review, of a draft that the caller has no part in.")
    message: str = strawberry.field(default="", description="What its authors should hear.")


@strawberry.input(description="Something to change.")
class CourseReviewCommentInput:
    text: str = strawberry.field(description="What should change.")
    lesson_id: strawberry.ID | None = strawberry.field(default=None, description="In which lesson.")
    block_id: strawberry.ID | None = strawberry.field(default=None, description="In which block of the lesson.")


@strawberry.input(description="A review that asks for changes.")
class RequestCourseChangesInput:
    review_id: strawberry.ID = strawberry.field(description="The review, of a draft that the caller has no part in.")
    message: str = strawberry.field(default="", description="What should change in the whole.")
    comments: list[CourseReviewCommentInput] = strawberry.field(
        default_factory=list, description="What should change in places. A message or one of these is needed."
    )


@strawberry.input(description="An approved draft to bring out.")
class PublishCourseInput:
    course_id: strawberry.ID = strawberry.field(description="The course.")
    note: str = strawberry.field(default="", description="What is new in this version, for those who take the course.")


@strawberry.input(description="A version to go back to.")
class RestoreCourseVersionInput:
    course_id: strawberry.ID = strawberry.field(description="The course.")
    revision: int = strawberry.field(description=COURSE_REVISION)
    version: int = strawberry.field(description="The number of the version that the draft becomes equal to.")


@strawberry.type
class CourseReviewPayload:
    review: CourseReview | None = strawberry.field(default=None, description="The review; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of submitting a draft.")
class SubmitCoursePayload(CourseReviewPayload):
    pass


@strawberry.type(description="What came of taking a draft back.")
class WithdrawCoursePayload(CoursePayload):
    pass


@strawberry.type(description="What came of approving a draft.")
class ApproveCoursePayload(CourseReviewPayload):
    pass


@strawberry.type(description="What came of asking for changes.")
class RequestCourseChangesPayload(CourseReviewPayload):
    pass


@strawberry.type(description="What came of publishing a course.")
class PublishCoursePayload(CoursePayload):
    pass


@strawberry.type(description="What came of going back to a version.")
class RestoreCourseVersionPayload(CoursePayload):
    pass


@strawberry.type
class CourseReviewMutations:
    @strawberry.mutation(
        description="Ask for a review by another tutor. The draft does not change until it is over.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def submit_course(
        self, info: Info, input: Annotated[SubmitCourseInput, strawberry.argument(description="The draft.")]
    ) -> SubmitCoursePayload:
        caller = require_scope(info, Scope.CONTENT_WRITE)
        async with info.context.unit_of_work() as work:
            row = await service.submit_course(work, caller, key_of(input.course_id), input.revision, input.note)
        return SubmitCoursePayload(review=CourseReview.from_row(row))

    @strawberry.mutation(
        description="Take a draft out of review, or out of waiting for publication, to write on.", directives=[_WRITES]
    )
    @answer_refusals
    async def withdraw_course(
        self, info: Info, input: Annotated[WithdrawCourseInput, strawberry.argument(description="The draft.")]
    ) -> WithdrawCoursePayload:
        caller = require_scope(info, Scope.CONTENT_WRITE)
        async with info.context.unit_of_work() as work:
            row = await service.withdraw_course(work, caller, key_of(input.course_id))
        return WithdrawCoursePayload(course=await Course.by_id(info, row.id))

    @strawberry.mutation(
        description="Agree to the publication of what other tutors wrote. Nobody reviews their own work.",
        directives=[_REVIEWS],
    )
    @answer_refusals
    async def approve_course(
        self, info: Info, input: Annotated[ApproveCourseInput, strawberry.argument(description="The decision.")]
    ) -> ApproveCoursePayload:
        caller = require_scope(info, Scope.CONTENT_REVIEW)
        async with info.context.unit_of_work() as work:
            row = await service.approve_course(work, caller, key_of(input.review_id), input.message)
        return ApproveCoursePayload(review=CourseReview.from_row(row))

    @strawberry.mutation(
        description="Give a draft back to its authors, saying what should change.", directives=[_REVIEWS]
    )
    @answer_refusals
    async def request_course_changes(
        self, info: Info, input: Annotated[RequestCourseChangesInput, strawberry.argument(description="The decision.")]
    ) -> RequestCourseChangesPayload:
        caller = require_scope(info, Scope.CONTENT_REVIEW)
        comments = [
            ReviewComment(
                one.text,
                key_of(one.lesson_id) if one.lesson_id is not None else None,
                key_of(one.block_id) if one.block_id is not None else None,
            )
            for one in input.comments
        ]
        async with info.context.unit_of_work() as work:
            row = await service.request_course_changes(work, caller, key_of(input.review_id), input.message, comments)
        return RequestCourseChangesPayload(review=CourseReview.from_row(row))

    @strawberry.mutation(
        description="Bring an approved draft out as the newest version. Who takes the course keeps the one they have.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def publish_course(
        self, info: Info, input: Annotated[PublishCourseInput, strawberry.argument(description="The draft.")]
    ) -> PublishCoursePayload:
        caller = require_scope(info, Scope.CONTENT_WRITE)
        async with info.context.unit_of_work() as work:
            row = await service.publish_course(work, caller, key_of(input.course_id), input.note)
        return PublishCoursePayload(course=await Course.by_id(info, row.id))

    @strawberry.mutation(
        description="Make the draft what a version was: it is then reviewed and published like any other.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def restore_course_version(
        self, info: Info, input: Annotated[RestoreCourseVersionInput, strawberry.argument(description="Which version.")]
    ) -> RestoreCourseVersionPayload:
        caller = require_scope(info, Scope.CONTENT_WRITE)
        async with info.context.unit_of_work() as work:
            row = await service.restore_course_version(
                work, caller, key_of(input.course_id), input.revision, input.version
            )
        return RestoreCourseVersionPayload(course=await Course.by_id(info, row.id))
