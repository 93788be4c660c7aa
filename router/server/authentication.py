"""Who is calling, and how subgraphs are told.

A client shows a bearer token of an issuer that the operator trusts. What travels on to subgraphs is not that token but
a caller header of our own: short-lived, signed with a key that only router and subgraphs share, so that a subgraph
need not know the issuers, and a token that leaks from a subgraph opens nothing else.
"""

import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol

import orjson
import structlog
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError, SecurityWarning
from joserfc.jwk import KeySet, OctKey

from router.errors import OperationError
from router.server.key_sources import KeySource, KeysUnavailable
from router.server.plan_cache import BoundedCache

log = structlog.get_logger()

CALLER_HEADER = "kumiki-caller"
CALLER_AUDIENCE = "kumiki-subgraphs"
CALLER_LIFETIME = 60
"""Seconds that a caller header is valid for."""

CALLER_REUSE = 20
"""Seconds after which it is signed anew, so that subgraphs always see one with some life left."""

LONGEST_TOKEN = 16_384
REMEMBERED_SECONDS = 30
"""How long a verified token is taken on trust: a withdrawn key is honoured that much longer."""


class Unauthenticated(OperationError):
    """The client showed credentials that do not hold."""

    code: ClassVar[str] = "UNAUTHENTICATED"


class AuthenticationUnavailable(OperationError):
    """Whether the credentials hold cannot be told now."""

    code: ClassVar[str] = "AUTHENTICATION_UNAVAILABLE"


def no_headers() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request."""

    subject: str
    roles: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    expires_at: float | None = None
    """When the client's credentials end, in seconds since 1970, what clocks may differ included."""

    actor: str | None = None
    """Who acts in the subject's name, where a token says so (`act`, RFC 8693)."""

    claims: tuple[tuple[str, bytes], ...] = ()
    """Claims of the token that subgraphs are told as they are: names, and values in JSON."""

    forward: Callable[[], Mapping[str, str]] = field(default=no_headers, compare=False)
    """The headers that tell subgraphs who calls, valid for the next half minute. A long subscription asks again."""


def seconds_left(caller: Caller | None, clock: Callable[[], float] = time.time) -> float | None:
    """Until the caller's credentials end; None where they do not."""
    return None if caller is None or caller.expires_at is None else max(0.0, caller.expires_at - clock())


class Authenticator(Protocol):
    """How the router finds out who is calling."""

    async def authenticate(self, headers: Mapping[str, str]) -> Caller | None:
        """Name the caller by the request's headers (lower-case names), or None for nobody in particular.

        Raises `OperationError` with the code UNAUTHENTICATED where credentials are shown that do not hold.
        """
        ...


class CallerSigner:
    """Signs the caller header, and keeps each signature for some seconds because signing costs more than looking up."""

    def __init__(self, key: str, clock: Callable[[], float] = time.time) -> None:
        self._key = OctKey.import_key(key.encode())
        self._clock = clock
        self._signed: BoundedCache[Caller, tuple[float, Mapping[str, str]]] = BoundedCache(10_000, 10_000)

    def headers(self, caller: Caller) -> Mapping[str, str]:
        now = self._clock()
        signed = self._signed.get(caller)
        if signed is None or now - signed[0] >= CALLER_REUSE:
            signed = (now, {CALLER_HEADER: self._sign(caller, int(now))})
            self._signed.put(caller, signed)
        return signed[1]

    def _sign(self, caller: Caller, now: int) -> str:
        claims = {
            **{name: orjson.loads(value) for name, value in caller.claims},
            "sub": caller.subject,
            "roles": list(caller.roles),
            "scope": " ".join(caller.scopes),
            "iat": now,
            "exp": now + CALLER_LIFETIME,
            "aud": CALLER_AUDIENCE,
        }
        return jwt.encode({"alg": "HS256"}, claims, self._key, algorithms=["HS256"])


@dataclass(frozen=True, slots=True)
class ClaimsReader:
    """Who the claims of a token name, and what of them subgraphs are told."""

    signer: CallerSigner | None = None
    scope_claims: Sequence[str] = ("scope", "scp")
    roles_claim: str = "roles"
    forward_claims: Sequence[str] = ()

    def caller(self, claims: Mapping[str, Any], expires_at: float | None) -> Caller:
        caller = Caller(
            subject=claims["sub"],
            roles=_names(claims.get(self.roles_claim)),
            scopes=tuple(name for claim in self.scope_claims for name in _names(claims.get(claim))),
            expires_at=expires_at,
            actor=_actor(claims.get("act")),
            claims=tuple((name, orjson.dumps(claims[name])) for name in self.forward_claims if name in claims),
        )
        signer = self.signer
        if signer is None:
            return caller
        return replace(caller, forward=lambda: signer.headers(caller))


