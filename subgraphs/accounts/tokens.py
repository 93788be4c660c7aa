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

from joserfc import jwt
from joserfc.errors import SecurityWarning

from subgraphs.accounts.roles import scopes_of
from subgraphs.accounts.signing_keys import ALGORITHM, SigningKeys
from subgraphs.shared.ids import new_id
from subgraphs.shared.scopes import PERSONAL_SCOPES, Scope


@dataclass(frozen=True, slots=True)
class SignedToken:
    text: str
    expires_at: datetime


class AccessTokens:
    """Signs access tokens with keys of this platform's own, the first of which is made at its first start."""

    def __init__(self, keys: SigningKeys, issuer: str, audience: str, lifetime: timedelta) -> None:
        self._keys = keys
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
        signing = self._keys.ring().signing(now)
        header = {"alg": ALGORITHM, "typ": "JWT", "kid": signing.id}
        with warnings.catch_warnings():
            # RFC 9864 gives Ed25519 a name of its own, which most verifiers do not know yet.
            warnings.simplefilter("ignore", SecurityWarning)
            text = jwt.encode(header, claims, signing.key, algorithms=[ALGORITHM])
        return SignedToken(text, expires_at.replace(microsecond=0))

    def key_set(self) -> dict[str, Any]:
        """The public keys, as /jwks.json publishes them: the same object for as long as they stay the same."""
        return self._keys.ring().published


def signing_key_file(home: Path) -> Path:
    return home / "keys" / "access-tokens.json"


def new_refresh_token() -> str:
    return secrets.token_urlsafe(32)


def hash_of_refresh_token(token: str) -> str:
    """Unsalted and quick: a token of 256 random bits cannot be guessed, unlike a password."""
    return hashlib.sha256(token.encode()).hexdigest()
