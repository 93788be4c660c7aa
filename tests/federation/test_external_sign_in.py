"""To a provider and back, through the router and the platform's own address."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from httpx2 import AsyncClient
from joserfc.jwk import ECKey

from kumiki.settings import PlatformSettings
from subgraphs.accounts.identity_providers.http import tls_context
from tests.federation.mutating import mutate
from tests.federation.running import RunningPlatform, serve_in_process
from tests.router.server.raw_http import ask
from tests.support.identity_provider import CLIENT_ID, LocalProvider, brought_back, local_provider, provider_host

__all__ = ["local_provider", "provider_host"]

CLIENT_URI = "http://localhost:3000/welcome?from=apple"

COMPLETE = """
mutation ($input: CompleteExternalSignInInput!) {
  completeExternalSignIn(input: $input) {
    isNew user { email progress { level } } session { accessToken } userErrors { code }
  }
}
"""


@pytest.fixture
async def platform(
    home: Path, local_provider: LocalProvider, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[RunningPlatform]:
    apple = {
        "kind": "apple",
        "name": "Apple",
        "client_id": CLIENT_ID,
        "issuer": local_provider.issuer,
        "team_id": "T",
        "key_id": "K",
        "private_key": ECKey.generate_key("P-256").as_pem(private=True).decode(),
    }
    local_provider.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    monkeypatch.setenv("KUMIKI_IDENTITY_PROVIDERS", json.dumps({"apple": apple}))
    monkeypatch.setenv("KUMIKI_EXTERNAL_REDIRECT_URIS", json.dumps([CLIENT_URI]))
    monkeypatch.setenv("KUMIKI_EXTERNAL_CALLBACK_URL", "https://api.example.com/sign-in")
    async with serve_in_process(PlatformSettings(home=home)) as running:
        yield running


async def test_somebody_new_comes_in_by_a_provider_that_answers_with_a_form(platform: RunningPlatform) -> None:
    offered = await platform.client.data("{ identityProviders { key name } }")
    assert offered == {"identityProviders": [{"key": "apple", "name": "Apple"}]}
    begun = await mutate(
        platform.client,
        "beginExternalSignIn",
        {"provider": "apple", "redirectUri": CLIENT_URI},
        "authorizationUrl state secret userErrors { code }",
    )
    async with AsyncClient(verify=tls_context()) as browser:
        form = (await browser.get(begun["authorizationUrl"])).json()
    sent = {"content-type": "application/x-www-form-urlencoded"}
    body = urlencode(form["fields"]).encode()
    answer = await ask(platform.client.port, "POST", "/sign-in/apple", headers=sent, body=body)
    assert answer.status == 303
    returned = brought_back(answer.headers["location"])
    assert (returned.pop("from"), returned["state"]) == ("apple", begun["state"])
    variables = {"input": {**returned, "secret": begun["secret"]}}
    payload = (await platform.client.data(COMPLETE, variables))["completeExternalSignIn"]
    assert (payload["isNew"], payload["userErrors"]) == (True, [])
    assert payload["user"]["email"] == "mika@example.com"
