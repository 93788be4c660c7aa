"""Writing lessons."""

from typing import Annotated, TypedDict

import strawberry

from subgraphs.content.service import lessons as service
from subgraphs.content.service.lessons import Author, HeldLesson, NewLesson
from subgraphs.content.types.context import Info
from subgraphs.content.types.course_inputs import (
    COURSE_REVISION,
    LESSON_REVISION,
    LessonBlockInput,
    drafts_of,
    given_numbers,
    given_texts,
    key_of,
    keys_of,
)
from subgraphs.content.types.courses import Course
from subgraphs.content.types.lesson_drafts import LessonDraft
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WRITES = requires_scopes(Scope.CONTENT_WRITE)
_LESSON = "The lesson, by its id in the draft."


@strawberry.input(description="A lesson to add to a draft.")
class AddLessonInput:
    course_id: strawberry.ID = strawberry.field(description="The course.")
    revision: int = strawberry.field(description=COURSE_REVISION)
    title: str = strawberry.field(description="What it is called, in at most 120 characters.")
    minutes: int = strawberry.field(description="How long it takes, from a minute to a day.")
    summary: str = strawberry.field(default="", description="What it is about, in at most 300 characters.")
    position: int | None = strawberry.field(default=None, description="Its place, counted from 1; null: at the end.")
    blocks: list[LessonBlockInput] = strawberry.field(
        default_factory=list, description="What it consists of, in order."
    )


@strawberry.input(description="What to change of a lesson beside its blocks. What is left out stays as it is.")
class UpdateLessonInput:
    lesson_id: strawberry.ID = strawberry.field(description=_LESSON)
    revision: int = strawberry.field(description=LESSON_REVISION)
    title: str | None = strawberry.field(default=strawberry.UNSET, description="The new title. Null is refused.")
    summary: str | None = strawberry.field(default=strawberry.UNSET, description="The new summary; null empties it.")
    minutes: int | None = strawberry.field(default=strawberry.UNSET, description="The new length. Null is refused.")


@strawberry.input(description="What has to be completed before a lesson.")
class SetLessonPrerequisitesInput:
    lesson_id: strawberry.ID = strawberry.field(description="The lesson that requires others.")
    revision: int = strawberry.field(description=LESSON_REVISION)
    lesson_ids: list[strawberry.ID] = strawberry.field(
        description="All lessons of the same course that it requires from now on. None may require it in turn."
    )


@strawberry.input(description="A new order for the lessons of a draft.")
class ReorderLessonsInput:
    course_id: strawberry.ID = strawberry.field(description="The course.")
    revision: int = strawberry.field(description=COURSE_REVISION)
    lesson_ids: list[strawberry.ID] = strawberry.field(description="Every lesson of the draft, each once.")


@strawberry.input(description="A lesson to take out of a draft.")
class DeleteLessonInput:
    lesson_id: strawberry.ID = strawberry.field(description=_LESSON)
    revision: int = strawberry.field(description=LESSON_REVISION)


@strawberry.input(description="A lesson to put back.")
class RestoreLessonInput:
    lesson_id: strawberry.ID = strawberry.field(description="A lesson that was taken out of its draft.")


@strawberry.input(description="A block to put into a lesson.")
class AddBlockInput:
    lesson_id: strawberry.ID = strawberry.field(description=_LESSON)
    revision: int = strawberry.field(description=LESSON_REVISION)
    block: LessonBlockInput = strawberry.field(description="What it is.")
    position: int | None = strawberry.field(default=None, description="Its place, counted from 1; null: at the end.")


@strawberry.input(description="A block to write again.")
class UpdateBlockInput:
    lesson_id: strawberry.ID = strawberry.field(description=_LESSON)
    revision: int = strawberry.field(description=LESSON_REVISION)
    block_id: strawberry.ID = strawberry.field(description="The block, which keeps its id and its place.")
    block: LessonBlockInput = strawberry.field(description="What it is from now on, of any kind.")


