"""Asking a provider who somebody is: a real one on this machine, honest or not."""

import asyncio
import json
from typing import Any

import pytest
from httpx2 import AsyncClient
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from starlette.responses import JSONResponse, PlainTextResponse, Response

from subgraphs.accounts.external_sign_in_settings import ExternalSignInSettings
from subgraphs.accounts.identity_providers.http import tls_context
from subgraphs.accounts.identity_providers.identity_provider import (
    IdentityIsNotProven,
    IdentityProvider,
    Journey,
    ProvenIdentity,
    ProviderIsUnavailable,
    Return,
)
from subgraphs.accounts.identity_providers.oidc import OidcClient, OidcProvider
from subgraphs.accounts.identity_providers.registry import make_providers
from tests.router.server.test_authentication import Clock
from tests.support.identity_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    EC_KEY,
    ED_KEY,
    RSA_KEY,
    STRANGE_KEY,
    LocalProvider,
    brought_back,
    local_provider,
    provider_host,
)

__all__ = ["local_provider", "provider_host"]

REDIRECT_URI = "http://localhost:4000/sign-in"
JOURNEY = Journey("the-state", "the-nonce", "v" * 64, REDIRECT_URI)
MIKA = ProvenIdentity("1001", "mika@example.com", True)


def oidc(local_provider: LocalProvider, **given: Any) -> OidcProvider:
    values: dict[str, Any] = {
        "issuer": local_provider.issuer,
        "client_id": CLIENT_ID,
        "client_secret": lambda: CLIENT_SECRET,
        "scopes": ("openid", "email"),
        "seconds": 5.0,
        **given,
    }
    return OidcProvider(OidcClient(**values))


async def go(provider: IdentityProvider, journey: Journey = JOURNEY) -> Return:
    """Be sent there, agree, come back."""
    async with AsyncClient(verify=tls_context()) as browser:
        answer = await browser.get(await provider.authorization_url(journey))
    returned = brought_back(answer.headers["location"])
    assert returned["state"] == journey.state
    return Return(returned["code"], returned.get("iss"))


async def identified(provider: IdentityProvider) -> ProvenIdentity:
    return await provider.identity(JOURNEY, await go(provider))


@pytest.mark.parametrize(
    ("key", "algorithm"), [(RSA_KEY, "RS256"), (RSA_KEY, "PS256"), (EC_KEY, "ES256"), (ED_KEY, "EdDSA")]
)
async def test_a_provider_says_who_came(local_provider: LocalProvider, key: Any, algorithm: str) -> None:
    local_provider.key, local_provider.algorithm = key, algorithm
    assert await identified(oidc(local_provider)) == MIKA


@pytest.mark.parametrize("methods", [None, ["client_secret_post"], ["client_secret_basic", "client_secret_post"]])
async def test_we_show_who_we_are_as_the_provider_wants_it(
    local_provider: LocalProvider, methods: list[str] | None
) -> None:
    local_provider.metadata["token_endpoint_auth_methods_supported"] = methods
    assert await identified(oidc(local_provider)) == MIKA
    assert local_provider.client_secrets == [CLIENT_SECRET]


async def test_addresses_and_keys_are_asked_for_once(local_provider: LocalProvider) -> None:
    provider = oidc(local_provider)
    for _ in range(3):
        await identified(provider)
    assert local_provider.asked.count("/.well-known/openid-configuration") == local_provider.asked.count("/keys") == 1


async def test_a_new_key_is_looked_for_once_in_a_while(local_provider: LocalProvider) -> None:
    clock = Clock(0)
    client = OidcClient(local_provider.issuer, CLIENT_ID, lambda: CLIENT_SECRET, ("openid",))
    provider = OidcProvider(client, monotonic=clock)
    local_provider.published = [RSA_KEY]
    await identified(provider)
    local_provider.key, local_provider.algorithm = EC_KEY, "ES256"
    with pytest.raises(IdentityIsNotProven):
        await identified(provider)
    local_provider.published = [EC_KEY]
    clock.now += 11
    assert await identified(provider) == MIKA
    assert local_provider.asked.count("/keys") == 2


async def test_an_address_may_stand_in_the_user_info(local_provider: LocalProvider) -> None:
    local_provider.claims = {"email": None, "email_verified": None}
    local_provider.user_info = {"sub": "1001", "email": "mika@example.com", "email_verified": True, "iss": "forged"}
    assert await identified(oidc(local_provider)) == MIKA
    local_provider.user_info["sub"] = "1002"
    with pytest.raises(IdentityIsNotProven, match="somebody else"):
        await identified(oidc(local_provider))


@pytest.mark.parametrize(
    ("said", "is_verified"), [(True, True), ("true", True), (False, False), ("false", False), (1, True), (None, False)]
)
async def test_an_address_is_verified_when_the_provider_says_so(
    local_provider: LocalProvider, said: object, is_verified: bool
) -> None:
    local_provider.claims = {"email_verified": said}
    assert (await identified(oidc(local_provider))).is_email_verified is is_verified
    assert (await identified(oidc(local_provider, trusts_email=False))).is_email_verified is False


