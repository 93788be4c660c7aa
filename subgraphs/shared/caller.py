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


@dataclass(frozen=True, slots=True)
class Caller:
    """A person the router has identified."""

    user_id: UUID
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()


def sign_caller(caller: Caller, key: str, now: datetime, lifetime: timedelta = timedelta(minutes=1)) -> str:
    """The header's value. The router signs its own; tests and tools use this one."""
    claims = {
        "sub": str(caller.user_id),
        "roles": sorted(caller.roles),
        "scope": " ".join(sorted(caller.scopes)),
        "aud": CALLER_AUDIENCE,
        "exp": int((now + lifetime).timestamp()),
    }
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
            raise Unauthenticated("The caller header is not valid.") from error
        return _caller_of(claims)


def _caller_of(claims: Mapping[str, object]) -> Caller:
    user_id = parse_id(str(claims["sub"]))
    roles, scope = claims.get("roles", []), claims.get("scope", "")
    if user_id is None or not isinstance(roles, list) or not isinstance(scope, str):
        raise Unauthenticated("The caller header is not valid.")
    return Caller(user_id, frozenset(map(str, roles)), frozenset(scope.split()))
