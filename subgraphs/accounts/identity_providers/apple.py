"""Sign in with Apple: OpenID Connect whose client secret is a token of ours, and whose answer is a form."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from joserfc import jwt
from joserfc.jwk import ECKey

from subgraphs.accounts.identity_providers.oidc import OidcClient, OidcProvider

SECRET_SECONDS = 300
SCOPES = ("openid", "email", "name")


@dataclass(frozen=True, slots=True)
class AppleKey:
    """With which we show Apple that it is us."""

    team_id: str
    key_id: str
    private_key: str
    """In PEM."""


def apple_provider(
    issuer: str,
    client_id: str,
    key: AppleKey,
    seconds: float,
    cache_seconds: float,
    clock: Callable[[], float] = time.time,
) -> OidcProvider:
    signing_key = ECKey.import_key(key.private_key)

    def client_secret() -> str:
        now = int(clock())
        claims = {"iss": key.team_id, "iat": now, "exp": now + SECRET_SECONDS, "aud": issuer, "sub": client_id}
        return jwt.encode({"alg": "ES256", "kid": key.key_id}, claims, signing_key)

    client = OidcClient(
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        scopes=SCOPES,
        response_mode="form_post",  # Apple demands it for these scopes
        seconds=seconds,
        cache_seconds=cache_seconds,
    )
    return OidcProvider(client, clock)
