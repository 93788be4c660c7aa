"""What follows from an identity elsewhere: a session, a link, a new account.

An identity that nobody has linked yet finds an account only by an address that the provider has verified and that was
confirmed here. Everywhere else, whoever could type somebody's address would be let into their account.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from subgraphs.accounts.audit_kinds import AuditKind
from subgraphs.accounts.credentials import Credentials
from subgraphs.accounts.errors import (
    ExternalIdentityIsNotLinked,
    ExternalIdentityIsTaken,
    ExternalIdentityIsUnknown,
    ExternalSignInIsNotValid,
)
from subgraphs.accounts.identity_providers.identity_provider import ProvenIdentity
from subgraphs.accounts.jobs import SecurityNotice, TellOfChange
from subgraphs.accounts.models.external_identities import ExternalIdentityRow
from subgraphs.accounts.new_handles import handles_like
from subgraphs.accounts.profile_rules import LONGEST_DISPLAY_NAME, Registration
from subgraphs.accounts.repository.accounts import Account, AccountsRepository
from subgraphs.accounts.repository.external_identities import ExternalIdentitiesRepository
from subgraphs.accounts.service import throttling
from subgraphs.accounts.service.admission import Challenge, admit
from subgraphs.accounts.service.audit import record
from subgraphs.accounts.service.reauthentication import require_recent_proof
from subgraphs.accounts.service.registration import new_account
from subgraphs.accounts.service.sessions import OpenedSession
from subgraphs.accounts.service.ways_in import require_another_way_in
from subgraphs.accounts.visible_text import without_hidden_characters
from subgraphs.shared.caller import Caller
from subgraphs.shared.client import Client
from subgraphs.shared.errors import raise_refusals
from subgraphs.shared.unit_of_work import UnitOfWork

_ADDRESS = re.compile(r"[^\s@\x00-\x1f]{1,64}@[^\s@.\x00-\x1f]+(\.[^\s@.\x00-\x1f]+)+")
_LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is known of somebody besides what the provider says, if they turn out to be new."""

    locale: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class SignedInElsewhere:
    admitted: OpenedSession | Challenge
    is_new: bool


async def sign_in(
    work: UnitOfWork,
    provider: str,
    proven: ProvenIdentity,
    newcomer: Newcomer,
    credentials: Credentials,
    client: Client,
) -> SignedInElsewhere:
    """A session, or a challenge: an identity elsewhere is one factor, as a password is."""
    repository = ExternalIdentitiesRepository(work.session)
    identity, is_new = await repository.find(provider, proven.subject), False
    if identity is None:
        account, is_new = await _account_for(work, proven, newcomer, credentials, client)
        identity = await _link(work, account.user.id, provider, proven, actor=account.user.id)
        if not is_new:
            _tell_owner(work, account.user.id)
    else:
        found = await AccountsRepository(work.session).account(identity.user_id)
        if found is None:
            raise ExternalSignInIsNotValid
        account = found
    identity.last_used_at = work.now
    return SignedInElsewhere(await admit(work, account, provider, credentials, client), is_new)


async def link(work: UnitOfWork, caller: Caller, provider: str, proven: ProvenIdentity) -> ExternalIdentityRow:
    """To link what is linked already changes nothing. The proof of who is linking was fresh when they set out."""
    linked = await ExternalIdentitiesRepository(work.session).find(provider, proven.subject)
    if linked is None:
        _tell_owner(work, caller.user_id)
        return await _link(work, caller.user_id, provider, proven, actor=caller)
    if linked.user_id != caller.user_id:
        raise ExternalIdentityIsTaken
    return linked


async def unlink(work: UnitOfWork, caller: Caller, identity_id: UUID, credentials: Credentials) -> None:
    """Raises `LastWayIn` where nothing else opens the account."""
    await require_recent_proof(work, caller, credentials.reauthentication_lifetime)
    repository = ExternalIdentitiesRepository(work.session)
    identity = await repository.identity_of(caller.user_id, identity_id)
    if identity is None:
        raise ExternalIdentityIsUnknown
    await require_another_way_in(work, caller.user_id)
    await repository.remove(identity)
    details = {"provider": identity.provider}
    record(work, AuditKind.EXTERNAL_IDENTITY_UNLINKED, user_id=caller.user_id, actor=caller, details=details)
    work.enqueue(TellOfChange(user_id=caller.user_id, notice=SecurityNotice.EXTERNAL_IDENTITY_UNLINKED))


async def _account_for(
    work: UnitOfWork, proven: ProvenIdentity, newcomer: Newcomer, credentials: Credentials, client: Client
) -> tuple[Account, bool]:
    """The account whose address it is, or a new one: then True."""
    address = proven.email
    if address is None or not proven.is_email_verified or not _is_address(address):
        raise ExternalIdentityIsNotLinked
    accounts = AccountsRepository(work.session)
    owner = await accounts.find_by_address(address)
    if owner is None:
        return await _new_account(work, proven, address, newcomer, credentials, client), True
    # An account from before addresses were confirmed may have been made by anybody.
    account = await accounts.account(owner.id) if owner.email_confirmed_at is not None else None
    if account is None:
        raise ExternalIdentityIsNotLinked
    return account, False


async def _new_account(
    work: UnitOfWork,
    proven: ProvenIdentity,
    address: str,
    newcomer: Newcomer,
    credentials: Credentials,
    client: Client,
) -> Account:
    await throttling.take(work, credentials.throttles.registration_from(client))
    accounts = AccountsRepository(work.session)
    for handle in handles_like(proven.name):
        if await accounts.refusals_for(handle, work.now):
            continue
        registration = Registration(
            handle=handle,
            email=address,
            password="",
            display_name=without_hidden_characters(proven.name or "").strip()[:LONGEST_DISPLAY_NAME] or handle,
            locale=newcomer.locale,
            time_zone=newcomer.time_zone,
            languages=("ja",),
        )
        raise_refusals(registration.profile_refusals())
        return await new_account(work, registration, password_hash="", is_address_confirmed=True)
    raise ExternalSignInIsNotValid


async def _link(
    work: UnitOfWork, user_id: UUID, provider: str, proven: ProvenIdentity, actor: Caller | UUID
) -> ExternalIdentityRow:
    identity = ExternalIdentityRow(
        user_id=user_id,
        provider=provider,
        subject=proven.subject,
        label=(proven.email or proven.name or "")[:_LONGEST_ADDRESS] or None,
        created_at=work.now,
    )
    await ExternalIdentitiesRepository(work.session).add(identity)
    details = {"provider": provider}
    record(work, AuditKind.EXTERNAL_IDENTITY_LINKED, user_id=user_id, actor=actor, details=details)
    return identity


def _tell_owner(work: UnitOfWork, user_id: UUID) -> None:
    work.enqueue(TellOfChange(user_id=user_id, notice=SecurityNotice.EXTERNAL_IDENTITY_LINKED))


def _is_address(text: str) -> bool:
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None
