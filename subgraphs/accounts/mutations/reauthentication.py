"""Proving again who one is."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from subgraphs.accounts.service import passkeys, proofs
from subgraphs.accounts.service.passkeys import Purpose
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.passkeys import object_of
from subgraphs.accounts.types.reauthentication import ReauthenticateInput, ReauthenticatePayload
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.caller import Caller
from subgraphs.shared.context import require_scope
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_PROOF = strawberry.argument(description="The proof.")


@strawberry.type
class ReauthenticationMutations:
    @strawberry.mutation(
        description="Prove again who one is. What is dangerous asks for it with `REAUTHENTICATION_IS_NEEDED`, unless "
        "the session was opened a short while ago.",
        directives=[requires_scopes(Scope.ACCOUNT_MANAGE)],
    )
    @answer_refusals
    async def reauthenticate(self, info: Info, input: Annotated[ReauthenticateInput, _PROOF]) -> ReauthenticatePayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        credentials = info.context.services.credentials
        if input.passkey is not None:
            return ReauthenticatePayload(valid_until=await _prove_by_passkey(info, caller, object_of(input.passkey)))
        if input.code is not None:
            async with info.context.unit_of_work() as work:
                proven = await proofs.prove_by_code(work, caller, input.code, credentials)
            return ReauthenticatePayload(valid_until=proofs.require_proof(proven))
        async with info.context.unit_of_work() as work:
            await proofs.begin_proof(work, caller, credentials)
        await proofs.check_password(info.context.database, caller.user_id, input.password or "", credentials.passwords)
        async with info.context.unit_of_work() as work:
            valid_until = await proofs.finish_proof(work, caller, credentials)
        return ReauthenticatePayload(valid_until=valid_until)


async def _prove_by_passkey(info: Info, caller: Caller, credential: dict[str, Any]) -> datetime:
    services = info.context.services
    async with info.context.unit_of_work() as work:
        challenge = await passkeys.take_challenge(work, credential, Purpose.PROOF, caller.user_id)
    used = await passkeys.judge_used(
        info.context.database, credential, challenge, Purpose.PROOF, caller.user_id, services.passkeys
    )
    async with info.context.unit_of_work() as work:
        valid_until = await passkeys.prove(work, caller, used, services.passkeys, services.credentials)
    return passkeys.require_accepted(valid_until)