HOSTILE: dict[str, dict[str, Any]] = {
    "another nonce": {"claims": {"nonce": "of another journey"}},
    "no nonce": {"claims": {"nonce": None}},
    "another audience": {"claims": {"aud": "somebody-else"}},
    "many audiences, and it is not ours": {"claims": {"aud": [CLIENT_ID, "other"], "azp": "other"}},
    "many audiences, and nobody's": {"claims": {"aud": [CLIENT_ID, "other"]}},
    "no audience": {"claims": {"aud": None}},
    "another issuer": {"claims": {"iss": "https://accounts.example.com"}},
    "no issuer": {"claims": {"iss": None}},
    "expired": {"claims": {"exp": 1_700_000_000}},
    "no expiry": {"claims": {"exp": None}},
    "issued tomorrow": {"claims": {"iat": 4_000_000_000}},
    "not valid yet": {"claims": {"nbf": 4_000_000_000}},
    "nobody": {"claims": {"sub": None}},
    "an empty name": {"claims": {"sub": ""}},
    "a number for a name": {"claims": {"sub": 1001}},
    "of another access token": {"claims": {"at_hash": "xxxxxxxxxxxxxxxxxxxxxx"}},
    "no signature": {"unsigned": True},
    "a key of nobody": {"key": STRANGE_KEY},
    "the client secret as a key": {"key": OctKey.import_key(CLIENT_SECRET, {"kid": "rsa"}), "algorithm": "HS256"},
    "the public key as a secret": {
        "key": OctKey.import_key(json.dumps(RSA_KEY.as_dict(private=False)), {"kid": "rsa"}),
        "algorithm": "HS256",
    },
}


