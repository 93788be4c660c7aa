"""Choosing the picture that stands for oneself."""

from typing import Annotated

import strawberry

from subgraphs.accounts.service import avatars
from subgraphs.accounts.types.avatars import (
    RemoveAvatarInput,
    RemoveAvatarPayload,
    UploadAvatarInput,
    UploadAvatarPayload,
)
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.user import User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_WRITES = [requires_scopes(Scope.PROFILE_WRITE)]


@strawberry.type
class AvatarMutations:
    @strawberry.mutation(
        description="Choose the picture that stands for oneself, in place of the one before.", directives=_WRITES
    )
    @answer_refusals
    async def upload_avatar(
        self, info: Info, input: Annotated[UploadAvatarInput, strawberry.argument(description="Which picture.")]
    ) -> UploadAvatarPayload:
        caller, workshop = require_caller(info), info.context.services.avatars
        pictures = await avatars.make_avatar(workshop, input.file)
        try:
            async with info.context.unit_of_work() as work:
                left_over = await avatars.set_avatar(work, caller.user_id, pictures)
        except BaseException:
            await workshop.objects.delete(*(picture.key for picture in pictures))
            raise
        await workshop.objects.delete(*left_over)
        return UploadAvatarPayload(user=await User.of_id(info, caller.user_id))

    @strawberry.mutation(description="Go without a picture.", directives=_WRITES)
    @answer_refusals
    async def remove_avatar(
        self, info: Info, input: Annotated[RemoveAvatarInput, strawberry.argument(description="Nothing is needed.")]
    ) -> RemoveAvatarPayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            left_over = await avatars.remove_avatar(work, caller.user_id)
        await info.context.services.avatars.objects.delete(*left_over)
        return RemoveAvatarPayload(user=await User.of_id(info, caller.user_id))
