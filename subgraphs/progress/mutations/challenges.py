"""Making challenges, and taking part."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import ID

from subgraphs.progress.errors import ClientMutationIdIsTooLong, NotAFriend, TemplateIsUnknown
from subgraphs.progress.service.challenges import (
    ChallengeDraft,
    ChallengeLimits,
    create_challenge,
    invite_to_challenge,
    join_challenge,
    leave_challenge,
)
from subgraphs.progress.types.challenge_changes import (
    CreateChallengeInput,
    CreateChallengePayload,
    InviteToChallengeInput,
    InviteToChallengePayload,
    JoinChallengeInput,
    JoinChallengePayload,
    LeaveChallengeInput,
    LeaveChallengePayload,
)
from subgraphs.progress.types.challenges import Challenge
from subgraphs.progress.types.context import Info
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_caller
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

LONGEST_CLIENT_MUTATION_ID = 200
_WRITE = [requires_scopes(Scope.LEARNING_WRITE)]
_WHICH = strawberry.argument(description="Which challenge.")


@strawberry.type
class ChallengeMutations:
    @strawberry.mutation(description="Challenge friends or an organization.", directives=_WRITE)
    @answer_refusals
    async def create_challenge(
        self,
        info: Info,
        input: Annotated[CreateChallengeInput, strawberry.argument(description="What it is to be, and for whom.")],
    ) -> CreateChallengePayload:
        caller, draft, limits = require_caller(info), _draft(info, input), _limits(info)
        async with info.context.unit_of_work() as work:
            row = await create_challenge(work, caller.user_id, draft, limits)
        return CreateChallengePayload(challenge=Challenge.from_row(row))

    @strawberry.mutation(description="Ask friends to take part in a challenge.", directives=_WRITE)
    @answer_refusals
    async def invite_to_challenge(
        self, info: Info, input: Annotated[InviteToChallengeInput, strawberry.argument(description="Whom, to which.")]
    ) -> InviteToChallengePayload:
        caller, user_ids, limits = require_caller(info), _users(input.user_ids), _limits(info)
        async with info.context.unit_of_work() as work:
            row = await invite_to_challenge(work, caller.user_id, parse_id(input.challenge_id), user_ids, limits)
        return InviteToChallengePayload(challenge=Challenge.from_row(row))

    @strawberry.mutation(description="Take part in a challenge. Joining again has no effect.", directives=_WRITE)
    @answer_refusals
    async def join_challenge(self, info: Info, input: Annotated[JoinChallengeInput, _WHICH]) -> JoinChallengePayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            row = await join_challenge(work, caller.user_id, parse_id(input.challenge_id))
        return JoinChallengePayload(challenge=Challenge.from_row(row))

    @strawberry.mutation(
        description="Take part in a challenge no more, or decline an invitation. Leaving again has no effect.",
        directives=_WRITE,
    )
    @answer_refusals
    async def leave_challenge(self, info: Info, input: Annotated[LeaveChallengeInput, _WHICH]) -> LeaveChallengePayload:
        caller = require_caller(info)
        async with info.context.unit_of_work() as work:
            await leave_challenge(work, caller.user_id, parse_id(input.challenge_id))
        return LeaveChallengePayload(challenge_id=input.challenge_id)


def _draft(info: Info, input: CreateChallengeInput) -> ChallengeDraft:
    template = info.context.services.challenges.by_id.get(input.template_id)
    if template is None:
        raise TemplateIsUnknown(input.template_id)
    if len(input.client_mutation_id or "") > LONGEST_CLIENT_MUTATION_ID:
        raise ClientMutationIdIsTooLong(LONGEST_CLIENT_MUTATION_ID)
    return ChallengeDraft(
        template=template,
        audience=input.audience,
        organization_id=parse_id(input.organization_id or ""),
        day=input.on,
        invited=_users(input.user_ids),
        client_mutation_id=input.client_mutation_id,
    )


def _users(ids: Iterable[ID]) -> tuple[UUID, ...]:
    """An id that names nobody names no friend."""
    found = [parse_id(each) for each in ids]
    if None in found:
        raise NotAFriend
    return tuple(each for each in found if each is not None)


def _limits(info: Info) -> ChallengeLimits:
    settings = info.context.services.settings
    return ChallengeLimits(settings.challenges_at_once, settings.challenge_invitations)
