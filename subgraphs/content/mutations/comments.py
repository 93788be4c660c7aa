"""Talking about lessons and episodes."""

from typing import Annotated

import strawberry

from subgraphs.content.errors import SubjectIsUnclear
from subgraphs.content.models.comments import CommentSubject
from subgraphs.content.service import comments as service
from subgraphs.content.service.comments import NewComment
from subgraphs.content.types.comment_parts import CommentState, ReportReason
from subgraphs.content.types.context import Info
from subgraphs.content.types.course_inputs import CLIENT_MUTATION_ID, key_of
from subgraphs.content.types.courses import Comment
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import UserError, answer_refusals, user_errors_field

_WRITES = requires_scopes(Scope.COMMENTS_WRITE)


@strawberry.input(description="Something to say about a lesson or an episode: exactly one of the two is named.")
class CreateCommentInput:
    text: str = strawberry.field(description="What to say, as plain text.")
    lesson_id: strawberry.ID | None = strawberry.field(default=None, description="The lesson that it is about.")
    episode_id: strawberry.ID | None = strawberry.field(default=None, description="The episode that it is about.")
    parent_id: strawberry.ID | None = strawberry.field(default=None, description="A comment there that it answers.")
    client_mutation_id: str | None = strawberry.field(default=None, description=CLIENT_MUTATION_ID)

    def to_new_comment(self) -> NewComment:
        if (self.lesson_id is None) == (self.episode_id is None):
            raise SubjectIsUnclear("Name either a lesson or an episode.", ("input",))
        kind = CommentSubject.LESSON if self.lesson_id is not None else CommentSubject.EPISODE
        return NewComment(
            kind=kind,
            subject_id=key_of(self.lesson_id or self.episode_id or ""),
            text=self.text,
            parent_id=key_of(self.parent_id) if self.parent_id is not None else None,
            client_mutation_id=self.client_mutation_id,
        )


@strawberry.input(description="One's own comment to change.")
class EditCommentInput:
    comment_id: strawberry.ID = strawberry.field(description="The comment.")
    revision: int = strawberry.field(description="The `revision` that the change was made on. Refused when it is old.")
    text: str = strawberry.field(description="What it says from now on.")


@strawberry.input(description="One's own comment to take back.")
class DeleteCommentInput:
    comment_id: strawberry.ID = strawberry.field(description="The comment. What answers it stays.")


@strawberry.input(description="One's own deleted comment to put back.")
class RestoreCommentInput:
    comment_id: strawberry.ID = strawberry.field(description="The comment, deleted not long ago.")


@strawberry.input(description="A comment that moderators should look at.")
class ReportCommentInput:
    comment_id: strawberry.ID = strawberry.field(description="Somebody else's comment.")
    reason: ReportReason = strawberry.field(description="Why.")
    details: str = strawberry.field(default="", description="What more there is to say.")


@strawberry.input(description="A decision about a comment.")
class ModerateCommentInput:
    comment_id: strawberry.ID = strawberry.field(description="The comment.")
    state: CommentState = strawberry.field(description="What is decided.")
    reason: str = strawberry.field(default="", description="Why, for its author; needed unless it becomes visible.")


@strawberry.type
class CommentPayload:
    comment: Comment | None = strawberry.field(default=None, description="The comment by now; null when refused.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of writing a comment.")
class CreateCommentPayload(CommentPayload):
    pass


@strawberry.type(description="What came of changing a comment.")
class EditCommentPayload(CommentPayload):
    pass


@strawberry.type(description="What came of taking a comment back.")
class DeleteCommentPayload(CommentPayload):
    pass


@strawberry.type(description="What came of putting a comment back.")
class RestoreCommentPayload(CommentPayload):
    pass


@strawberry.type(description="What came of reporting a comment.")
class ReportCommentPayload:
    is_reported: bool = strawberry.field(default=False, description="True when moderators know, now or before.")
    user_errors: list[UserError] = user_errors_field()


