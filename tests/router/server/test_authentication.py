import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, OKPKey
from starlette.types import ASGIApp

from router.server.app import create_app
from router.server.authentication import (
    CALLER_HEADER,
    Caller,
    CallerSigner,
    TokenIssuer,
    TokenVerifier,
    Unauthenticated,
)
from router.server.credentials import TokenAuthenticator
from router.server.key_sources import FixedKeys, KeyFile, KeysUnavailable, KeyUrl
from router.settings import AuthenticationSettings, HeaderSettings, JwksSettings, RouterSettings
from tests.router.server.conftest import StartRouter
from tests.router.server.example import REVIEWS, Shelf, example_supergraph
from tests.router.server.raw_http import post
from tests.router.server.test_websocket import connected

NOW = 1_800_000_000
CALLER_KEY = "a key that router and subgraphs share"
KEY = OKPKey.generate_key("Ed25519", {"kid": "one"})
CLAIMS = {"sub": "user-1", "iss": "https://id.example", "aud": "kumiki", "exp": NOW + 600, "roles": ["USER"]}


class Clock:
    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def make_token(key: OKPKey | OctKey = KEY, algorithm: str = "Ed25519", kid: str = "one", **claims: Any) -> str:
    merged = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    return jwt.encode({"alg": algorithm, "kid": kid}, merged, key, algorithms=[algorithm])


def make_authenticator(clock: Clock | None = None, **issuer: Any) -> TokenAuthenticator:
    expected = {"keys": FixedKeys(KeySet([KEY])), "issuer": "https://id.example", "audience": "kumiki", **issuer}
    clock = clock or Clock()
    return TokenAuthenticator(TokenVerifier([TokenIssuer(**expected)], CallerSigner(CALLER_KEY, clock), clock))


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def claims_of(headers: Mapping[str, str]) -> dict[str, Any]:
    return jwt.decode(headers[CALLER_HEADER], OctKey.import_key(CALLER_KEY.encode()), algorithms=["HS256"]).claims


async def test_a_valid_token_names_the_caller() -> None:
    caller = await make_authenticator().authenticate(bearer(make_token(scope="read write")))
    assert caller == Caller("user-1", ("USER",), ("read", "write"), NOW + 610)


async def test_claims_that_are_named_travel_on_as_they_are() -> None:
    expected = TokenIssuer(FixedKeys(KeySet([KEY])))
    verifier = TokenVerifier([expected], CallerSigner(CALLER_KEY, Clock()), Clock(), forward_claims=["sid", "act"])
    token = make_token(sid="session-1", act={"sub": "admin-1"}, jti="token-1")
    caller = await TokenAuthenticator(verifier).authenticate(bearer(token))
    assert caller is not None and caller.actor == "admin-1"
    passed_on = claims_of(caller.forward())
    assert (passed_on["sid"], passed_on["act"], passed_on["sub"]) == ("session-1", {"sub": "admin-1"}, "user-1")
    assert "jti" not in passed_on


async def test_callers_of_different_sessions_have_headers_of_their_own() -> None:
    expected = TokenIssuer(FixedKeys(KeySet([KEY])))
    verifier = TokenVerifier([expected], CallerSigner(CALLER_KEY, Clock()), Clock(), forward_claims=["sid"])
    callers = [await verifier.verify(make_token(sid=sid)) for sid in ("session-1", "session-2", None)]
    assert [claims_of(caller.forward()).get("sid") for caller in callers] == ["session-1", "session-2", None]


@pytest.mark.parametrize("name", ["sub", "roles", "scope", "exp", "aud", "iat"])
def test_what_the_caller_header_says_itself_cannot_be_forwarded(name: str) -> None:
    with pytest.raises(ValueError, match=f"says {name} itself"):
        AuthenticationSettings(forward_claims=(name,))


async def test_without_credentials_nobody_calls() -> None:
    assert await make_authenticator().authenticate({}) is None


async def test_the_scheme_may_have_any_letter_case() -> None:
    caller = await make_authenticator().authenticate({"authorization": f"bearer {make_token()}"})
    assert caller is not None


async def test_the_older_name_of_the_algorithm_is_accepted() -> None:
    signed = make_token().split(".")
    # The library warns when it signs under the older name, so the test takes the signature of a token that says it.
    header = {"alg": "EdDSA", "kid": "one"}
    with pytest.warns(Warning, match="EdDSA is deprecated"):
        token = jwt.encode(header, CLAIMS, KEY, algorithms=["EdDSA"])
    assert token.split(".")[0] != signed[0]
    assert await make_authenticator().authenticate(bearer(token)) is not None


OTHER_KEY = OKPKey.generate_key("Ed25519", {"kid": "one"})
PUBLIC_AS_SECRET = OctKey.import_key(json.dumps(KEY.as_dict(private=False)).encode())

