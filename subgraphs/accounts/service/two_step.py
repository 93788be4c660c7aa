"""Signing in in two steps: setting it up, and giving it up."""

from dataclasses import dataclass
from datetime import datetime

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import SecondFactorIsWrong, TotpIsEnabled, TotpIsNotEnabled
from subgraphs.accounts.jobs import SecurityNotice, TellOfChange
from subgraphs.accounts.models.second_factors import TotpRow
from subgraphs.accounts.repository.second_factors import SecondFactorsRepository
from subgraphs.accounts.second_factors import (
    matching_step,
    new_recovery_codes,
    new_totp_secret,
    totp_address,
)
from subgraphs.accounts.service import audit, throttling
from subgraphs.accounts.service.codes import recovery_code_hash
from subgraphs.accounts.service.own_account import require_account
from subgraphs.accounts.service.reauthentication import require_recent_proof
from subgraphs.shared.caller import Caller
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Enrollment:
    """What an authenticator app is told. The secret is shown here and never again."""

    secret: str
    address: str


async def begin_enrollment(work: UnitOfWork, caller: Caller, credentials: Credentials) -> Enrollment:
    """Make a new secret, which protects nothing until a code of it is shown. An unfinished enrolment is forgotten."""
    await require_recent_proof(work, caller, credentials.reauthentication_lifetime)
    account = await require_account(work, caller.user_id)
    repository = SecondFactorsRepository(work.session)
    if await repository.has_confirmed_totp(caller.user_id):
        raise TotpIsEnabled
    secret = new_totp_secret()
    sealed = credentials.sealer.seal(secret)
    await repository.set_totp(TotpRow(user_id=caller.user_id, encrypted_secret=sealed, created_at=work.now))
    return Enrollment(secret, totp_address(secret, account.user.handle, credentials.totp_issuer))


async def confirm_enrollment(work: UnitOfWork, caller: Caller, code: str, credentials: Credentials) -> list[str] | None:
    """The recovery codes; None for a wrong code, which counts, so refusing is left to `require_codes`."""
    await require_recent_proof(work, caller, credentials.reauthentication_lifetime)
    repository = SecondFactorsRepository(work.session)
    totp = await repository.totp_of(caller.user_id)
    if totp is None:
        raise TotpIsNotEnabled
    if totp.confirmed_at is not None:
        raise TotpIsEnabled
    await throttling.take(work, [credentials.throttles.proof(caller.user_id)])
    step = matching_step(credentials.sealer.unseal(totp.encrypted_secret), code, work.now, None)
    if step is None:
        return None
    await throttling.give_back(work, credentials.throttles.proof(caller.user_id))
    totp.last_step, totp.confirmed_at = step, work.now
    audit.record(work, AuditKind.TOTP_ENABLED, user_id=caller.user_id, actor=caller)
    work.enqueue(TellOfChange(user_id=caller.user_id, notice=SecurityNotice.TOTP_ENABLED))
    return await _new_recovery_codes(work, caller, credentials, work.now)


def require_codes(codes: list[str] | None) -> list[str]:
    if codes is None:
        raise SecondFactorIsWrong
    return codes


async def renew_recovery_codes(work: UnitOfWork, caller: Caller, credentials: Credentials) -> list[str]:
    """New ones in place of all old ones, used or not."""
    await require_recent_proof(work, caller, credentials.reauthentication_lifetime)
    if not await SecondFactorsRepository(work.session).has_confirmed_totp(caller.user_id):
        raise TotpIsNotEnabled
    audit.record(work, AuditKind.RECOVERY_CODES_RENEWED, user_id=caller.user_id, actor=caller)
    work.enqueue(TellOfChange(user_id=caller.user_id, notice=SecurityNotice.RECOVERY_CODES_RENEWED))
    return await _new_recovery_codes(work, caller, credentials, work.now)


async def disable_totp(work: UnitOfWork, caller: Caller, credentials: Credentials) -> None:
    await require_recent_proof(work, caller, credentials.reauthentication_lifetime)
    repository = SecondFactorsRepository(work.session)
    if not await repository.has_confirmed_totp(caller.user_id):
        raise TotpIsNotEnabled
    # In the order in which answering a challenge locks them.
    await repository.end_challenges_of(caller.user_id, work.now)
    await repository.delete_totp(caller.user_id)
    await repository.replace_recovery_codes(caller.user_id, (), work.now)
    audit.record(work, AuditKind.TOTP_DISABLED, user_id=caller.user_id, actor=caller)
    work.enqueue(TellOfChange(user_id=caller.user_id, notice=SecurityNotice.TOTP_DISABLED))


async def _new_recovery_codes(work: UnitOfWork, caller: Caller, credentials: Credentials, at: datetime) -> list[str]:
    codes = new_recovery_codes(credentials.recovery_codes)
    hashes = [recovery_code_hash(caller.user_id, code, credentials.sealer) for code in codes]
    await SecondFactorsRepository(work.session).replace_recovery_codes(caller.user_id, hashes, at)
    return codes