@strawberry.type(description="What came of a decision.")
class ModerateCommentPayload(CommentPayload):
    pass


@strawberry.type
class CommentMutations:
    @strawberry.mutation(
        description="Say something about a lesson or an episode, or answer somebody who did.", directives=[_WRITES]
    )
    @answer_refusals
    async def create_comment(
        self, info: Info, input: Annotated[CreateCommentInput, strawberry.argument(description="The comment.")]
    ) -> CreateCommentPayload:
        caller = require_scope(info, Scope.COMMENTS_WRITE)
        settings = info.context.services.settings
        async with info.context.unit_of_work() as work:
            row = await service.create_comment(work, caller.user_id, input.to_new_comment(), settings)
        return CreateCommentPayload(comment=Comment.from_row(row))

    @strawberry.mutation(description="Change what one's own comment says.", directives=[_WRITES])
    @answer_refusals
    async def edit_comment(
        self, info: Info, input: Annotated[EditCommentInput, strawberry.argument(description="The change.")]
    ) -> EditCommentPayload:
        caller = require_scope(info, Scope.COMMENTS_WRITE)
        settings = info.context.services.settings
        async with info.context.unit_of_work() as work:
            row = await service.edit_comment(
                work, caller.user_id, key_of(input.comment_id), input.revision, input.text, settings
            )
        return EditCommentPayload(comment=Comment.from_row(row))

    @strawberry.mutation(
        description="Take one's own comment back. It can be restored for a while.", directives=[_WRITES]
    )
    @answer_refusals
    async def delete_comment(
        self, info: Info, input: Annotated[DeleteCommentInput, strawberry.argument(description="Which comment.")]
    ) -> DeleteCommentPayload:
        caller = require_scope(info, Scope.COMMENTS_WRITE)
        async with info.context.unit_of_work() as work:
            row = await service.delete_comment(work, caller.user_id, key_of(input.comment_id))
        return DeleteCommentPayload(comment=Comment.from_row(row))

    @strawberry.mutation(description="Put one's own deleted comment back.", directives=[_WRITES])
    @answer_refusals
    async def restore_comment(
        self, info: Info, input: Annotated[RestoreCommentInput, strawberry.argument(description="Which comment.")]
    ) -> RestoreCommentPayload:
        caller = require_scope(info, Scope.COMMENTS_WRITE)
        settings = info.context.services.settings
        async with info.context.unit_of_work() as work:
            row = await service.restore_comment(work, caller.user_id, key_of(input.comment_id), settings)
        return RestoreCommentPayload(comment=Comment.from_row(row))

    @strawberry.mutation(
        description="Ask moderators to look at somebody else's comment. Again, it has no further effect.",
        directives=[_WRITES],
    )
    @answer_refusals
    async def report_comment(
        self, info: Info, input: Annotated[ReportCommentInput, strawberry.argument(description="The report.")]
    ) -> ReportCommentPayload:
        caller = require_scope(info, Scope.COMMENTS_WRITE)
        settings = info.context.services.settings
        async with info.context.unit_of_work() as work:
            await service.report_comment(
                work, caller.user_id, key_of(input.comment_id), input.reason, input.details, settings
            )
        return ReportCommentPayload(is_reported=True)

    @strawberry.mutation(
        description="Decide about a comment. Every decision is kept with its reason.",
        directives=[requires_scopes(Scope.CONTENT_MODERATE)],
    )
    @answer_refusals
    async def moderate_comment(
        self, info: Info, input: Annotated[ModerateCommentInput, strawberry.argument(description="The decision.")]
    ) -> ModerateCommentPayload:
        caller = require_scope(info, Scope.CONTENT_MODERATE)
        async with info.context.unit_of_work() as work:
            row = await service.moderate_comment(
                work, caller.user_id, key_of(input.comment_id), input.state, input.reason
            )
        return ModerateCommentPayload(comment=Comment.from_row(row))
