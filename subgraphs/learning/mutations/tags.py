"""Changing tags wherever they stand."""

from typing import Annotated

import strawberry

from subgraphs.learning.service.tags import delete_tag, rename_tag
from subgraphs.learning.types.context import Info
from subgraphs.learning.types.own_topics import FlashcardTag
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WRITES = [requires_scopes(Scope.LEARNING_WRITE)]


@strawberry.input(description="A tag that is to be written differently.")
class RenameFlashcardTagInput:
    tag: str = strawberry.field(description="As it is written.")
    new_tag: str = strawberry.field(description="As it is to be. Where there is one of this name, they become one.")


@strawberry.type(description="What came of renaming a tag.")
class RenameFlashcardTagPayload:
    tag: FlashcardTag | None = strawberry.field(
        default=None, description="The tag as it is now, with those of both where two became one; null when refused."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.input(description="A tag to take off everything.")
class DeleteFlashcardTagInput:
    tag: str = strawberry.field(description="As it is written.")


@strawberry.type(description="What came of taking a tag off everything.")
class DeleteFlashcardTagPayload:
    untagged_flashcards: int = strawberry.field(
        default=0, description="How many flashcards had it, with deleted ones. They stay."
    )
    user_errors: list[UserError] = user_errors_field()


@strawberry.type
class TagMutations:
    @strawberry.mutation(description="Write a tag differently wherever it stands, or merge it.", directives=_WRITES)
    @answer_refusals
    async def rename_flashcard_tag(
        self, info: Info, input: Annotated[RenameFlashcardTagInput, strawberry.argument(description="The tag.")]
    ) -> RenameFlashcardTagPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            tag, count = await rename_tag(work, caller.user_id, input.tag, input.new_tag)
        return RenameFlashcardTagPayload(tag=FlashcardTag(name=tag, flashcard_count=count))

    @strawberry.mutation(description="Take a tag off all flashcards.", directives=_WRITES)
    @answer_refusals
    async def delete_flashcard_tag(
        self, info: Info, input: Annotated[DeleteFlashcardTagInput, strawberry.argument(description="The tag.")]
    ) -> DeleteFlashcardTagPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            count = await delete_tag(work, caller.user_id, input.tag)
        return DeleteFlashcardTagPayload(untagged_flashcards=count)
