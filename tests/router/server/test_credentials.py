"""API keys, tokens in cookies, and what happens when credentials end while something is open."""

import asyncio
import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any

import pytest
from joserfc.jwk import KeySet

from router.errors import OperationError
from router.server.authentication import Authenticator, Caller, TokenIssuer, TokenVerifier, Unauthenticated
from router.server.configured_authenticator import configured_authenticator
from router.server.credentials import CsrfPrevented, TokenAuthenticator
from router.server.key_sources import FixedKeys
from router.settings import ApiKeySettings, AuthenticationSettings, RouterSettings, TokenSettings
from tests.router.server.conftest import StartRouter
from tests.router.server.example import Shelf
from tests.router.server.raw_http import post, request_bytes
from tests.router.server.test_authentication import KEY, NOW, Clock, make_token
from tests.router.server.test_websocket import connected

KEY_OF_IMPORTER = "kk_live_1f6b0c52d1"
API_KEY = ApiKeySettings(
    subject="importer", sha256=hashlib.sha256(KEY_OF_IMPORTER.encode()).hexdigest(), scopes=("content:write",)
)


def settings(**given: Any) -> Authenticator:
    authenticator = configured_authenticator(AuthenticationSettings(**given))
    assert authenticator is not None
    return authenticator


def with_cookie(**given: Any) -> TokenAuthenticator:
    issuer = TokenIssuer(FixedKeys(KeySet([KEY])))
    return TokenAuthenticator(TokenVerifier([issuer], clock=Clock()), TokenSettings(cookie="session", **given))


async def test_an_api_key_names_its_server() -> None:
    caller = await settings(api_keys=(API_KEY,)).authenticate({"x-api-key": KEY_OF_IMPORTER})
    assert caller == Caller("importer", (), ("content:write",))


@pytest.mark.parametrize("key", ["", "kk_live_1f6b0c52d", "猫", hashlib.sha256(KEY_OF_IMPORTER.encode()).hexdigest()])
async def test_an_api_key_that_nobody_gave_out_is_refused(key: str) -> None:
    with pytest.raises(Unauthenticated, match="not valid"):
        await settings(api_keys=(API_KEY,)).authenticate({"x-api-key": key})


async def test_an_api_key_may_stand_in_another_header() -> None:
    authenticator = settings(api_keys=(API_KEY,), api_key_header="X-Service-Key")
    assert await authenticator.authenticate({"x-service-key": KEY_OF_IMPORTER}) is not None
    assert await authenticator.authenticate({"x-api-key": KEY_OF_IMPORTER}) is None


def test_settings_hold_a_hash_of_the_key_and_never_show_it() -> None:
    assert API_KEY.sha256.get_secret_value() not in repr(API_KEY)
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        ApiKeySettings(subject="importer", sha256=KEY_OF_IMPORTER)


async def test_nobody_passes_without_credentials_where_they_are_required() -> None:
    authenticator = settings(api_keys=(API_KEY,), required=True)
    with pytest.raises(Unauthenticated, match="Sign in first"):
        await authenticator.authenticate({})
    assert await authenticator.authenticate({"x-api-key": KEY_OF_IMPORTER}) is not None


@pytest.mark.parametrize("proof", ["x-csrf-protection", "sec-websocket-key"])
async def test_a_token_in_a_cookie_needs_what_a_page_of_another_origin_cannot_send(proof: str) -> None:
    headers = {"cookie": f"theme=dark; session={make_token()}"}
    with pytest.raises(CsrfPrevented, match="x-csrf-protection"):
        await with_cookie().authenticate(headers)
    caller = await with_cookie().authenticate({**headers, proof: "1"})
    assert caller is not None
    assert caller.subject == "user-1"


async def test_the_header_wins_over_the_cookie() -> None:
    headers = {"cookie": "session=old", "authorization": f"Bearer {make_token(sub='user-2')}"}
    caller = await with_cookie().authenticate(headers)
    assert caller is not None
    assert caller.subject == "user-2"


@pytest.mark.parametrize("cookie", ["", "theme=dark", "=;=", "sessions=1"])
async def test_other_cookies_sign_nobody_in(cookie: str) -> None:
    assert await with_cookie().authenticate({"cookie": cookie}) is None


async def test_a_cookie_with_a_token_that_does_not_hold_is_refused() -> None:
    with pytest.raises(Unauthenticated):
        await with_cookie().authenticate({"cookie": "session=nonsense", "x-csrf-protection": "1"})


async def test_a_token_may_stand_in_another_header_without_a_scheme() -> None:
    issuer = TokenIssuer(FixedKeys(KeySet([KEY])))
    where = TokenSettings(header="X-Token", scheme="")
    authenticator = TokenAuthenticator(TokenVerifier([issuer], clock=Clock()), where)
    assert await authenticator.authenticate({"x-token": make_token()}) is not None
    assert await authenticator.authenticate({"authorization": f"Bearer {make_token()}"}) is None


async def test_scopes_and_roles_are_read_from_the_claims_that_are_set() -> None:
    issuer = TokenIssuer(FixedKeys(KeySet([KEY])))
    verifier = TokenVerifier([issuer], clock=Clock(), scope_claims=("permissions",), roles_claim="groups")
    caller = await verifier.verify(make_token(permissions=["a", "b"], groups="admin", scope="c"))
    assert (caller.scopes, caller.roles) == (("a", "b"), ("admin",))


async def test_scopes_of_both_usual_claims_count() -> None:
    issuer = TokenIssuer(FixedKeys(KeySet([KEY])))
    caller = await TokenVerifier([issuer], clock=Clock()).verify(make_token(scope="a b", scp=["c"]))
    assert caller.scopes == ("a", "b", "c")


class ForAMoment:
    """Everybody is known, and only for so long."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def authenticate(self, headers: Mapping[str, str]) -> Caller | None:
        return Caller("user-1", expires_at=time.time() + self._seconds)


async def test_a_socket_is_closed_when_its_credentials_end(start_router: StartRouter, shelf: Shelf) -> None:
    port = await start_router(authenticator=ForAMoment(0.3))
    async with connected(port) as client:
        await client.send(type="connection_init")
        await client.receive()
        await client.subscribe("1", {"query": "subscription { renamed { title } }"})
        code, reason = await client.closing()
    assert (code, reason) == (4403, "The credentials have expired")
    await asyncio.wait_for(shelf.unsubscribed.wait(), 5)


async def test_an_event_stream_ends_with_an_error_when_its_credentials_end(
    start_router: StartRouter, shelf: Shelf
) -> None:
    port = await start_router(RouterSettings(), authenticator=ForAMoment(0.3))
    body = json.dumps({"query": "subscription { renamed { title } }"}).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    headers = {"content-type": "application/json", "accept": "text/event-stream"}
    writer.write(request_bytes("POST", "/graphql", headers, body))
    answer = (await asyncio.wait_for(reader.read(), 5)).decode()
    writer.close()
    assert "UNAUTHENTICATED" in answer
    assert "event: complete" in answer
    await asyncio.wait_for(shelf.unsubscribed.wait(), 5)


async def test_a_request_by_cookie_alone_is_refused_with_its_reason(start_router: StartRouter) -> None:
    port = await start_router(authenticator=with_cookie())
    answer = await post(port, {"query": "{ __typename }"}, cookie=f"session={make_token()}")
    assert (answer.status, answer.codes) == (403, ["CSRF_PREVENTED"])
    with pytest.raises(OperationError):
        await with_cookie().authenticate({"cookie": f"session={make_token(exp=NOW - 100)}", "x-csrf-protection": "1"})