@dataclass(frozen=True, slots=True)
class TokenIssuer:
    """One issuer of access tokens, and what its tokens must say."""

    keys: KeySource
    issuer: str | None = None
    audience: str | None = None
    algorithms: tuple[str, ...] = ("EdDSA", "Ed25519")
    leeway: float = 10.0


class TokenVerifier:
    """Verifies access tokens (JWT) of the given issuers."""

    def __init__(
        self,
        issuers: Sequence[TokenIssuer],
        signer: CallerSigner | None = None,
        clock: Callable[[], float] = time.time,
        scope_claims: Sequence[str] = ("scope", "scp"),
        roles_claim: str = "roles",
        forward_claims: Sequence[str] = (),
    ) -> None:
        self._issuers = issuers
        self._reader = ClaimsReader(signer, scope_claims, roles_claim, forward_claims)
        self._clock = clock
        self._verified: BoundedCache[str, tuple[float, Caller]] = BoundedCache(10_000, 4_000_000)

    async def verify(self, token: str) -> Caller:
        """Name the caller. Raises `Unauthenticated` for a token that does not hold."""
        remembered = self._verified.get(token)
        now = self._clock()
        if remembered is not None and now < remembered[0]:
            return remembered[1]
        caller = await self._verify_anew(token)
        until = now + REMEMBERED_SECONDS
        self._verified.put(token, (min(until, caller.expires_at or until), caller), len(token))
        return caller

    async def _verify_anew(self, token: str) -> Caller:
        for issuer in self._issuers:
            claims = await self._claims(token, issuer)
            if claims is not None:
                return self._reader.caller(claims, float(claims["exp"]) + issuer.leeway)
        raise Unauthenticated("The access token is not valid: expired, or not from an issuer that this router trusts.")

    async def _claims(self, token: str, issuer: TokenIssuer) -> Mapping[str, Any] | None:
        try:
            try:
                return self._decode(token, issuer, await issuer.keys.keys())
            except InvalidKeyIdError:
                return self._decode(token, issuer, await issuer.keys.keys(newer=True))
        except KeysUnavailable as error:
            log.error("authentication.keys.unavailable", reason=error.message)
            raise AuthenticationUnavailable("Access tokens cannot be verified at the moment.") from error
        except (JoseError, ValueError, TypeError):
            # The library raises ValueError and TypeError for tokens that are no tokens at all.
            return None

    def _decode(self, token: str, issuer: TokenIssuer, keys: KeySet) -> Mapping[str, Any]:
        with warnings.catch_warnings():
            # RFC 9864 gives Ed25519 a name of its own; issuers that still say EdDSA sign just as well.
            warnings.simplefilter("ignore", SecurityWarning)
            claims = jwt.decode(token, keys, algorithms=issuer.algorithms).claims
        options: dict[str, Any] = {"sub": {"essential": True}, "exp": {"essential": True}}
        if issuer.issuer is not None:
            options["iss"] = {"essential": True, "value": issuer.issuer}
        if issuer.audience is not None:
            options["aud"] = {"essential": True, "value": issuer.audience}
        jwt.JWTClaimsRegistry(now=int(self._clock()), leeway=int(issuer.leeway), **options).validate(claims)
        return claims


class Anonymous:
    """Asks nobody who they are."""

    async def authenticate(self, headers: Mapping[str, str]) -> Caller | None:
        return None


def _actor(claim: object) -> str | None:
    """Who acts now; whoever acted before them stands further inside, and does not count."""
    subject = claim.get("sub") if isinstance(claim, Mapping) else None
    return subject if isinstance(subject, str) else None


def _names(claim: object) -> tuple[str, ...]:
    """A list of names, or names with spaces between them; both are in use for scopes."""
    if isinstance(claim, str):
        return tuple(claim.split())
    if isinstance(claim, Iterable):
        return tuple(name for name in claim if isinstance(name, str))
    return ()
