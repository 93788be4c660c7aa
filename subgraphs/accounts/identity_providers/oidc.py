"""OpenID Connect by discovery: Google, Apple and everybody else who speaks it."""

import asyncio
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError, SecurityWarning
from joserfc.jwk import KeySet

from subgraphs.accounts.identity_providers.http import Json, asking, exchange_code, get_object, tls_context
from subgraphs.accounts.identity_providers.identity_provider import (
    IdentityIsNotProven,
    Journey,
    ProvenIdentity,
    ProviderIsUnavailable,
    Return,
)

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA", "Ed25519")
"""Signatures of keys that are published. One by a shared secret, or none, proves nothing."""

LEEWAY_SECONDS = 60
KEYS_ASKED_AGAIN_SECONDS = 10.0
"""The least time between two looks for keys, whatever key ids a provider makes up."""

_DISCOVERY = "/.well-known/openid-configuration"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class OidcClient:
    """What a provider knows of us, and how it is asked."""

    issuer: str
    client_id: str
    client_secret: Callable[[], str | None]
    scopes: tuple[str, ...]
    trusts_email: bool = True
    response_mode: str | None = None
    seconds: float = 5.0
    cache_seconds: float = 3_600.0


class OidcProvider:
    """One provider. Its addresses and keys are kept for a while."""

    def __init__(
        self,
        client: OidcClient,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._clock = clock
        self._monotonic = monotonic
        self._metadata: tuple[float, Json] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._turn = asyncio.Lock()

    @property
    def posts_back(self) -> bool:
        return self._client.response_mode == "form_post"

    async def authorization_url(self, journey: Journey) -> str:
        async with asking(self._client.seconds), self._session(journey) as session:
            metadata = await self._discover(session)
        extra = {"response_mode": self._client.response_mode} if self._client.response_mode else {}
        url, _ = session.create_authorization_url(
            metadata["authorization_endpoint"],
            state=journey.state,
            nonce=journey.nonce,
            code_verifier=journey.code_verifier,
            **extra,
        )
        return str(url)

    async def identity(self, journey: Journey, returned: Return) -> ProvenIdentity:
        async with asking(self._client.seconds), self._session(journey) as session:
            metadata = await self._discover(session)
            self._check_issuer(metadata, returned)
            session.token_endpoint_auth_method = self._auth_method(metadata)
            tokens = await exchange_code(
                session,
                metadata["token_endpoint"],
                code=returned.code,
                code_verifier=journey.code_verifier,
                redirect_uri=journey.redirect_uri,
            )
            claims = await self._claims(session, metadata, tokens, journey.nonce)
            if "email" not in claims and metadata.get("userinfo_endpoint"):
                claims = {**claims, **await self._user_info(session, metadata, tokens, claims["sub"])}
        return self._proven(claims)

    def _session(self, journey: Journey) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._client.client_id,
            self._client.client_secret(),
            scope=" ".join(self._client.scopes),
            redirect_uri=journey.redirect_uri,
            code_challenge_method="S256",
            timeout=self._client.seconds,
            verify=tls_context(),
        )

    async def _discover(self, session: AsyncOAuth2Client) -> Json:
        kept = self._metadata
        if kept is not None and self._monotonic() - kept[0] < self._client.cache_seconds:
            return kept[1]
        metadata = await get_object(session, self._client.issuer.rstrip("/") + _DISCOVERY)
        if metadata.get("issuer") != self._client.issuer:
            raise ProviderIsUnavailable("its metadata is of another issuer")
        if not all(self._is_address(metadata.get(name)) for name in _ENDPOINTS):
            raise ProviderIsUnavailable("its metadata lacks an address")
        self._metadata = (self._monotonic(), metadata)
        return metadata

    def _is_address(self, value: object) -> bool:
        """Encrypted, unless the issuer itself is not, as on a developer's machine."""
        allowed = ("https://",) if self._client.issuer.startswith("https://") else ("https://", "http://")
        return isinstance(value, str) and value.startswith(allowed)

    def _check_issuer(self, metadata: Json, returned: Return) -> None:
        """Against a provider that passes on the codes of another one (RFC 9207)."""
        is_promised = metadata.get("authorization_response_iss_parameter_supported") is True
        if returned.issuer is None and not is_promised:
            return
        if returned.issuer != self._client.issuer:
            raise IdentityIsNotProven("somebody else brought them back")

    def _auth_method(self, metadata: Json) -> str:
        if self._client.client_secret() is None:
            return "none"
        supported = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_basic" if "client_secret_basic" in supported else "client_secret_post"

    async def _claims(self, session: AsyncOAuth2Client, metadata: Json, tokens: Json, nonce: str) -> Json:
        """What the provider signed, checked. Raises `IdentityIsNotProven`."""
        text = tokens.get("id_token")
        if not isinstance(text, str):
            raise IdentityIsNotProven("there is no ID token")
        try:
            try:
                token = _decode(text, await self._key_set(session, metadata, is_newer_wanted=False))
            except InvalidKeyIdError:
                token = _decode(text, await self._key_set(session, metadata, is_newer_wanted=True))
            checked = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": self._client.issuer},
                    "aud": {"essential": True, "value": self._client.client_id},
                },
                params={
                    "client_id": self._client.client_id,
                    "nonce": nonce,
                    "access_token": tokens.get("access_token"),
                },
            )
            checked.validate(now=int(self._clock()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise IdentityIsNotProven(f"its ID token does not hold: {error}") from error
        if not isinstance(checked["sub"], str) or not checked["sub"]:
            raise IdentityIsNotProven("its ID token names nobody")
        return dict(checked)

    async def _key_set(self, session: AsyncOAuth2Client, metadata: Json, is_newer_wanted: bool) -> KeySet:
        async with self._turn:
            kept, lasting = self._keys, KEYS_ASKED_AGAIN_SECONDS if is_newer_wanted else self._client.cache_seconds
            if kept is not None and self._monotonic() - kept[0] < lasting:
                return kept[1]
            try:
                document: Any = await get_object(session, metadata["jwks_uri"])
                found = KeySet.import_key_set(document)
            except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
                raise ProviderIsUnavailable("its keys cannot be read") from error
            self._keys = (self._monotonic(), found)
            return found

    async def _user_info(self, session: AsyncOAuth2Client, metadata: Json, tokens: Json, subject: str) -> Json:
        headers = {"authorization": f"Bearer {tokens.get('access_token')}"}
        found = await get_object(session, metadata["userinfo_endpoint"], headers)
        if found.get("sub") != subject:
            raise IdentityIsNotProven("it tells of somebody else")
        return {name: found[name] for name in ("email", "email_verified", "name") if name in found}

    def _proven(self, claims: Mapping[str, Any]) -> ProvenIdentity:
        email, name = claims.get("email"), claims.get("name")
        # Apple writes its booleans as texts.
        is_verified = claims.get("email_verified") in (True, "true")
        return ProvenIdentity(
            subject=claims["sub"],
            email=email if isinstance(email, str) else None,
            is_email_verified=isinstance(email, str) and is_verified and self._client.trusts_email,
            name=name if isinstance(name, str) else None,
        )


def _decode(text: str, keys: KeySet) -> jwt.Token:
    with warnings.catch_warnings():
        # RFC 9864 gives Ed25519 a name of its own; providers that still say EdDSA sign just as well.
        warnings.simplefilter("ignore", SecurityWarning)
        return jwt.decode(text, keys, algorithms=list(ALGORITHMS))
