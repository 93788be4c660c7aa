"""Keys for programs: given out, revoked, and looked up for the router."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.accounts.api_key_format import SHOWN_CHARACTERS, hash_of_api_key, is_api_key, new_api_key
from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.errors import (
    ApiKeyIsUnknown,
    ExpiryIsOutOfRange,
    ScopeCannotBeGiven,
    TextHasHiddenCharacters,
    TextIsEmpty,
    TextIsTooLong,
    TooManyApiKeys,
)
from subgraphs.accounts.jobs import SecurityNotice, TellOfChange
from subgraphs.accounts.models.api_keys import ApiKeyRow
from subgraphs.accounts.models.users import UserRow
from subgraphs.accounts.organization_roles import MANAGING_ROLES, OrganizationRole
from subgraphs.accounts.repository.accounts import AccountsRepository
from subgraphs.accounts.repository.api_keys import ApiKeysRepository
from subgraphs.accounts.repository.organizations import OrganizationsRepository
from subgraphs.accounts.roles import scopes_of
from subgraphs.accounts.service.audit import record
from subgraphs.accounts.service.organizations import take_managing_seat
from subgraphs.accounts.service.reauthentication import require_own_session, require_recent_proof
from subgraphs.accounts.service.standing import is_suspended
from subgraphs.accounts.visible_text import has_hidden_characters
from subgraphs.shared.caller import Caller
from subgraphs.shared.errors import Refusal, raise_refusals
from subgraphs.shared.scopes import PERSONAL_SCOPES, Scope
from subgraphs.shared.unit_of_work import Transactions, UnitOfWork

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class ApiKeyPolicy:
    """How many keys, and how long they live."""

    most_keys: int
    longest_life: timedelta
    use_noted_every: timedelta
    proof_within: timedelta
    withheld_until_confirmed: frozenset[Scope]
    """As of access tokens: a key does not do more than its owner's own."""


@dataclass(frozen=True, slots=True)
class ApiKeyDraft:
    """What somebody asks for."""

    name: str
    scopes: frozenset[Scope]
    expires_at: datetime | None
    organization_id: UUID | None = None
    """Whose key it is to be, where it is not a person's own."""


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """The only time that the key exists in clear."""

    row: ApiKeyRow
    key: str


async def create_api_key(work: UnitOfWork, caller: Caller, draft: ApiKeyDraft, policy: ApiKeyPolicy) -> NewApiKey:
    """Needs a fresh proof of identity: a key outlives the session that it was made in."""
    await require_recent_proof(work, caller, policy.proof_within)
    if draft.organization_id is not None:
        await take_managing_seat(work, caller.user_id, draft.organization_id)
    repository = ApiKeysRepository(work.session)
    raise_refusals(_refusals(draft, caller, policy, work.now))
    if await repository.count_usable(caller.user_id, work.now) >= policy.most_keys:
        raise TooManyApiKeys(policy.most_keys)
    key = new_api_key()
    row = ApiKeyRow(
        user_id=caller.user_id,
        organization_id=draft.organization_id,
        key_hash=hash_of_api_key(key),
        beginning=key[:SHOWN_CHARACTERS],
        name=draft.name.strip(),
        scopes=sorted(draft.scopes),
        created_at=work.now,
        expires_at=draft.expires_at or work.now + policy.longest_life,
    )
    await repository.add(row)
    record(work, AuditKind.API_KEY_CREATED, user_id=caller.user_id, actor=caller, details=_details(row))
    work.enqueue(TellOfChange(user_id=caller.user_id, notice=SecurityNotice.API_KEY_CREATED))
    return NewApiKey(row, key)


async def revoke_api_key(work: UnitOfWork, caller: Caller, key_id: UUID) -> ApiKeyRow:
    """One's own, or one of an organization that one looks after. To revoke a key a second time changes nothing. Raises
    `ApiKeyIsUnknown`."""
    await require_own_session(work, caller)
    row = await ApiKeysRepository(work.session).find(key_id)
    if row is None or not (row.user_id == caller.user_id or await _looks_after(work.session, caller.user_id, row)):
        raise ApiKeyIsUnknown
    if row.revoked_at is None:
        row.revoked_at = work.now
        record(work, AuditKind.API_KEY_REVOKED, user_id=row.user_id, actor=caller, details=_details(row))
    return row