BAD_CREDENTIALS = {
    "expired": f"Bearer {make_token(exp=NOW - 60)}",
    "no expiry": f"Bearer {make_token(exp=None)}",
    "not yet valid": f"Bearer {make_token(nbf=NOW + 60)}",
    "no subject": f"Bearer {make_token(sub=None)}",
    "a subject that is a number": f"Bearer {make_token(sub=1)}",
    "another issuer": f"Bearer {make_token(iss='https://other.example')}",
    "no issuer": f"Bearer {make_token(iss=None)}",
    "another audience": f"Bearer {make_token(aud='other')}",
    "another key": f"Bearer {make_token(OTHER_KEY)}",
    "an unknown key id": f"Bearer {make_token(OTHER_KEY, kid='two')}",
    "the public key as a secret": f"Bearer {make_token(PUBLIC_AS_SECRET, 'HS256')}",
    "no signature": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c2VyLTEifQ.",
    "a token with a changed claim": "Bearer "
    + ".".join([make_token().split(".")[0], make_token(sub="user-2").split(".")[1], make_token().split(".")[2]]),
    "no token at all": "Bearer nonsense",
    "not ASCII": "Bearer 猫.猫.猫",
    "no scheme": make_token(),
    "another scheme": "Basic dXNlcjpwYXNz",
    "an empty token": "Bearer ",
    "an endless token": "Bearer " + "x" * 20_000,
}


@pytest.mark.parametrize("authorization", BAD_CREDENTIALS.values(), ids=BAD_CREDENTIALS.keys())
async def test_credentials_that_do_not_hold_are_refused(authorization: str) -> None:
    with pytest.raises(Unauthenticated):
        await make_authenticator().authenticate({"authorization": authorization})


async def test_a_little_clock_difference_is_forgiven() -> None:
    caller = await make_authenticator(leeway=10).authenticate(bearer(make_token(exp=NOW - 5)))
    assert caller is not None


async def test_a_remembered_token_still_expires() -> None:
    clock = Clock()
    authenticator = make_authenticator(clock, leeway=0)
    token = bearer(make_token(exp=NOW + 5))
    assert await authenticator.authenticate(token) is not None
    clock.now += 6
    with pytest.raises(Unauthenticated):
        await authenticator.authenticate(token)


async def test_the_caller_header_says_what_subgraphs_check() -> None:
    caller = await make_authenticator().authenticate(bearer(make_token(scope="read")))
    assert caller is not None
    assert claims_of(caller.forward()) == {
        "sub": "user-1",
        "roles": ["USER"],
        "scope": "read",
        "iat": NOW,
        "exp": NOW + 60,
        "aud": "kumiki-subgraphs",
    }


async def test_the_caller_header_is_kept_for_a_while_and_then_signed_anew() -> None:
    clock = Clock()
    caller = await make_authenticator(clock).authenticate(bearer(make_token()))
    assert caller is not None
    first = caller.forward()
    clock.now += 10
    assert caller.forward() == first
    clock.now += 15
    assert claims_of(caller.forward())["exp"] == NOW + 85


async def test_keys_in_a_file_are_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(KeySet([OTHER_KEY]).as_dict(private=False)))
    authenticator = make_authenticator(keys=KeyFile(path))
    with pytest.raises(Unauthenticated):
        await authenticator.authenticate(bearer(make_token()))
    path.write_text(json.dumps(KeySet([KEY, OTHER_KEY]).as_dict(private=False)))
    assert await authenticator.authenticate(bearer(make_token())) is not None


async def test_a_broken_key_file_leaves_the_keys_that_were_read(tmp_path: Path) -> None:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(KeySet([KEY]).as_dict(private=False)))
    keys = KeyFile(path)
    first = await keys.keys()
    path.write_text("{")
    assert await keys.keys() is first


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"keys": 1}', '{"keys": [{"kty": "none"}]}'])
async def test_a_file_that_is_no_key_set_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "jwks.json"
    path.write_text(content)
    with pytest.raises(KeysUnavailable):
        await KeyFile(path).keys()


class Issuer:
    """Answers for a key set's URL, and counts."""

    def __init__(self, *keys: OKPKey) -> None:
        self.key_set = KeySet(list(keys))
        self.asked = 0
        self.is_down = False

    def __call__(self, url: str) -> bytes:
        self.asked += 1
        if self.is_down:
            raise OSError("connection refused")
        return json.dumps(self.key_set.as_dict(private=False)).encode()


async def test_keys_of_a_url_are_fetched_once_until_they_age() -> None:
    clock, issuer = Clock(), Issuer(KEY)
    keys = KeyUrl("https://id.example/jwks", 300, issuer, clock)
    await keys.keys()
    await keys.keys()
    assert issuer.asked == 1
    clock.now += 301
    await keys.keys()
    assert issuer.asked == 2


async def test_an_unknown_key_id_fetches_keys_anew_but_not_at_every_token() -> None:
    clock, issuer = Clock(), Issuer(OTHER_KEY)
    authenticator = make_authenticator(clock, keys=KeyUrl("https://id.example/jwks", 300, issuer, clock))
    rotated = OKPKey.generate_key("Ed25519", {"kid": "two"})
    token = bearer(make_token(rotated, kid="two"))
    for _ in range(3):
        with pytest.raises(Unauthenticated):
            await authenticator.authenticate(token)
    assert issuer.asked == 1
    issuer.key_set = KeySet([OTHER_KEY, rotated])
    clock.now += 11
    assert await authenticator.authenticate(token) is not None
    assert issuer.asked == 2


