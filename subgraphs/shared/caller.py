"""Who calls: said by the router in a signed header of its own, verified here. Subgraphs believe nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from subgraphs.shared.clock import Clock, utc_now
from subgraphs.shared.errors import Unauthenticated
from subgraphs.shared.ids import parse_id

CALLER_HEADER = "kumiki-caller"
CALLER_AUDIENCE = "kumiki-subgraphs"

_ALGORITHM = "HS256"
_NOT_VALID = "The caller header is not valid."


@dataclass(frozen=True, slots=True)
class Caller:
    """A person the router has identified."""

    user_id: UUID
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    session_id: UUID | None = None
    """The session that the request belongs to; None for a caller without one, such as an API key."""

    impersonator_id: UUID | None = None
    """The administrator who acts in this person's name; None where they act themselves."""


def sign_caller(caller: Caller, key: str, now: datetime, lifetime: timedelta = timedelta(minutes=1)) -> str:
    """The header's value. The router signs its own; tests and tools use this one."""
    claims: dict[str, object] = {
        "sub": str(caller.user_id),
        "roles": sorted(caller.roles),
        "scope": " ".join(sorted(caller.scopes)),
        "aud": CALLER_AUDIENCE,
        "exp": int((now + lifetime).timestamp()),
    }
    if caller.session_id is not None:
        claims["sid"] = str(caller.session_id)
    if caller.impersonator_id is not None:
        claims["act"] = {"sub": str(caller.impersonator_id)}
    return jwt.encode({"alg": _ALGORITHM}, claims, OctKey.import_key(key))


class CallerVerifier:
    """Reads the caller header of a request."""

    def __init__(self, key: str, clock: Clock = utc_now) -> None:
        self._key = OctKey.import_key(key)
        self._clock = clock

    def verify(self, headers: Mapping[str, str]) -> Caller | None:
        """None for an anonymous request. Raises `Unauthenticated` for a header that is not the router's, or too old."""
        token = headers.get(CALLER_HEADER)
        if token is None:
            return None
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
            registry = jwt.JWTClaimsRegistry(
                now=int(self._clock().timestamp()),
                leeway=5,
                sub={"essential": True},
                exp={"essential": True},
                aud={"essential": True, "value": CALLER_AUDIENCE},
            )
            registry.validate(claims)
        except (JoseError, ValueError) as error:
            raise Unauthenticated(_NOT_VALID) from error
        return _caller_of(claims)


def _caller_of(claims: Mapping[str, object]) -> Caller:
    roles, scope = claims.get("roles", []), claims.get("scope", "")
    if not isinstance(roles, list) or not isinstance(scope, str):
        raise Unauthenticated(_NOT_VALID)
    return Caller(
        _id_in(claims["sub"]),
        frozenset(map(str, roles)),
        frozenset(scope.split()),
        session_id=_id_in(claims["sid"]) if "sid" in claims else None,
        impersonator_id=_impersonator_in(claims["act"]) if "act" in claims else None,
    )


def _impersonator_in(claim: object) -> UUID:
    """Of an `act` claim (RFC 8693). One that cannot be read must not pass for the person themselves."""
    return _id_in(claim.get("sub") if isinstance(claim, Mapping) else None)


def _id_in(claim: object) -> UUID:
    found = parse_id(claim) if isinstance(claim, str) else None
    if found is None:
        raise Unauthenticated(_NOT_VALID)
    return found