async def introspect_api_key(transactions: Transactions, key: str, policy: ApiKeyPolicy) -> Mapping[str, Any] | None:
    """What a key means at this moment, as claims of a token; None for one that means nothing.

    It allows what it was given and its owner may still do. It has no role: roles are for people. An organization's key
    goes with whoever gave it out, when they look after the organization no more.
    """
    if not is_api_key(key):
        return None
    now = transactions.clock()
    async with transactions.database.read() as session:
        row = await ApiKeysRepository(session).find_by_hash(hash_of_api_key(key))
        if row is None or row.revoked_at is not None or row.expires_at <= now:
            return None
        account = await AccountsRepository(session).account(row.user_id)
        if account is None or account.user.closed_at is not None or await is_suspended(session, row.user_id, now):
            return None
        if row.organization_id is not None and not await _looks_after(session, row.user_id, row):
            return None
    await _note_use(transactions, row, now, policy.use_noted_every)
    return {
        "sub": str(row.user_id),
        "scope": " ".join(sorted(_allowed(account.user, policy) & set(row.scopes))),
        "iat": int(row.created_at.timestamp()),
        "exp": int(row.expires_at.timestamp()),
        "jti": str(row.id),
    }


async def _looks_after(session: AsyncSession, user_id: UUID, row: ApiKeyRow) -> bool:
    """Whether this person has a managing seat in the organization whose key it is."""
    if row.organization_id is None:
        return False
    seat = await OrganizationsRepository(session).membership(row.organization_id, user_id)
    return seat is not None and OrganizationRole(seat.role) in MANAGING_ROLES


def _allowed(owner: UserRow, policy: ApiKeyPolicy) -> frozenset[Scope]:
    """What any key of this person may do now."""
    withheld = policy.withheld_until_confirmed if owner.email_confirmed_at is None else frozenset()
    return scopes_of(owner.roles) - withheld - PERSONAL_SCOPES


async def _note_use(transactions: Transactions, row: ApiKeyRow, now: datetime, every: timedelta) -> None:
    since = now - every
    if row.last_used_at is not None and row.last_used_at > since:
        return
    async with transactions.begin() as work:
        await ApiKeysRepository(work.session).note_use(row.id, now, since)


def _refusals(draft: ApiKeyDraft, caller: Caller, policy: ApiKeyPolicy, now: datetime) -> list[Refusal]:
    return [*_name_refusals(draft.name), *_scope_refusals(draft.scopes, caller), *_expiry_refusals(draft, policy, now)]


def _name_refusals(name: str) -> list[Refusal]:
    path = ["input", "name"]
    if not name.strip():
        return [TextIsEmpty("A key has a name, so that you know later what it was for.", path)]
    if len(name) > LONGEST_NAME:
        return [TextIsTooLong(f"A name has at most {LONGEST_NAME} characters.", path)]
    if has_hidden_characters(name):
        return [TextHasHiddenCharacters("A name has only characters that can be seen.", path)]
    return []


def _scope_refusals(scopes: frozenset[Scope], caller: Caller) -> list[Refusal]:
    refused = sorted(scopes - (caller.scopes - PERSONAL_SCOPES))
    return [ScopeCannotBeGiven(refused)] if refused else []


def _expiry_refusals(draft: ApiKeyDraft, policy: ApiKeyPolicy, now: datetime) -> list[Refusal]:
    if draft.expires_at is None or now < draft.expires_at <= now + policy.longest_life:
        return []
    return [ExpiryIsOutOfRange(policy.longest_life.days)]


def _details(row: ApiKeyRow) -> dict[str, str]:
    details = {"apiKeyId": str(row.id), "name": row.name, "scopes": " ".join(row.scopes)}
    return details if row.organization_id is None else {**details, "organizationId": str(row.organization_id)}