@strawberry.input(description="A block to throw away.")
class RemoveBlockInput:
    lesson_id: strawberry.ID = strawberry.field(description=_LESSON)
    revision: int = strawberry.field(description=LESSON_REVISION)
    block_id: strawberry.ID = strawberry.field(description="The block. Published versions keep it.")


@strawberry.input(description="A new order for the blocks of a lesson.")
class ReorderBlocksInput:
    lesson_id: strawberry.ID = strawberry.field(description=_LESSON)
    revision: int = strawberry.field(description=LESSON_REVISION)
    block_ids: list[strawberry.ID] = strawberry.field(description="Every block of the lesson, each once.")


@strawberry.type
class LessonPayload:
    lesson: LessonDraft | None = strawberry.field(
        default=None, description="The lesson as it is now; null when refused."
    )
    course: Course | None = strawberry.field(default=None, description="Its course; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of adding a lesson.")
class AddLessonPayload(LessonPayload):
    pass


@strawberry.type(description="What came of changing a lesson.")
class UpdateLessonPayload(LessonPayload):
    pass


@strawberry.type(description="What came of saying what a lesson requires.")
class SetLessonPrerequisitesPayload(LessonPayload):
    pass


@strawberry.type(description="What came of putting lessons in another order.")
class ReorderLessonsPayload:
    course: Course | None = strawberry.field(default=None, description="The course as it is now; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of taking a lesson out.")
class DeleteLessonPayload(LessonPayload):
    pass


@strawberry.type(description="What came of putting a lesson back.")
class RestoreLessonPayload(LessonPayload):
    pass


@strawberry.type(description="What came of adding a block.")
class AddBlockPayload(LessonPayload):
    pass


@strawberry.type(description="What came of writing a block again.")
class UpdateBlockPayload(LessonPayload):
    pass


@strawberry.type(description="What came of throwing a block away.")
class RemoveBlockPayload(LessonPayload):
    pass


@strawberry.type(description="What came of putting blocks in another order.")
class ReorderBlocksPayload(LessonPayload):
    pass


