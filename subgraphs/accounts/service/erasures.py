"""Erasing a person from every domain, so that it can be taken back until it begins and never stops half way.

    SCHEDULED --grace period--> CLOSING --tokens expire--> ERASING --every domain confirms--> ERASED
        `--> CANCELLED

Beforehand every domain says what would have to stay. Closing ends sessions and API keys; the domains begin only when
the last token has expired, so that nobody writes behind their backs. Accounts goes last: until then it knows whom it
waits for. Each step is one transaction, begun by an event or a job that comes at least once, and does nothing where the
erasure is further by then. After a crash the next process goes on where the last one was.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.errors import ErasureHasBegun
from subgraphs.accounts.events import OrganizationDeleted, OrganizationMemberRoleChanged
from subgraphs.accounts.models.privacy import ErasureRow, ErasureState
from subgraphs.accounts.organization_roles import OrganizationRole
from subgraphs.accounts.privacy import PRIVACY
from subgraphs.accounts.privacy_events import (
    UserErased,
    UserErasureBegun,
    UserErasureCancelled,
    UserErasureScheduled,
)
from subgraphs.accounts.privacy_jobs import BeginErasure, CloseAccount, EraseAccount, TellOfErasure
from subgraphs.accounts.repository.organizations import OrganizationsRepository
from subgraphs.accounts.repository.privacy import PendingErasure, PrivacyRepository
from subgraphs.accounts.repository.sessions import SessionsRepository
from subgraphs.accounts.service import audit
from subgraphs.accounts.service.data_exports import delete_files
from subgraphs.accounts.service.privacy_letters import tell_goodbye
from subgraphs.accounts.service.reauthentication import require_own_session, require_recent_proof
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import Unauthenticated
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.event_tables import EventStore
from subgraphs.shared.jobs import JobContext, PeriodicRun
from subgraphs.shared.objects import open_object_store
from subgraphs.shared.privacy import erase
from subgraphs.shared.privacy_participant import erase_files, erasure_told
from subgraphs.shared.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)

OWN_DOMAIN = "accounts"
SUCCESSION = (OrganizationRole.ADMIN, OrganizationRole.TUTOR, OrganizationRole.MEMBER)
"""Who owns an organization whose last owner leaves: the first of the highest rank."""

_PATIENCE = timedelta(days=1)

Context = JobContext[AccountsSettings, Any]


async def request_erasure(work: UnitOfWork, caller: Caller, settings: AccountsSettings) -> PendingErasure:
    """Schedule it; the one that is pending, where there is one."""
    await require_recent_proof(work, caller, settings.reauthentication_lifetime)
    repository = PrivacyRepository(work.session)
    if await repository.lock_user(caller.user_id) is None:
        raise Unauthenticated("This account does not exist any more.")
    row = await repository.pending_erasure(caller.user_id)
    if row is None:
        row = await schedule(work, caller.user_id, work.now + settings.erasure_grace, settings, actor=caller)
        work.enqueue(TellOfErasure(erasure_id=row.id, is_cancelled=False))
    return (await repository.pending_erasures([caller.user_id]))[caller.user_id]


async def schedule(
    work: UnitOfWork, user_id: UUID, erase_at: datetime, settings: AccountsSettings, *, actor: Caller | None
) -> ErasureRow:
    """For an account that is locked and has no pending erasure. The actor is None where nobody asked for it."""
    row = ErasureRow(user_id=user_id, state=ErasureState.SCHEDULED, requested_at=work.now, erase_at=erase_at)
    await PrivacyRepository(work.session).add_erasure(row, settings.privacy_domains)
    work.announce(UserErasureScheduled(user_id=user_id, erasure_id=row.id, erase_at=erase_at))
    work.enqueue(CloseAccount(erasure_id=row.id), run_at=erase_at)
    audit.record(work, AuditKind.ERASURE_SCHEDULED, user_id=user_id, actor=actor)
    return row


async def cancel_erasure(work: UnitOfWork, caller: Caller) -> None:
    """Take it back; nothing to do where none is pending. Raises `ErasureHasBegun`."""
    await require_own_session(work, caller)
    row = await PrivacyRepository(work.session).pending_erasure(caller.user_id)
    if row is None:
        return
    if row.state != ErasureState.SCHEDULED:
        raise ErasureHasBegun
    row.state, row.cancelled_at = ErasureState.CANCELLED, work.now
    work.announce(UserErasureCancelled(user_id=caller.user_id, erasure_id=row.id))
    work.enqueue(TellOfErasure(erasure_id=row.id, is_cancelled=True))
    audit.record(work, AuditKind.ERASURE_CANCELLED, user_id=caller.user_id, actor=caller)


async def note_foretold(work: UnitOfWork, event: EventEnvelope) -> None:
    """A domain says what will have to stay."""
    values = {"foretold_at": work.now, "retained": event.data["retained"]}
    repository = PrivacyRepository(work.session)
    erasure = await repository.erasure(UUID(event.data["erasureId"]))
    if erasure is not None and erasure.state == ErasureState.SCHEDULED:
        await repository.write_part(erasure.id, event.data["domain"], values)


async def close_account(job: Context, request: CloseAccount) -> None:
    async with job.finish() as work:
        repository = PrivacyRepository(work.session)
        erasure = await repository.erasure(request.erasure_id)
        if erasure is None or erasure.state != ErasureState.SCHEDULED:
            return
        user = await repository.lock_user(erasure.user_id)
        if user is not None:
            user.closed_at = work.now
        await SessionsRepository(work.session).end_sessions_of(erasure.user_id, work.now)
        await repository.revoke_api_keys(erasure.user_id, work.now)
        erasure.state, erasure.closed_at = ErasureState.CLOSING, work.now
        work.enqueue(BeginErasure(erasure_id=erasure.id), run_at=work.now + job.settings.access_token_lifetime)


async def begin_erasure(job: Context, request: BeginErasure) -> None:
    async with job.finish() as work:
        erasure = await PrivacyRepository(work.session).erasure(request.erasure_id)
        if erasure is None or erasure.state != ErasureState.CLOSING:
            return
        erasure.state = ErasureState.ERASING
        work.announce(UserErasureBegun(user_id=erasure.user_id, erasure_id=erasure.id))
        await _erase_account_when_all_confirmed(work, erasure.id)


async def note_erased(work: UnitOfWork, event: EventEnvelope) -> None:
    """A domain holds nothing of the person any more but what it says."""
    erasure = await PrivacyRepository(work.session).erasure(UUID(event.data["erasureId"]))
    if erasure is None or erasure.state != ErasureState.ERASING or event.data["domain"] == OWN_DOMAIN:
        return
    await _write_confirmed(work, erasure.id, event.data["domain"], event.data)
    await _erase_account_when_all_confirmed(work, erasure.id)


async def remind_of_erasures(job: Context, _run: PeriodicRun) -> None:
    """Ask again those who have not confirmed for long: their database may be older than the event they answered."""
    async with job.begin() as work:
        for waiting in await PrivacyRepository(work.session).waiting_since(work.now - _PATIENCE):
            missing = [part.domain for part in waiting.parts if part.confirmed_at is None]
            log.warning("erasure.waiting", erasure_id=str(waiting.row.id), domains=missing)
            work.announce(UserErasureBegun(user_id=waiting.row.user_id, erasure_id=waiting.row.id))


async def erase_account(job: Context, request: EraseAccount) -> None:
    """The last step: what accounts holds itself."""
    async with job.database.read() as session:
        found = await PrivacyRepository(session).erasure_with_parts(request.erasure_id)
    if found is None or found.row.state != ErasureState.ERASING:
        return
    user_id = found.row.user_id
    await tell_goodbye(job, found)
    async with job.database.read() as session:
        exports = await PrivacyRepository(session).exports_of(user_id)
    for export in exports:
        await delete_files(job, export)
    objects = await asyncio.to_thread(open_object_store, job.settings, OWN_DOMAIN, job.transactions.clock)
    await erase_files(PRIVACY, objects, job, user_id)
    async with job.finish() as work:
        await _erase_own_records(work, request.erasure_id)
        await EventStore(work.session, job.transactions.tables).remember_erased(user_id, work.now)
    log.info("erasure.done", erasure_id=str(request.erasure_id))


async def _erase_own_records(work: UnitOfWork, erasure_id: UUID) -> None:
    repository = PrivacyRepository(work.session)
    erasure = await repository.erasure(erasure_id)
    if erasure is None or erasure.state != ErasureState.ERASING:
        return
    user = await repository.lock_user(erasure.user_id)
    if user is not None and user.email_key is not None:
        await repository.delete_invitations_to(user.email_key)
    await _hand_on_organizations(work, repository, erasure.user_id)
    await audit.forget_details_of(work, erasure.user_id)
    done = erasure_told(erasure.user_id, erasure_id, OWN_DOMAIN, await erase(work.session, PRIVACY, erasure.user_id))
    await _write_confirmed(work, erasure_id, OWN_DOMAIN, done.model_dump(mode="json", by_alias=True))
    erasure.state, erasure.finished_at = ErasureState.ERASED, work.now
    work.announce(UserErased(user_id=erasure.user_id, erasure_id=erasure_id))


async def _erase_account_when_all_confirmed(work: UnitOfWork, erasure_id: UUID) -> None:
    if await PrivacyRepository(work.session).unconfirmed(erasure_id) <= {OWN_DOMAIN}:
        work.enqueue(EraseAccount(erasure_id=erasure_id), unique_key=str(erasure_id))


async def _write_confirmed(work: UnitOfWork, erasure_id: UUID, domain: str, said: Mapping[str, Any]) -> None:
    values = {name: said[name] for name in ("erased", "anonymised", "retained")}
    await PrivacyRepository(work.session).write_part(erasure_id, domain, {"confirmed_at": work.now, **values})


async def _hand_on_organizations(work: UnitOfWork, repository: PrivacyRepository, user_id: UUID) -> None:
    """An organization outlives its last owner as long as somebody else is in it."""
    for organization_id in await repository.owned_alone(user_id, OrganizationRole.OWNER):
        await OrganizationsRepository(work.session).locked(organization_id)
        successor = await repository.successor(organization_id, user_id, SUCCESSION)
        if successor is None:
            await repository.delete_organization(organization_id)
            work.announce(OrganizationDeleted(organization_id=organization_id))
            continue
        successor.role = OrganizationRole.OWNER
        work.announce(
            OrganizationMemberRoleChanged(
                organization_id=organization_id, user_id=successor.user_id, role=successor.role
            )
        )
