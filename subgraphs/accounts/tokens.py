"""Access tokens, which the router verifies by our published keys, and refresh tokens, which only we understand."""

import hashlib
import secrets
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import OKPKey

from subgraphs.accounts.roles import scopes_of
from subgraphs.shared.ids import new_id
from subgraphs.shared.scopes import PERSONAL_SCOPES, Scope
from subgraphs.shared.secret_files import load_or_create_secret

_ALGORITHM = "EdDSA"


@dataclass(frozen=True, slots=True)
class SignedToken:
    text: str
    expires_at: datetime


class AccessTokens:
    """Signs access tokens with a key of this platform's own, made at its first start."""

    def __init__(self, key_file: Path, issuer: str, audience: str, lifetime: timedelta) -> None:
        self._key = OKPKey.import_key(orjson.loads(load_or_create_secret(key_file, _new_key)))
        self._issuer = issuer
        self._audience = audience
        self._lifetime = lifetime

    def sign(
        self,
        user_id: UUID,
        roles: Sequence[str],
        now: datetime,
        *,
        session_id: UUID,
        lifetime: timedelta | None = None,
        impersonator_id: UUID | None = None,
        withheld: frozenset[Scope] = frozenset(),
    ) -> SignedToken:
        """A token with the scopes that the roles allow, without the personal ones for one who impersonates."""
        expires_at = now + (lifetime or self._lifetime)
        scopes = scopes_of(roles) - withheld - (PERSONAL_SCOPES if impersonator_id else frozenset())
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": str(user_id),
            "sid": str(session_id),
            "jti": str(new_id()),
            "roles": list(roles),
            "scope": " ".join(sorted(scopes)),
            "iat": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
        }
        if impersonator_id is not None:
            claims["act"] = {"sub": str(impersonator_id)}
        header = {"alg": _ALGORITHM, "typ": "JWT", "kid": self._key.kid}
        with warnings.catch_warnings():
            # RFC 9864 gives Ed25519 a name of its own, which most verifiers do not know yet.
            warnings.simplefilter("ignore", SecurityWarning)
            text = jwt.encode(header, claims, self._key, algorithms=[_ALGORITHM])
        return SignedToken(text, expires_at.replace(microsecond=0))

    def key_set(self) -> dict[str, Any]:
        """The public keys, as /jwks.json publishes them."""
        return {"keys": [self._key.as_dict(private=False)]}


def new_refresh_token() -> str:
    return secrets.token_urlsafe(32)


def hash_of_refresh_token(token: str) -> str:
    """Unsalted and quick: a token of 256 random bits cannot be guessed, unlike a password."""
    return hashlib.sha256(token.encode()).hexdigest()


def _new_key() -> str:
    key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": _ALGORITHM}, auto_kid=True)
    return orjson.dumps(key.as_dict(private=True)).decode()
