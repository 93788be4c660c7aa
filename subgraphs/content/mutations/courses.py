"""Making courses and changing them."""

from typing import Annotated

import strawberry

from subgraphs.content.service import courses as service
from subgraphs.content.service.courses import NewCourse
from subgraphs.content.types.context import Info
from subgraphs.content.types.course_enums import ProficiencyLevel
from subgraphs.content.types.course_inputs import (
    CLIENT_MUTATION_ID,
    COURSE_REVISION,
    given,
    given_texts,
    key_of,
    keys_of,
)
from subgraphs.content.types.courses import Course
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WRITES = requires_scopes(Scope.CONTENT_WRITE)


@strawberry.input(description="A course to begin. Nobody but its authors sees it before it is published.")
class CreateCourseInput:
    title: str = strawberry.field(description="What it is called, in at most 120 characters.")
    language: str = strawberry.field(description="The language that it teaches, as a tag such as `ja`.")
    summary: str = strawberry.field(default="", description="What it is about, in at most 300 characters.")
    description: str = strawberry.field(default="", description="At length: CommonMark without HTML.")
    level: ProficiencyLevel | None = strawberry.field(default=None, description="For whom it is.")
    organization_id: strawberry.ID | None = strawberry.field(
        default=None, description="Whose members alone may ever know of it. It stays so; null: it is for everybody."
    )
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)


@strawberry.input(description="What to change of a course's draft. What is left out stays as it is.")
class UpdateCourseInput:
    course_id: strawberry.ID = strawberry.field(description="The course.")
    revision: int = strawberry.field(description=COURSE_REVISION)
    title: str | None = strawberry.field(default=strawberry.UNSET, description="The new title. Null is refused.")
    language: str | None = strawberry.field(default=strawberry.UNSET, description="The new tag. Null is refused.")
    summary: str | None = strawberry.field(default=strawberry.UNSET, description="The new summary; null empties it.")
    description: str | None = strawberry.field(default=strawberry.UNSET, description="The new text; null empties it.")
    level: ProficiencyLevel | None = strawberry.field(
        default=strawberry.UNSET, description="The new level; null: for none in particular."
    )


@strawberry.input(description="What has to be taken before a course.")
class SetCoursePrerequisitesInput:
    course_id: strawberry.ID = strawberry.field(description="The course that requires others.")
    revision: int = strawberry.field(description=COURSE_REVISION)
    course_ids: list[strawberry.ID] = strawberry.field(
        description="All courses that it requires from now on: public ones, or its own organization's. None may "
        "require it in turn, however far away."
    )


@strawberry.input(description="A course to hide.")
class DeleteCourseInput:
    course_id: strawberry.ID = strawberry.field(description="The course. Those who take it can read it on for a while.")


@strawberry.input(description="A deleted course to bring back.")
class RestoreCourseInput:
    course_id: strawberry.ID = strawberry.field(description="The course, with its versions and everybody's progress.")


@strawberry.type
class CoursePayload:
    course: Course | None = strawberry.field(default=None, description="The course as it is now; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of beginning a course.")
class CreateCoursePayload(CoursePayload):
    pass


@strawberry.type(description="What came of changing a course.")
class UpdateCoursePayload(CoursePayload):
    pass


@strawberry.type(description="What came of saying what a course requires.")
class SetCoursePrerequisitesPayload(CoursePayload):
    pass


@strawberry.type(description="What came of deleting a course.")
class DeleteCoursePayload(CoursePayload):
    pass


@strawberry.type(description="What came of restoring a course.")
class RestoreCoursePayload(CoursePayload):
    pass


@strawberry.type
class CourseMutations:
    @strawberry.mutation(description="Begin a course.", directives=[_WRITES])
    @answer_refusals
    async def create_course(
        self, info: Info, input: Annotated[CreateCourseInput, strawberry.argument(description="The course.")]
    ) -> CreateCoursePayload:
        caller = require_scope(info, Scope.CONTENT_WRITE)
        wanted = NewCourse(
            title=input.title,
            language=input.language,
            summary=input.summary,
            description=input.description,
            level=input.level,
            organization_id=key_of(input.organization_id) if input.organization_id is not None else None,
        )
        async with info.context.unit_of_work() as work:
            row = await service.create_course(
                work, caller, wanted, info.context.services.settings, input.client_mutation_id
            )
        return CreateCoursePayload(course=await Course.by_id(info, row.id))

    @strawberry.mutation(description="Change what a course's draft says of itself.", directives=[_WRITES])
    @answer_refusals
    async def update_course(
        self, info: Info, input: Annotated[UpdateCourseInput, strawberry.argument(description="The changes.")]
    ) -> UpdateCoursePayload:
        caller = require_scope(info, Scope.CONTENT_WRITE)
        texts = given_texts(
            title=input.title, language=input.language, summary=input.summary, description=input.description
        )
        async with info.context.unit_of_work() as work:
            row = await service.update_course(
                work,
                caller,
                key_of(input.course_id),
                input.revision,
                {**texts, **given(level=input.level)},
                info.context.services.settings,
            )
        return UpdateCoursePayload(course=await Course.by_id(info, row.id))

    @strawberry.mutation(description="Say which courses have to be completed before one.", directives=[_WRITES])
    @answer_refusals
    async def set_course_prerequisites(
        self,
        info: Info,
        input: Annotated[SetCoursePrerequisitesInput, strawberry.argument(description="What requires what.")],
    ) -> SetCoursePrerequisitesPayload:
        caller = require_scope(info, Scope.CONTENT_WRITE)
        async with info.context.unit_of_work() as work:
            row = await service.set_course_prerequisites(
                work, caller, key_of(input.course_id), input.revision, keys_of(input.course_ids)
            )
        return SetCoursePrerequisitesPayload(course=await Course.by_id(info, row.id))

    @strawberry.mutation(description="Hide a course. It can be restored for a while.", directives=[_WRITES])
    @answer_refusals
    async def delete_course(
        self, info: Info, input: Annotated[DeleteCourseInput, strawberry.argument(description="Which course.")]
    ) -> DeleteCoursePayload:
        caller = require_scope(info, Scope.CONTENT_WRITE)
        async with info.context.unit_of_work() as work:
            row = await service.delete_course(work, caller, key_of(input.course_id))
        return DeleteCoursePayload(course=await Course.by_id(info, row.id))

    @strawberry.mutation(description="Bring a deleted course back.", directives=[_WRITES])
    @answer_refusals
    async def restore_course(
        self, info: Info, input: Annotated[RestoreCourseInput, strawberry.argument(description="Which course.")]
    ) -> RestoreCoursePayload:
        caller = require_scope(info, Scope.CONTENT_WRITE)
        async with info.context.unit_of_work() as work:
            row = await service.restore_course(work, caller, key_of(input.course_id))
        return RestoreCoursePayload(course=await Course.by_id(info, row.id))
