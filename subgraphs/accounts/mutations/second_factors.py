"""Signing in in two steps."""

from typing import Annotated

import strawberry

from subgraphs.accounts.second_factors import SecondFactor
from subgraphs.accounts.service import admission, passkeys, two_step
from subgraphs.accounts.service.passkeys import Purpose
from subgraphs.accounts.service.sessions import OpenedSession
from subgraphs.accounts.types.context import Info
from subgraphs.accounts.types.passkeys import object_of
from subgraphs.accounts.types.second_factors import (
    BeginTotpEnrollmentInput,
    BeginTotpEnrollmentPayload,
    ConfirmTotpEnrollmentInput,
    ConfirmTotpEnrollmentPayload,
    DisableTotpInput,
    DisableTotpPayload,
    RenewRecoveryCodesInput,
    RenewRecoveryCodesPayload,
    TotpEnrollment,
    VerifySecondFactorInput,
    VerifySecondFactorPayload,
)
from subgraphs.accounts.types.session import Session
from subgraphs.accounts.types.user import User
from subgraphs.shared.access import requires_scopes
from subgraphs.shared.context import require_scope
from subgraphs.shared.scopes import Scope
from subgraphs.shared.user_errors import answer_refusals

_VERIFY = strawberry.argument(description="The code, and what it answers.")
_BEGIN = strawberry.argument(description="How to name the request.")
_CONFIRM = strawberry.argument(description="The first code.")

_MANAGE = [requires_scopes(Scope.ACCOUNT_MANAGE)]


@strawberry.type
class SecondFactorMutations:
    @strawberry.mutation(description="The second step of signing in, where `signIn` answered with a challenge.")
    @answer_refusals
    async def verify_second_factor(
        self, info: Info, input: Annotated[VerifySecondFactorInput, _VERIFY]
    ) -> VerifySecondFactorPayload:
        opened = await _answer(info, input)
        return VerifySecondFactorPayload(user=User.of_opened(opened), session=Session.from_opened(opened))

    @strawberry.mutation(
        description="Begin to set up an authenticator app. Needs a fresh proof of identity (`reauthenticate`).",
        directives=_MANAGE,
    )
    @answer_refusals
    async def begin_totp_enrollment(
        self, info: Info, input: Annotated[BeginTotpEnrollmentInput, _BEGIN]
    ) -> BeginTotpEnrollmentPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        async with info.context.unit_of_work() as work:
            enrollment = await two_step.begin_enrollment(work, caller, info.context.services.credentials)
        return BeginTotpEnrollmentPayload(
            enrollment=TotpEnrollment.from_enrollment(enrollment), client_mutation_id=input.client_mutation_id
        )

    @strawberry.mutation(
        description="Finish setting up an authenticator app: from now on signing in takes two steps.",
        directives=_MANAGE,
    )
    @answer_refusals
    async def confirm_totp_enrollment(
        self, info: Info, input: Annotated[ConfirmTotpEnrollmentInput, _CONFIRM]
    ) -> ConfirmTotpEnrollmentPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        async with info.context.unit_of_work() as work:
            codes = await two_step.confirm_enrollment(work, caller, input.code, info.context.services.credentials)
        return ConfirmTotpEnrollmentPayload(recovery_codes=two_step.require_codes(codes))

    @strawberry.mutation(
        description="Make new recovery codes in place of the old ones. Needs a fresh proof of identity.",
        directives=_MANAGE,
    )
    @answer_refusals
    async def renew_recovery_codes(
        self, info: Info, input: Annotated[RenewRecoveryCodesInput, _BEGIN]
    ) -> RenewRecoveryCodesPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        async with info.context.unit_of_work() as work:
            codes = await two_step.renew_recovery_codes(work, caller, info.context.services.credentials)
        return RenewRecoveryCodesPayload(recovery_codes=codes, client_mutation_id=input.client_mutation_id)

    @strawberry.mutation(
        description="Give up the authenticator app and its recovery codes. Needs a fresh proof of identity.",
        directives=_MANAGE,
    )
    @answer_refusals
    async def disable_totp(self, info: Info, input: Annotated[DisableTotpInput, _BEGIN]) -> DisableTotpPayload:
        caller = require_scope(info, Scope.ACCOUNT_MANAGE)
        async with info.context.unit_of_work() as work:
            await two_step.disable_totp(work, caller, info.context.services.credentials)
        user = await User.resolve_reference(info, strawberry.ID(str(caller.user_id)))
        return DisableTotpPayload(user=user, client_mutation_id=input.client_mutation_id)


async def _answer(info: Info, input: VerifySecondFactorInput) -> OpenedSession:
    services, client = info.context.services, info.context.client
    if input.kind is not SecondFactor.PASSKEY:
        async with info.context.unit_of_work() as work:
            answered = await admission.answer_with_code(
                work, input.challenge_token, input.kind, input.code or "", services.credentials, client
            )
        return admission.require_right_code(answered)
    passkey = object_of(input.passkey)
    async with info.context.unit_of_work() as work:
        challenge, user_id = await passkeys.take_second_factor(
            work, input.challenge_token, passkey, services.credentials
        )
    used = await passkeys.judge_used(
        info.context.database, passkey, challenge, Purpose.SECOND_FACTOR, user_id, services.passkeys
    )
    async with info.context.unit_of_work() as work:
        opened = await passkeys.answer_second_factor(
            work, input.challenge_token, used, services.passkeys, services.credentials, client
        )
    return passkeys.require_accepted(opened)