@strawberry.type
class LessonMutations:
    @strawberry.mutation(description="Add a lesson to a draft, whole or still empty.", directives=[_WRITES])
    @answer_refusals
    async def add_lesson(
        self, info: Info, input: Annotated[AddLessonInput, strawberry.argument(description="The lesson.")]
    ) -> AddLessonPayload:
        author = author_of(info)
        wanted = NewLesson(input.title, input.summary, input.minutes, drafts_of(input.blocks), input.position)
        async with info.context.unit_of_work() as work:
            held = await service.add_lesson(work, author, key_of(input.course_id), input.revision, wanted)
        return AddLessonPayload(**await shown(info, held))

    @strawberry.mutation(description="Change what a lesson says of itself.", directives=[_WRITES])
    @answer_refusals
    async def update_lesson(
        self, info: Info, input: Annotated[UpdateLessonInput, strawberry.argument(description="The changes.")]
    ) -> UpdateLessonPayload:
        author = author_of(info)
        changes = given_texts(title=input.title, summary=input.summary) | given_numbers(minutes=input.minutes)
        async with info.context.unit_of_work() as work:
            held = await service.update_lesson(work, author, key_of(input.lesson_id), input.revision, changes)
        return UpdateLessonPayload(**await shown(info, held))

    @strawberry.mutation(description="Say which lessons have to be completed before one.", directives=[_WRITES])
    @answer_refusals
    async def set_lesson_prerequisites(
        self,
        info: Info,
        input: Annotated[SetLessonPrerequisitesInput, strawberry.argument(description="What requires what.")],
    ) -> SetLessonPrerequisitesPayload:
        author = author_of(info)
        async with info.context.unit_of_work() as work:
            held = await service.set_lesson_prerequisites(
                work, author, key_of(input.lesson_id), input.revision, keys_of(input.lesson_ids)
            )
        return SetLessonPrerequisitesPayload(**await shown(info, held))

    @strawberry.mutation(description="Put the lessons of a draft in another order.", directives=[_WRITES])
    @answer_refusals
    async def reorder_lessons(
        self, info: Info, input: Annotated[ReorderLessonsInput, strawberry.argument(description="The new order.")]
    ) -> ReorderLessonsPayload:
        author = author_of(info)
        async with info.context.unit_of_work() as work:
            course = await service.reorder_lessons(
                work, author, key_of(input.course_id), input.revision, keys_of(input.lesson_ids)
            )
        return ReorderLessonsPayload(course=await Course.by_id(info, course.id))

    @strawberry.mutation(
        description="Take a lesson out of a draft. What is published keeps it, and it can be put back.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def delete_lesson(
        self, info: Info, input: Annotated[DeleteLessonInput, strawberry.argument(description="Which lesson.")]
    ) -> DeleteLessonPayload:
        author = author_of(info)
        async with info.context.unit_of_work() as work:
            held = await service.delete_lesson(work, author, key_of(input.lesson_id), input.revision)
        return DeleteLessonPayload(**await shown(info, held))

    @strawberry.mutation(description="Put a lesson back that was taken out, at the end.", directives=[_WRITES])
    @answer_refusals
    async def restore_lesson(
        self, info: Info, input: Annotated[RestoreLessonInput, strawberry.argument(description="Which lesson.")]
    ) -> RestoreLessonPayload:
        author = author_of(info)
        async with info.context.unit_of_work() as work:
            held = await service.restore_lesson(work, author, key_of(input.lesson_id))
        return RestoreLessonPayload(**await shown(info, held))

    @strawberry.mutation(description="Put a block into a lesson.", directives=[_WRITES])
    @answer_refusals
    async def add_block(
        self, info: Info, input: Annotated[AddBlockInput, strawberry.argument(description="The block.")]
    ) -> AddBlockPayload:
        author = author_of(info)
        draft = input.block.to_draft(("input", "block"))
        async with info.context.unit_of_work() as work:
            held = await service.add_block(work, author, key_of(input.lesson_id), input.revision, draft, input.position)
        return AddBlockPayload(**await shown(info, held))

    @strawberry.mutation(description="Write a block again.", directives=[_WRITES])
    @answer_refusals
    async def update_block(
        self, info: Info, input: Annotated[UpdateBlockInput, strawberry.argument(description="The block.")]
    ) -> UpdateBlockPayload:
        author = author_of(info)
        draft = input.block.to_draft(("input", "block"))
        async with info.context.unit_of_work() as work:
            held = await service.update_block(
                work, author, key_of(input.lesson_id), input.revision, key_of(input.block_id), draft
            )
        return UpdateBlockPayload(**await shown(info, held))

    @strawberry.mutation(description="Throw a block away.", directives=[_WRITES])
    @answer_refusals
    async def remove_block(
        self, info: Info, input: Annotated[RemoveBlockInput, strawberry.argument(description="Which block.")]
    ) -> RemoveBlockPayload:
        author = author_of(info)
        async with info.context.unit_of_work() as work:
            held = await service.remove_block(
                work, author, key_of(input.lesson_id), input.revision, key_of(input.block_id)
            )
        return RemoveBlockPayload(**await shown(info, held))

    @strawberry.mutation(description="Put the blocks of a lesson in another order.", directives=[_WRITES])
    @answer_refusals
    async def reorder_blocks(
        self, info: Info, input: Annotated[ReorderBlocksInput, strawberry.argument(description="The new order.")]
    ) -> ReorderBlocksPayload:
        author = author_of(info)
        async with info.context.unit_of_work() as work:
            held = await service.reorder_blocks(
                work, author, key_of(input.lesson_id), input.revision, keys_of(input.block_ids)
            )
        return ReorderBlocksPayload(**await shown(info, held))


class _Shown(TypedDict):
    lesson: LessonDraft
    course: Course | None


def author_of(info: Info) -> Author:
    return Author(require_scope(info, Scope.CONTENT_WRITE), info.context.services.settings)


async def shown(info: Info, held: HeldLesson) -> _Shown:
    return {"lesson": LessonDraft.from_row(held.lesson), "course": await Course.by_id(info, held.course.id)}
