"""Looking at the platform as somebody else does, for a short while and before everybody's eyes.

The token says who acts (`act`, RFC 8693). It has none of the personal scopes, belongs to no session, cannot be
refreshed, and whatever is done with it is marked in every line of the log and entry of the audit log.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import CannotBeImpersonated
from subgraphs.accounts.repository.accounts import Account
from subgraphs.accounts.roles import Role
from subgraphs.accounts.service import audit
from subgraphs.accounts.service.standing import other_account, reason_refusals
from subgraphs.accounts.tokens import SignedToken
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.ids import new_id
from subgraphs.shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Impersonation:
    account: Account
    token: SignedToken


async def impersonate(
    work: UnitOfWork, caller: Caller, user_id: UUID | None, reason: str, credentials: Credentials, lifetime: timedelta
) -> Impersonation:
    raise_refusals(reason_refusals(reason))
    account = await other_account(work, caller, user_id)
    user = account.user
    if Role.ADMIN in user.roles:
        raise CannotBeImpersonated
    token = credentials.access_tokens.sign(
        user.id, user.roles, work.now, session_id=new_id(), lifetime=lifetime, impersonator_id=caller.user_id
    )
    details = {"reason": reason.strip(), "until": token.expires_at.isoformat()}
    audit.record(work, AuditKind.IMPERSONATION_STARTED, user_id=user.id, actor=caller, details=details)
    return Impersonation(account, token)
