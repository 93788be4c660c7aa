"""Codes of authenticator apps and recovery codes: each is accepted once."""

from uuid import UUID

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.repository.second_factors import SecondFactorsRepository
from subgraphs.accounts.sealing import Sealer
from subgraphs.accounts.second_factors import SecondFactor, matching_step, plain_code
from subgraphs.accounts.service import audit
from subgraphs.shared.unit_of_work import UnitOfWork


async def accept_code(work: UnitOfWork, user_id: UUID, kind: SecondFactor, code: str, sealer: Sealer) -> bool:
    """Whether the code is right and was not used before; from now on it is."""
    if kind is SecondFactor.TOTP:
        return await _accept_totp(work, user_id, code, sealer)
    if kind is not SecondFactor.RECOVERY_CODE:
        return False
    code_hash = recovery_code_hash(user_id, code, sealer)
    accepted = await SecondFactorsRepository(work.session).use_recovery_code(user_id, code_hash, work.now)
    if accepted:
        audit.record(work, AuditKind.RECOVERY_CODE_USED, user_id=user_id, actor=user_id)
    return accepted


async def _accept_totp(work: UnitOfWork, user_id: UUID, code: str, sealer: Sealer) -> bool:
    totp = await SecondFactorsRepository(work.session).totp_of(user_id)
    if totp is None or totp.confirmed_at is None:
        return False
    step = matching_step(sealer.unseal(totp.encrypted_secret), code, work.now, totp.last_step)
    if step is None:
        return False
    totp.last_step = step
    return True


def recovery_code_hash(user_id: UUID, code: str, sealer: Sealer) -> str:
    return sealer.digest("recovery-code", str(user_id), plain_code(code))
