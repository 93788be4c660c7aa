"""Having share cards drawn, and throwing them away."""

from typing import Annotated

import strawberry

from subgraphs.progress.achievement_rules import AchievementRule
from subgraphs.progress.errors import (
    AchievementIsNotNamed,
    AchievementIsUnknown,
    ClientMutationIdIsTooLong,
    ShareCardIsUnknown,
)
from subgraphs.progress.models.share_cards import ShareCardKind, ShareCardRow
from subgraphs.progress.service.share_cards import (
    ShareCardLimits,
    ShareCardRequest,
    card_made_before,
    delete_card,
    draw_card,
    keep_card,
)
from subgraphs.progress.types.context import Info
from subgraphs.progress.types.share_cards import (
    CreateShareCardInput,
    CreateShareCardPayload,
    DeleteShareCardInput,
    DeleteShareCardPayload,
    ShareCard,
)
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

LONGEST_CLIENT_MUTATION_ID = 200


@strawberry.type
class ShareCardMutations:
    @strawberry.mutation(
        description="Have a picture drawn of what one has come to. Everybody who has its address sees it.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def create_share_card(
        self, info: Info, input: Annotated[CreateShareCardInput, strawberry.argument(description="What to draw.")]
    ) -> CreateShareCardPayload:
        request = ShareCardRequest(
            user_id=require_caller(info).user_id,
            kind=input.kind,
            locale=input.locale,
            shows_name=input.shows_name,
            achievement=_achievement(info, input),
            client_mutation_id=_checked(input.client_mutation_id),
        )
        row = await card_made_before(info.context.database, request)
        if row is None:
            row = await _draw_and_keep(info, request)
        return CreateShareCardPayload(share_card=ShareCard.from_row(row))

    @strawberry.mutation(
        description="Throw a share card away: its picture is seen no more, wherever it was posted.",
        directives=[requires_scopes(Scope.LEARNING_WRITE)],
    )
    @answer_refusals
    async def delete_share_card(
        self, info: Info, input: Annotated[DeleteShareCardInput, strawberry.argument(description="Which one.")]
    ) -> DeleteShareCardPayload:
        caller, card_id = require_caller(info), parse_id(input.share_card_id)
        if card_id is None:
            raise ShareCardIsUnknown(input.share_card_id)
        async with info.context.unit_of_work() as work:
            key = await delete_card(work, caller.user_id, card_id)
        await info.context.services.objects.delete(key)
        return DeleteShareCardPayload(deleted_share_card_id=input.share_card_id)


def _achievement(info: Info, input: CreateShareCardInput) -> AchievementRule | None:
    if (input.kind is ShareCardKind.ACHIEVEMENT) != (input.achievement_id is not None):
        raise AchievementIsNotNamed
    if input.achievement_id is None:
        return None
    rule = info.context.services.achievements.by_id.get(input.achievement_id)
    if rule is None:
        raise AchievementIsUnknown(input.achievement_id)
    return rule


def _checked(client_mutation_id: str | None) -> str | None:
    if client_mutation_id is not None and len(client_mutation_id) > LONGEST_CLIENT_MUTATION_ID:
        raise ClientMutationIdIsTooLong(LONGEST_CLIENT_MUTATION_ID)
    return client_mutation_id


async def _draw_and_keep(info: Info, request: ShareCardRequest) -> ShareCardRow:
    objects, settings = info.context.services.objects, info.context.services.settings
    limits = ShareCardLimits(settings.share_cards_per_user, settings.share_cards_per_day)
    drawn = await draw_card(info.context.database, objects, request, limits, info.context.clock())
    try:
        async with info.context.unit_of_work() as work:
            row, left_over = await keep_card(work, request, drawn, limits)
    except BaseException:
        await objects.delete(drawn.object_key)
        raise
    await objects.delete(*left_over)
    return row
