"""What the router asks about keys (RFC 7662), and how it shows that it is the router."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from subgraphs.accounts.service.api_keys import ApiKeyPolicy, introspect_api_key
from subgraphs.shared.unit_of_work import Transactions

JWT_BEARER: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
INACTIVE: Final = {"active": False}
LONGEST_FORM: Final = 65_536


class IntrospectionClient:
    """Knows the router by what it signs with the key that both share (RFC 7523)."""

    def __init__(self, caller_key: str, client_id: str, audience: str) -> None:
        self._key = OctKey.import_key(caller_key)
        self._client_id = client_id
        self._audience = audience

    def has_signed(self, form: Mapping[str, str], now: datetime) -> bool:
        if form.get("client_assertion_type") != JWT_BEARER:
            return False
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=10,
            exp={"essential": True},
            aud={"essential": True, "value": self._audience},
            iss={"essential": True, "value": self._client_id},
            sub={"essential": True, "value": self._client_id},
        )
        try:
            registry.validate(jwt.decode(form.get("client_assertion", ""), self._key, algorithms=["HS256"]).claims)
        except (JoseError, ValueError, TypeError):
            return False
        return True


async def introspect(transactions: Transactions, token: str, policy: ApiKeyPolicy) -> Mapping[str, Any]:
    """The members of an answer. A token that is none says nothing more about itself."""
    claims = await introspect_api_key(transactions, token, policy)
    return INACTIVE if claims is None else {"active": True, "token_type": "Bearer", **claims}


def introspection_endpoint(
    transactions: Transactions, client: IntrospectionClient, policy: ApiKeyPolicy
) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        given = await read_form(request)
        if not client.has_signed(given, transactions.clock()):
            return JSONResponse({"error": "invalid_client"}, 401, headers={"cache-control": "no-store"})
        body = await introspect(transactions, given.get("token", ""), policy)
        return JSONResponse(dict(body), headers={"cache-control": "no-store"})

    return answer


async def read_form(request: Request) -> Mapping[str, str]:
    """Empty where there is no form, or one that is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace")))
