"""Signing in by an identity elsewhere, and linking such identities."""

from typing import Annotated
from uuid import UUID

import strawberry

from subgraphs.accounts.errors import ExternalIdentityIsUnknown
from subgraphs.accounts.service import external_identities, external_sign_in, throttling
from subgraphs.accounts.service.external_identities import Newcomer
from subgraphs.accounts.service.external_sign_in import BroughtBack, ExternalUse
from subgraphs.accounts.service.reauthentication import require_own_session, require_recent_proof
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.external_identities import (
    BeginExternalSignInInput,
    BeginExternalSignInPayload,
    ExternalIdentity,
    LinkExternalIdentityInput,
    LinkExternalIdentityPayload,
    UnlinkExternalIdentityInput,
    UnlinkExternalIdentityPayload,
)
from subgraphs.accounts.types.external_sign_in import CompleteExternalSignInInput, CompleteExternalSignInPayload
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.ids import parse_id
from subgraphs.shared.scalars import Url
from subgraphs.shared.scopes import Scope
from subgraphs.shared.unit_of_work import UnitOfWork
from subgraphs.shared.user_errors import answer_refusals

_BEGIN = strawberry.argument(description="Where to, and where back.")
_COMPLETE = strawberry.argument(description="What they brought back.")
_LINK = strawberry.argument(description="What they brought back.")
_UNLINK = strawberry.argument(description="Which identity.")


@strawberry.type
class ExternalIdentityMutations:
    @strawberry.mutation(description="The first step of signing in by an identity elsewhere: where to send somebody.")
    @answer_refusals
    async def begin_external_sign_in(
        self, info: Info, input: Annotated[BeginExternalSignInInput, _BEGIN]
    ) -> BeginExternalSignInPayload:
        policy = info.context.services.external_sign_in
        async with info.context.unit_of_work() as work:
            user_id = await _who_begins(info, work, input.use)
            begun = await external_sign_in.begin(work, input.provider, input.redirect_uri, user_id, policy)
        url = await external_sign_in.authorization_url(begun, policy)
        return BeginExternalSignInPayload(
            authorization_url=Url(url), state=begun.state, secret=begun.secret, expires_at=begun.expires_at
        )

    @strawberry.mutation(
        description="The last step: a session for whoever the provider says came back. Somebody new gets an account, "
        "if the provider vouches for their address."
    )
    @answer_refusals
    async def complete_external_sign_in(
        self, info: Info, input: Annotated[CompleteExternalSignInInput, _COMPLETE]
    ) -> CompleteExternalSignInPayload:
        services = info.context.services
        brought = BroughtBack(input.code, input.state, input.secret, input.issuer)
        async with info.context.unit_of_work() as work:
            journey = await external_sign_in.take(work, brought, None)
        proven = await external_sign_in.ask_who(journey, brought, services.external_sign_in)
        newcomer = Newcomer(input.locale, input.time_zone)
        async with info.context.unit_of_work() as work:
            result = await external_identities.sign_in(
                work, journey.provider, proven, newcomer, services.credentials, info.context.client
            )
        return CompleteExternalSignInPayload.from_result(result)

    @strawberry.mutation(
        description="Let an identity elsewhere sign the caller in from now on. The last step after "
        "`beginExternalSignIn` with the use `LINK`.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    @answer_refusals
    async def link_external_identity(
        self, info: Info, input: Annotated[LinkExternalIdentityInput, _LINK]
    ) -> LinkExternalIdentityPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        brought = BroughtBack(input.code, input.state, input.secret, input.issuer)
        async with info.context.unit_of_work() as work:
            await require_own_session(work, caller)
            journey = await external_sign_in.take(work, brought, caller.user_id)
        proven = await external_sign_in.ask_who(journey, brought, info.context.services.external_sign_in)
        async with info.context.unit_of_work() as work:
            row = await external_identities.link(work, caller, journey.provider, proven)
        return LinkExternalIdentityPayload(external_identity=ExternalIdentity.from_row(row))

    @strawberry.mutation(
        description="Let an identity elsewhere sign the caller in no more. Asks for a fresh proof of identity, and "
        "refuses to take the last way in.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    @answer_refusals
    async def unlink_external_identity(
        self, info: Info, input: Annotated[UnlinkExternalIdentityInput, _UNLINK]
    ) -> UnlinkExternalIdentityPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        identity_id = parse_id(input.external_identity_id)
        if identity_id is None:
            raise ExternalIdentityIsUnknown
        async with info.context.unit_of_work() as work:
            await external_identities.unlink(work, caller, identity_id, info.context.services.credentials)
        return UnlinkExternalIdentityPayload(external_identity_id=strawberry.ID(str(identity_id)))


async def _who_begins(info: Info, work: UnitOfWork, use: ExternalUse) -> UUID | None:
    services = info.context.services
    if use is ExternalUse.LINK:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        await require_recent_proof(work, caller, services.external_sign_in.proof_within)
        return caller.user_id
    per_hour = services.external_sign_in.begun_per_hour
    await throttling.take(
        work, services.credentials.throttles.hourly_from(info.context.client, "external-from", per_hour)
    )
    return None