@pytest.mark.parametrize("wrong", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_token_that_does_not_hold_proves_nothing(local_provider: LocalProvider, wrong: dict[str, Any]) -> None:
    for name, value in wrong.items():
        setattr(local_provider, name, value)
    with pytest.raises(IdentityIsNotProven):
        await identified(oidc(local_provider))


async def test_a_code_counts_once_and_for_its_journey_only(local_provider: LocalProvider) -> None:
    provider = oidc(local_provider)
    returned = await go(provider)
    await provider.identity(JOURNEY, returned)
    with pytest.raises(IdentityIsNotProven, match="invalid_grant"):
        await provider.identity(JOURNEY, returned)
    for other in (
        Journey("the-state", "the-nonce", "w" * 64, REDIRECT_URI),
        Journey("the-state", "the-nonce", "v" * 64, "http://localhost:4000/elsewhere"),
        Journey("the-state", "another-nonce", "v" * 64, REDIRECT_URI),
    ):
        with pytest.raises(IdentityIsNotProven):
            await provider.identity(other, await go(provider))
    with pytest.raises(IdentityIsNotProven):
        await provider.identity(JOURNEY, Return("猫 & code=x"))


async def test_a_wrong_client_secret_is_no_proof(local_provider: LocalProvider) -> None:
    with pytest.raises(IdentityIsNotProven, match="invalid_client"):
        await identified(oidc(local_provider, client_secret=lambda: "wrong"))


async def test_who_brings_back_a_code_of_another_provider_is_refused(local_provider: LocalProvider) -> None:
    local_provider.tells_issuer = True
    provider = oidc(local_provider)
    returned = await go(provider)
    assert returned.issuer == local_provider.issuer
    for mixed_up in (Return(returned.code, "https://accounts.example.com"), Return(returned.code)):
        with pytest.raises(IdentityIsNotProven):
            await provider.identity(JOURNEY, mixed_up)
    assert "/token" not in local_provider.asked
    assert await provider.identity(JOURNEY, returned) == MIKA


UNUSABLE: dict[str, dict[str, Any]] = {
    "of another issuer": {"issuer": "https://accounts.example.com"},
    "without an address": {"token_endpoint": None},
    "with a strange address": {"token_endpoint": "file:///etc/passwd"},
    "with a number for an address": {"jwks_uri": 5},
}


@pytest.mark.parametrize("metadata", UNUSABLE.values(), ids=UNUSABLE.keys())
async def test_metadata_that_cannot_be_used_sends_nobody_away(
    local_provider: LocalProvider, metadata: dict[str, Any]
) -> None:
    local_provider.metadata = metadata
    with pytest.raises(ProviderIsUnavailable):
        await oidc(local_provider).authorization_url(JOURNEY)


GARBAGE: dict[str, Response] = {
    "a page": PlainTextResponse("<html>Hello</html>"),
    "an error": JSONResponse({}, 500),
    "a gateway": PlainTextResponse("bad gateway", 502),
    "a list": JSONResponse([1]),
    "too much": PlainTextResponse('"' + "x" * 1_100_000 + '"'),
    "a redirect": PlainTextResponse("", 302, {"location": "http://127.0.0.1:1/"}),
}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys", "/userinfo"])
@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
async def test_garbage_is_a_provider_that_is_unavailable(
    local_provider: LocalProvider, path: str, garbage: Response
) -> None:
    local_provider.claims = {"email": None}
    local_provider.answer = lambda asked: garbage if asked == path else None
    with pytest.raises((ProviderIsUnavailable, IdentityIsNotProven)):
        await identified(oidc(local_provider))


async def test_keys_that_are_none_prove_nothing(local_provider: LocalProvider) -> None:
    local_provider.answer = lambda path: JSONResponse({"keys": [{"kty": "猫"}]}) if path == "/keys" else None
    with pytest.raises(ProviderIsUnavailable):
        await identified(oidc(local_provider))


async def test_a_provider_that_is_not_there_is_unavailable(local_provider: LocalProvider) -> None:
    with pytest.raises(ProviderIsUnavailable):
        await oidc(local_provider, issuer="http://127.0.0.1:1").authorization_url(JOURNEY)


async def test_a_provider_that_hangs_is_given_up() -> None:
    never = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await never.wait()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    provider = oidc(LocalProvider(issuer=f"http://{host}:{port}"), seconds=0.05)
    with pytest.raises(ProviderIsUnavailable):
        await provider.authorization_url(JOURNEY)
    never.set()
    server.close()
    await server.wait_closed()


async def test_apple_is_shown_a_token_of_ours_and_answers_with_a_form(local_provider: LocalProvider) -> None:
    key = ECKey.generate_key("P-256")
    settings = ExternalSignInSettings.model_validate(
        {
            "identity_providers": {
                "apple": {
                    "kind": "apple",
                    "name": "Apple",
                    "client_id": CLIENT_ID,
                    "team_id": "TEAM123456",
                    "key_id": "KEY1234567",
                    "private_key": key.as_pem(private=True).decode(),
                    "issuer": local_provider.issuer,
                }
            }
        }
    )
    provider = make_providers(settings)["apple"].provider
    assert provider.posts_back
    local_provider.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    local_provider.claims = {"email_verified": "true"}
    async with AsyncClient(verify=tls_context()) as browser:
        form = (await browser.get(await provider.authorization_url(JOURNEY))).json()
    assert form["action"] == REDIRECT_URI
    assert await provider.identity(JOURNEY, Return(form["fields"]["code"])) == MIKA
    secret = jwt.decode(local_provider.client_secrets[0], key, algorithms=["ES256"])
    assert secret.header["kid"] == "KEY1234567"
    assert (secret.claims["iss"], secret.claims["sub"], secret.claims["aud"]) == (
        "TEAM123456",
        CLIENT_ID,
        local_provider.issuer,
    )
    assert secret.claims["exp"] - secret.claims["iat"] == 300


GITHUB_EMAILS = [
    {"email": "old@example.com", "primary": False, "verified": True},
    {"email": "mika@example.com", "primary": True, "verified": True},
]


def github(local_provider: LocalProvider) -> IdentityProvider:
    given = {"kind": "github", "name": "GitHub", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    urls = {"url": local_provider.issuer, "api_url": local_provider.issuer}
    settings = ExternalSignInSettings.model_validate({"identity_providers": {"github": {**given, **urls}}})
    return make_providers(settings)["github"].provider


async def test_github_is_asked_for_the_person_and_their_addresses(local_provider: LocalProvider) -> None:
    local_provider.user_info, local_provider.emails = {"id": 583231, "login": "mika", "name": None}, GITHUB_EMAILS
    assert await identified(github(local_provider)) == ProvenIdentity("583231", "mika@example.com", True, "mika")


@pytest.mark.parametrize(
    "emails",
    [
        [],
        {"message": "Not Found"},
        ["mika@example.com"],
        [{"email": "mika@example.com", "primary": True, "verified": False}],
        [{"email": "mika@example.com", "primary": True, "verified": "yes"}],
        [{"email": 5, "primary": True, "verified": True}],
    ],
)
async def test_an_address_that_github_does_not_vouch_for_is_none(local_provider: LocalProvider, emails: Any) -> None:
    local_provider.user_info, local_provider.emails = {"id": 1, "login": "mika"}, emails
    assert await identified(github(local_provider)) == ProvenIdentity("1", None, False, "mika")


@pytest.mark.parametrize("user", [{}, {"id": "1"}, {"id": True}, {"id": None}])
async def test_github_must_name_somebody(local_provider: LocalProvider, user: dict[str, Any]) -> None:
    local_provider.user_info, local_provider.emails = user, []
    with pytest.raises(IdentityIsNotProven):
        await identified(github(local_provider))


async def test_github_refuses_a_code_with_a_status_of_success(local_provider: LocalProvider) -> None:
    local_provider.user_info, local_provider.emails = {"id": 1}, []
    with pytest.raises(IdentityIsNotProven, match="invalid_grant"):
        await github(local_provider).identity(JOURNEY, Return("nonsense"))
    with pytest.raises(IdentityIsNotProven):
        await github(local_provider).identity(JOURNEY, Return("code", "https://accounts.example.com"))
