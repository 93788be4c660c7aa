"""Proofs that somebody who is signed in gives: counted, checked, recorded."""

from datetime import datetime
from uuid import UUID

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import ProofIsWrong
from subgraphs.accounts.passwords import Passwords
from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.second_factors import SecondFactor
from subgraphs.accounts.service import audit, throttling
from subgraphs.accounts.service.codes import accept_code
from subgraphs.accounts.service.reauthentication import require_own_session
from subgraphs.shared.caller import Caller
from subgraphs.shared.database import Database
from subgraphs.shared.unit_of_work import UnitOfWork


async def begin_proof(work: UnitOfWork, caller: Caller, credentials: Credentials) -> None:
    """Count the attempt, of one who has a session. Raises `TooManyAttempts`."""
    await require_own_session(work, caller)
    await throttling.take(work, [credentials.throttles.proof(caller.user_id)])


async def check_password(database: Database, user_id: UUID, password: str, passwords: Passwords) -> None:
    """Raises `ProofIsWrong`. No transaction is held while the password is verified, which takes its time."""
    async with database.read() as session:
        account = await AccountsRepository(session).account(user_id)
    if not await passwords.matches(password, account.user.password_hash if account else None):
        raise ProofIsWrong


async def prove_by_code(work: UnitOfWork, caller: Caller, code: str, credentials: Credentials) -> datetime | None:
    """Until when the proof is good for. None for a wrong code, which counts: refusing is left to `require_proof`."""
    await begin_proof(work, caller, credentials)
    if not await accept_code(work, caller.user_id, SecondFactor.TOTP, code, credentials.sealer):
        return None
    return await finish_proof(work, caller, credentials)


def require_proof(valid_until: datetime | None) -> datetime:
    if valid_until is None:
        raise ProofIsWrong
    return valid_until


async def finish_proof(work: UnitOfWork, caller: Caller, credentials: Credentials) -> datetime:
    """Record that the proof was right; until when that is good for."""
    session = await require_own_session(work, caller)
    await throttling.forget(work, credentials.throttles.proof(caller.user_id))
    session.reauthenticated_at = work.now
    audit.record(work, AuditKind.REAUTHENTICATED, user_id=caller.user_id, actor=caller)
    return work.now + credentials.reauthentication_lifetime
