"""Journeys to a provider and back: begun, taken once, and their outcome asked for."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

import structlog

from subgraphs.accounts.errors import (
    ExternalSignInIsNotValid,
    IdentityProviderIsUnavailable,
    IdentityProviderIsUnknown,
    RedirectUriIsNotAllowed,
)
from subgraphs.accounts.identity_providers.identity_provider import (
    IdentityIsNotProven,
    Journey,
    ProvenIdentity,
    ProviderIsUnavailable,
    Return,
)
from subgraphs.accounts.identity_providers.registry import NamedProvider
from subgraphs.accounts.models.external_identities import ExternalSignInRow
from subgraphs.accounts.repository.external_identities import ExternalIdentitiesRepository
from subgraphs.accounts.sealing import Sealer
from subgraphs.shared.database import Database
from subgraphs.shared.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)


class ExternalUse(StrEnum):
    """What somebody goes to a provider for."""

    SIGN_IN = "sign-in"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class ExternalSignInPolicy:
    providers: Mapping[str, NamedProvider]
    redirect_uris: frozenset[str]
    callback_url: str | None
    lifetime: timedelta
    proof_within: timedelta
    begun_per_hour: int
    sealer: Sealer

    def usable(self) -> list[NamedProvider]:
        """Those that people can come back from."""
        return [each for each in self.providers.values() if not each.provider.posts_back or self.callback_url]


@dataclass(frozen=True, slots=True)
class Begun:
    """A journey before it is known where it leads. State and secret exist in clear only here."""

    provider: NamedProvider
    state: str
    secret: str
    client_uri: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What a client says that somebody brought back."""

    code: str
    state: str
    secret: str
    issuer: str | None = None


async def begin(
    work: UnitOfWork, key: str, client_uri: str, user_id: UUID | None, policy: ExternalSignInPolicy
) -> Begun:
    """Raises a refusal for a provider that there is not, and for a client that nobody knows."""
    provider = next((each for each in policy.usable() if each.key == key), None)
    if provider is None:
        raise IdentityProviderIsUnknown
    if client_uri not in policy.redirect_uris:
        raise RedirectUriIsNotAllowed
    begun = Begun(
        provider, secrets.token_urlsafe(32), secrets.token_urlsafe(32), client_uri, work.now + policy.lifetime
    )
    row = ExternalSignInRow(
        state_hash=_hash(begun.state),
        secret_hash=_hash(begun.secret),
        provider=provider.key,
        client_uri=client_uri,
        user_id=user_id,
        created_at=work.now,
        expires_at=begun.expires_at,
    )
    await ExternalIdentitiesRepository(work.session).add_sign_in(row)
    return begun


async def authorization_url(begun: Begun, policy: ExternalSignInPolicy) -> str:
    """Where to send somebody. No transaction is held while the provider is asked."""
    journey = _journey(begun.provider, begun.state, begun.client_uri, policy)
    try:
        return await begun.provider.provider.authorization_url(journey)
    except ProviderIsUnavailable as error:
        log.warning("identity_provider.unavailable", provider=begun.provider.key, reason=str(error))
        raise IdentityProviderIsUnavailable from error


async def take(work: UnitOfWork, brought: BroughtBack, user_id: UUID | None) -> ExternalSignInRow:
    """The journey, which counts once. Raises `ExternalSignInIsNotValid` for one of somebody else, too."""
    repository = ExternalIdentitiesRepository(work.session)
    row = await repository.take_sign_in(_hash(brought.state), _hash(brought.secret), work.now)
    if row is None or row.user_id != user_id:
        raise ExternalSignInIsNotValid
    return row


async def ask_who(row: ExternalSignInRow, brought: BroughtBack, policy: ExternalSignInPolicy) -> ProvenIdentity:
    """Who the provider says that it is. No transaction is held meanwhile."""
    provider = policy.providers.get(row.provider)
    if provider is None:
        raise IdentityProviderIsUnknown
    journey = _journey(provider, brought.state, row.client_uri, policy)
    try:
        return await provider.provider.identity(journey, Return(brought.code, brought.issuer))
    except ProviderIsUnavailable as error:
        log.warning("identity_provider.unavailable", provider=provider.key, reason=str(error))
        raise IdentityProviderIsUnavailable from error
    except IdentityIsNotProven as error:
        log.warning("identity_provider.not_proven", provider=provider.key, reason=str(error))
        raise ExternalSignInIsNotValid from error


async def address_of_client(
    database: Database, key: str, state: str, now: datetime, given: Mapping[str, str]
) -> str | None:
    """Where the client waits of somebody who came back with a form, with what they brought; None for nobody we sent."""
    async with database.read() as session:
        row = await ExternalIdentitiesRepository(session).sign_in(_hash(state), now)
    if row is None or row.provider != key:
        return None
    parts = urlsplit(row.client_uri)
    query = "&".join(filter(None, (parts.query, urlencode({"state": state, **given}))))
    return urlunsplit(parts._replace(query=query))


def _journey(provider: NamedProvider, state: str, client_uri: str, policy: ExternalSignInPolicy) -> Journey:
    """Nonce and code verifier are made of the state with a key of ours, so that nobody has to store them."""
    posts_back = provider.provider.posts_back and policy.callback_url
    return Journey(
        state=state,
        nonce=policy.sealer.digest("external-sign-in-nonce", state),
        code_verifier=policy.sealer.digest("external-sign-in-verifier", state),
        redirect_uri=f"{policy.callback_url}/{provider.key}" if posts_back else client_uri,
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
