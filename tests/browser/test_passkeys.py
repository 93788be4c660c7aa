"""A real browser makes passkeys and answers with them, by the authenticator that its developers gave it for tests."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Error, Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.shared.caller import Caller
from tests.subgraphs.accounts.conftest import CHEAP, codes, register, signed_in
from tests.subgraphs.accounts.test_passkeys import ADD, BEGIN, PROVE, REQUEST, SIGN_IN, ask, passkeys_of
from tests.subgraphs.shared.served import served_app
from tests.support.subgraphs import SubgraphUnderTest, subgraph_under_test

pytestmark = pytest.mark.browser

CREATE = """async options => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return (await navigator.credentials.create({ publicKey })).toJSON();
}"""
GET = """async options => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return (await navigator.credentials.get({ publicKey })).toJSON();
}"""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Site:
    accounts: SubgraphUnderTest
    page: Page

    async def create(self, options: Json) -> Json:
        made: Json = await self.page.evaluate(CREATE, options)
        return made

    async def get(self, options: Json) -> Json:
        answer: Json = await self.page.evaluate(GET, options)
        return answer


async def blank(_request: Request) -> HTMLResponse:
    return HTMLResponse("<!doctype html><title>Kumiki</title>")


@pytest.fixture
async def site(browser: Browser, tmp_path: Path) -> AsyncIterator[Site]:
    page = await browser.new_page()
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    async with served_app(Starlette(routes=[Route("/", blank)])) as address:
        origin = f"http://localhost:{address.rpartition(':')[2]}"
        await page.goto(origin)
        async with subgraph_under_test(ACCOUNTS, tmp_path, passkey_origins=(origin,), **CHEAP) as accounts:
            yield Site(accounts, page)
    await page.close()


async def add(site: Site, caller: Caller) -> Json:
    options = (await ask(site.accounts, BEGIN, caller))["options"]
    return await ask(site.accounts, ADD, caller, credential=await site.create(options), name="Browser")


async def test_a_browser_signs_in_by_a_passkey_and_proves_who_it_is(site: Site) -> None:
    mika = signed_in(await register(site.accounts))
    assert codes(await add(site, mika)) == []
    for _ in range(2):
        options = (await ask(site.accounts, REQUEST, use="SIGN_IN"))["options"]
        payload = await ask(site.accounts, SIGN_IN, credential=await site.get(options))
        assert (payload["userErrors"], payload["user"]["handle"]) == ([], "mika")
    proof = (await ask(site.accounts, REQUEST, mika, use="PROOF"))["options"]
    assert codes(await ask(site.accounts, PROVE, mika, passkey=await site.get(proof))) == []
    (passkey,) = await passkeys_of(site.accounts, mika)
    assert passkey["lastUsedAt"] is not None and passkey["countedBackwardsAt"] is None
    options = (await ask(site.accounts, BEGIN, mika))["options"]
    with pytest.raises(Error, match="InvalidStateError"):  # this device has one already
        await site.create(options)