async def test_an_issuer_that_is_down_leaves_its_last_keys() -> None:
    clock, issuer = Clock(), Issuer(KEY)
    keys = KeyUrl("https://id.example/jwks", 300, issuer, clock)
    first = await keys.keys()
    issuer.is_down = True
    clock.now += 301
    assert await keys.keys() is first


def make_app(shelf: Shelf, tmp_path: Path, **settings: Any) -> ASGIApp:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(KeySet([KEY]).as_dict(private=False)))
    return create_app(example_supergraph(), RouterSettings(**make_settings(path), **settings), shelf.clients())


def make_settings(path: Path) -> dict[str, Any]:
    return {"authentication": AuthenticationSettings(jwks=(JwksSettings(file=path),), caller_key=CALLER_KEY)}


CALLER_QUERY = {"query": "{ caller }"}
LASTING = 4_000_000_000


async def test_a_subgraph_is_told_who_calls(shelf: Shelf, tmp_path: Path) -> None:
    answer = await post(make_app(shelf, tmp_path), CALLER_QUERY, authorization=f"Bearer {make_token(exp=LASTING)}")
    assert claims_of({CALLER_HEADER: answer.json["data"]["caller"]})["sub"] == "user-1"


async def test_a_client_cannot_send_the_caller_header_itself(shelf: Shelf, tmp_path: Path) -> None:
    answer = await post(make_app(shelf, tmp_path), CALLER_QUERY, kumiki_caller="forged")
    assert answer.json == {"data": {"caller": None}}


async def test_a_bad_token_is_a_401_and_calls_no_subgraph(shelf: Shelf, tmp_path: Path) -> None:
    answer = await post(make_app(shelf, tmp_path), CALLER_QUERY, authorization="Bearer nonsense")
    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert shelf.requests == []


async def test_a_missing_key_set_is_a_503(shelf: Shelf, tmp_path: Path) -> None:
    settings = RouterSettings(**make_settings(tmp_path / "missing.json"))
    app = create_app(example_supergraph(), settings, shelf.clients())
    answer = await post(app, CALLER_QUERY, authorization=f"Bearer {make_token(exp=LASTING)}")
    assert (answer.status, answer.codes) == (503, ["AUTHENTICATION_UNAVAILABLE"])


async def test_only_listed_headers_are_passed_on(shelf: Shelf, tmp_path: Path) -> None:
    app = make_app(shelf, tmp_path, headers=HeaderSettings(propagate=("Accept-Language",)))
    await post(app, CALLER_QUERY, accept_language="ja", cookie="secret=1")
    (request,) = shelf.requests
    assert dict(request.headers).keys() == {"accept-language", "x-request-id", "x-correlation-id"}
    assert request.headers["accept-language"] == "ja"


@pytest.mark.parametrize("name", ["authorization", "Authorization", "AUTHORIZATION"])
async def test_connection_parameters_carry_the_token(
    start_router: StartRouter, shelf: Shelf, tmp_path: Path, name: str
) -> None:
    make_app(shelf, tmp_path)
    port = await start_router(RouterSettings(**make_settings(tmp_path / "jwks.json")))
    async with connected(port) as client:
        await client.send(type="connection_init", payload={name: f"Bearer {make_token(exp=LASTING)}"})
        assert await client.receive() == {"type": "connection_ack"}
        await client.subscribe("q", CALLER_QUERY)
        caller = (await client.receive())["payload"]["data"]["caller"]
    assert claims_of({CALLER_HEADER: caller})["sub"] == "user-1"


async def test_a_bad_token_in_connection_parameters_closes_the_socket(
    start_router: StartRouter, shelf: Shelf, tmp_path: Path
) -> None:
    make_app(shelf, tmp_path)
    port = await start_router(RouterSettings(**make_settings(tmp_path / "jwks.json")))
    async with connected(port) as client:
        await client.send(type="connection_init", payload={"authorization": "Bearer nonsense"})
        assert await client.closing() == (4403, "Forbidden")


async def test_a_long_subscription_signs_the_caller_header_anew(start_router: StartRouter, shelf: Shelf) -> None:
    clock = Clock()
    port = await start_router(authenticator=make_authenticator(clock))
    async with connected(port) as client:
        await client.send(type="connection_init", payload={"authorization": f"Bearer {make_token(exp=NOW + 9_000)}"})
        assert await client.receive() == {"type": "connection_ack"}
        await client.subscribe("s", {"query": "subscription { renamed { stars } }"})
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
        for elapsed in (0, 100, 1000):
            clock.now = NOW + elapsed
            shelf.rename("1", f"after {elapsed}")
            await client.receive()
    signed = [claims_of(request.headers)["iat"] for request in shelf.requests if request.subgraph == REVIEWS]
    assert signed == [NOW, NOW + 100, NOW + 1000]
