"""Signing in by an identity elsewhere: who is let into which account, and who is not."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient
from joserfc.jwk import ECKey
from sqlalchemy import select, update
from starlette.responses import JSONResponse

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.accounts.identity_providers.http import tls_context
from subgraphs.accounts.models.external_identities import ExternalIdentityRow, ExternalSignInRow
from subgraphs.accounts.models.users import UserRow
from subgraphs.shared.app import create_subgraph_app
from subgraphs.shared.caller import Caller
from subgraphs.shared.client import Client
from subgraphs.shared.ids import new_id
from tests.subgraphs.accounts.conftest import CHEAP, claims_of, codes, confirmed, register, signed_in
from tests.subgraphs.accounts.test_second_factors import enroll
from tests.support.authenticator import Authenticator
from tests.support.identity_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    LocalProvider,
    brought_back,
    local_provider,
    provider_host,
)
from tests.support.subgraphs import (
    MovableClock,
    SubgraphUnderTest,
    database_engines,
    subgraph_under_test,
    temporary_database,
)

__all__ = ["local_provider", "provider_host"]

CLIENT_URI = "http://localhost:4000/sign-in"

BEGIN = """
mutation ($provider: String!, $uri: String!, $use: ExternalUse!) {
  beginExternalSignIn(input: {provider: $provider, redirectUri: $uri, use: $use}) {
    authorizationUrl state secret expiresAt userErrors { code path }
  }
}
"""
COMPLETE = """
mutation ($input: CompleteExternalSignInInput!) {
  completeExternalSignIn(input: $input) {
    user { id handle email timeZone profile { displayName locale } } session { accessToken } challenge { kinds }
    isNew userErrors { code path }
  }
}
"""
LINK = """
mutation ($input: LinkExternalIdentityInput!) {
  linkExternalIdentity(input: $input) { externalIdentity { id provider label } userErrors { code } }
}
"""
UNLINK = """
mutation ($id: ID!) {
  unlinkExternalIdentity(input: {externalIdentityId: $id}) { externalIdentityId userErrors { code } }
}
"""
LIST = "{ viewer { externalIdentities { id provider label lastUsedAt } } }"


@pytest.fixture(params=database_engines())
async def accounts(
    request: pytest.FixtureRequest, tmp_path: Path, clock: MovableClock, local_provider: LocalProvider
) -> AsyncIterator[SubgraphUnderTest]:
    client = {"name": "Local", "client_id": CLIENT_ID}
    oidc = {**client, "kind": "oidc", "issuer": local_provider.issuer, "client_secret": CLIENT_SECRET}
    apple = {
        **client,
        "kind": "apple",
        "issuer": local_provider.issuer,
        "team_id": "T",
        "key_id": "K",
        "private_key": ECKey.generate_key("P-256").as_pem(private=True).decode(),
    }
    local_provider.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    async with (
        temporary_database(request.param, tmp_path, "accounts") as url,
        subgraph_under_test(
            ACCOUNTS,
            tmp_path,
            clock=clock,
            database_url=url,
            identity_providers={"local": oidc, "other": oidc, "apple": apple},
            external_callback_url="https://api.example.com/sign-in/",
            **CHEAP,
        ) as subgraph,
    ):
        yield subgraph


async def ask(
    accounts: SubgraphUnderTest, document: str, caller: Caller | None = None, **variables: Any
) -> dict[str, Any]:
    (payload,) = (await accounts.data(document, variables, caller=caller)).values()
    return dict(payload)


async def begin(
    accounts: SubgraphUnderTest,
    caller: Caller | None = None,
    use: str = "SIGN_IN",
    provider: str = "local",
    uri: str = CLIENT_URI,
) -> dict[str, Any]:
    return await ask(accounts, BEGIN, caller, provider=provider, uri=uri, use=use)


async def go(begun: dict[str, Any]) -> dict[str, Any]:
    """Be sent there, agree, come back: what the client then sends."""
    assert begun["userErrors"] == []
    async with AsyncClient(verify=tls_context()) as browser:
        answer = await browser.get(begun["authorizationUrl"])
    returned = brought_back(answer.headers["location"])
    assert returned["state"] == begun["state"]
    return {"code": returned["code"], "state": begun["state"], "secret": begun["secret"]}


async def complete(accounts: SubgraphUnderTest, brought: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return await ask(accounts, COMPLETE, input={**brought, **fields})


async def sign_in(accounts: SubgraphUnderTest, **fields: Any) -> dict[str, Any]:
    return await complete(accounts, await go(await begin(accounts)), **fields)


async def link(accounts: SubgraphUnderTest, caller: Caller) -> dict[str, Any]:
    return await ask(accounts, LINK, caller, input=await go(await begin(accounts, caller, "LINK")))


async def identities_of(accounts: SubgraphUnderTest, caller: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await ask(accounts, LIST, caller))["externalIdentities"]
    return found


async def test_the_sign_in_page_is_told_where_people_may_have_an_identity(accounts: SubgraphUnderTest) -> None:
    data = await accounts.data("{ identityProviders { key name } }")
    assert data["identityProviders"] == [{"key": key, "name": "Local"} for key in ("local", "other", "apple")]


async def test_somebody_new_gets_an_account(accounts: SubgraphUnderTest, local_provider: LocalProvider) -> None:
    local_provider.person["name"] = "Mika Häkkinen"
    payload = await sign_in(accounts, locale="fi", timeZone="Europe/Helsinki")
    assert (payload["isNew"], payload["userErrors"]) == (True, [])
    user = payload["user"]
    assert (user["handle"], user["email"], user["timeZone"]) == ("mika_hakkinen", "mika@example.com", "Europe/Helsinki")
    assert user["profile"] == {"displayName": "Mika Häkkinen", "locale": "fi"}
    again = await sign_in(accounts)
    assert (again["user"]["id"], again["isNew"]) == (user["id"], False)
    assert "UserRegistered" in [envelope.event_type for envelope in await accounts.announced()]


@pytest.mark.parametrize("name", [None, "美香", "Admin", "  ", "x" * 500, "Mi\u202eka"])
async def test_a_new_account_gets_a_handle_that_may_be_had(
    accounts: SubgraphUnderTest, local_provider: LocalProvider, name: str | None
) -> None:
    local_provider.person["name"] = name
    handles = []
    for number in range(2):
        local_provider.person |= {"sub": f"2{number}", "email": f"new{number}@example.com"}
        payload = await sign_in(accounts)
        assert payload["userErrors"] == []
        handles.append(payload["user"]["handle"])
    assert len(set(handles)) == 2 and "admin" not in handles


async def test_a_wrong_time_zone_is_told(accounts: SubgraphUnderTest) -> None:
    payload = await sign_in(accounts, timeZone="Mars/Olympus")
    assert payload["userErrors"] == [{"code": "TIME_ZONE_IS_UNKNOWN", "path": ["input", "timeZone"]}]


async def test_a_verified_address_finds_the_account_that_confirmed_it(
    accounts: SubgraphUnderTest, tmp_path: Path
) -> None:
    mika = signed_in(await confirmed(accounts, tmp_path))
    payload = await sign_in(accounts)
    assert (payload["user"]["id"], payload["isNew"]) == (str(mika.user_id), False)
    (identity,) = await identities_of(accounts, mika)
    assert (identity["provider"], identity["label"]) == ("local", "mika@example.com")


async def test_an_address_in_other_letters_is_the_same(
    accounts: SubgraphUnderTest, tmp_path: Path, local_provider: LocalProvider
) -> None:
    mika = signed_in(await confirmed(accounts, tmp_path))
    local_provider.person["email"] = "MIKA@Example.com"
    assert (await sign_in(accounts))["user"]["id"] == str(mika.user_id)


@pytest.mark.parametrize(
    "person",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email": None},
        {"email": "not an address", "email_verified": True},
        {"email": "a" * 300 + "@example.com", "email_verified": True},
    ],
)
async def test_an_address_that_nobody_vouches_for_opens_no_account_and_makes_none(
    accounts: SubgraphUnderTest, tmp_path: Path, local_provider: LocalProvider, person: dict[str, Any]
) -> None:
    mika = signed_in(await confirmed(accounts, tmp_path))
    local_provider.person |= person
    local_provider.user_info = {**local_provider.person}
    payload = await sign_in(accounts)
    assert codes(payload) == ["EXTERNAL_IDENTITY_IS_NOT_LINKED"] and payload["session"] is None
    assert await identities_of(accounts, mika) == []
    async with accounts.subgraph.database.read() as session:
        assert len((await session.scalars(select(UserRow))).all()) == 1


async def test_who_typed_somebodys_address_first_is_not_given_their_identity(accounts: SubgraphUnderTest) -> None:
    thief = signed_in(await register(accounts, "thief", email="mika@example.com"))
    payload = await sign_in(accounts)
    assert payload["isNew"] is True and payload["user"]["id"] != str(thief.user_id)
    assert await identities_of(accounts, thief) == []


async def test_an_account_from_before_addresses_were_confirmed_is_not_found_by_its_address(
    accounts: SubgraphUnderTest,
) -> None:
    await register(accounts)
    async with accounts.subgraph.transactions.begin() as work:
        await work.session.execute(update(UserRow).values(email_key="mika@example.com"))
    assert codes(await sign_in(accounts)) == ["EXTERNAL_IDENTITY_IS_NOT_LINKED"]


async def test_an_identity_stays_its_accounts_whatever_becomes_of_the_address(
    accounts: SubgraphUnderTest, local_provider: LocalProvider
) -> None:
    first = (await sign_in(accounts))["user"]
    local_provider.person |= {"email": "other@example.com", "email_verified": False}
    assert (await sign_in(accounts))["user"]["id"] == first["id"]
    local_provider.person |= {"sub": "1002", "email": "mika@example.com", "email_verified": True}
    second = (await sign_in(accounts))["user"]
    assert second["id"] == first["id"]  # the owner of a confirmed address, by another identity of theirs


async def test_one_name_at_two_providers_is_two_identities(accounts: SubgraphUnderTest) -> None:
    first = await sign_in(accounts)
    caller = signed_in(first)
    brought = await go(await begin(accounts, provider="other"))
    assert (await complete(accounts, brought))["user"]["id"] == first["user"]["id"]
    assert [each["provider"] for each in await identities_of(accounts, caller)] == ["other", "local"]


async def test_a_second_factor_is_asked_for_all_the_same(
    accounts: SubgraphUnderTest, tmp_path: Path, clock: MovableClock
) -> None:
    mika = signed_in(await confirmed(accounts, tmp_path))
    await enroll(accounts, clock, mika)
    payload = await sign_in(accounts)
    assert payload["user"] is None and payload["session"] is None
    assert "TOTP" in payload["challenge"]["kinds"]


async def test_a_journey_counts_once(accounts: SubgraphUnderTest) -> None:
    brought = await go(await begin(accounts))
    both = await asyncio.gather(*(complete(accounts, brought) for _ in range(2)))
    assert sorted(map(codes, both)) == [[], ["EXTERNAL_SIGN_IN_IS_NOT_VALID"]]
    assert codes(await complete(accounts, brought)) == ["EXTERNAL_SIGN_IN_IS_NOT_VALID"]


async def test_nobody_finishes_what_another_client_began(accounts: SubgraphUnderTest) -> None:
    begun, other = await begin(accounts), await begin(accounts)
    brought = await go(begun)
    for wrong in (
        {"secret": other["secret"]},
        {"secret": ""},
        {"state": other["state"]},
        {"state": "", "secret": ""},
        {"state": "猫\ud800".encode("utf-8", "replace").decode()},
    ):
        assert codes(await complete(accounts, {**brought, **wrong})) == ["EXTERNAL_SIGN_IN_IS_NOT_VALID"]
    assert codes(await complete(accounts, brought)) == []


async def test_who_comes_back_late_begins_again(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    brought = await go(await begin(accounts))
    clock.now += timedelta(minutes=10)
    assert codes(await complete(accounts, brought)) == ["EXTERNAL_SIGN_IN_IS_NOT_VALID"]


async def test_a_code_of_another_journey_opens_nothing(accounts: SubgraphUnderTest) -> None:
    mine, theirs = await go(await begin(accounts)), await go(await begin(accounts))
    payload = await complete(accounts, {**mine, "code": theirs["code"]})
    assert codes(payload) == ["EXTERNAL_SIGN_IN_IS_NOT_VALID"]


async def test_a_journey_to_one_provider_does_not_end_at_another(
    accounts: SubgraphUnderTest, local_provider: LocalProvider
) -> None:
    local_provider.tells_issuer = True
    begun = await begin(accounts)
    brought = await go(begun)
    assert codes(await complete(accounts, {**brought, "issuer": "https://accounts.example.com"})) == [
        "EXTERNAL_SIGN_IN_IS_NOT_VALID"
    ]


@pytest.mark.parametrize(
    "uri",
    ["http://localhost:4000/", "http://localhost:4000/sign-in/", "https://evil.example/sign-in", "javascript:alert(1)"],
)
async def test_people_are_sent_back_to_known_clients_only(accounts: SubgraphUnderTest, uri: str) -> None:
    assert codes(await begin(accounts, uri=uri)) == ["REDIRECT_URI_IS_NOT_ALLOWED"]


async def test_a_provider_that_there_is_not_is_refused(accounts: SubgraphUnderTest) -> None:
    assert codes(await begin(accounts, provider="nowhere")) == ["IDENTITY_PROVIDER_IS_UNKNOWN"]


async def test_a_provider_that_is_down_is_told_from_one_that_refuses(
    accounts: SubgraphUnderTest, local_provider: LocalProvider
) -> None:
    local_provider.answer = lambda _path: JSONResponse({}, 503)
    assert codes(await begin(accounts)) == ["IDENTITY_PROVIDER_IS_UNAVAILABLE"]
    local_provider.answer = lambda path: JSONResponse({}, 503) if path == "/token" else None
    assert codes(await sign_in(accounts)) == ["IDENTITY_PROVIDER_IS_UNAVAILABLE"]
    local_provider.answer = lambda _path: None
    local_provider.claims = {"aud": "somebody-else"}
    assert codes(await sign_in(accounts)) == ["EXTERNAL_SIGN_IN_IS_NOT_VALID"]


async def test_one_address_cannot_fill_the_table_of_journeys(accounts: SubgraphUnderTest) -> None:
    variables = {"provider": "local", "uri": CLIENT_URI, "use": "SIGN_IN"}
    here = Client("203.0.113.7")
    for _ in range(200):
        await accounts.data(BEGIN, variables, client=here)
    assert codes((await accounts.data(BEGIN, variables, client=here))["beginExternalSignIn"]) == ["TOO_MANY_ATTEMPTS"]


async def test_the_database_holds_nothing_that_finishes_a_journey(accounts: SubgraphUnderTest) -> None:
    begun = await begin(accounts)
    async with accounts.subgraph.database.read() as session:
        (row,) = (await session.scalars(select(ExternalSignInRow))).all()
    stored = str(row.model_dump())
    assert begun["state"] not in stored and begun["secret"] not in stored


async def test_somebody_signed_in_links_an_identity_whatever_its_address(
    accounts: SubgraphUnderTest, local_provider: LocalProvider, clock: MovableClock
) -> None:
    ren = signed_in(await register(accounts, "ren"))
    local_provider.person |= {"email": None, "name": "Ren at work"}
    local_provider.user_info = {"sub": "1001", "name": "Ren at work"}
    linked = await link(accounts, ren)
    assert linked["externalIdentity"]["label"] == "Ren at work"
    assert (await link(accounts, ren))["externalIdentity"] == linked["externalIdentity"]
    payload = await sign_in(accounts)
    assert payload["user"]["id"] == str(ren.user_id)
    (listed,) = await identities_of(accounts, ren)
    assert listed["lastUsedAt"] == clock.now.isoformat().replace("+00:00", "Z")


async def test_an_identity_has_one_account(accounts: SubgraphUnderTest) -> None:
    owner = signed_in(await sign_in(accounts))
    ren = signed_in(await register(accounts, "ren"))
    assert codes(await link(accounts, ren)) == ["EXTERNAL_IDENTITY_IS_TAKEN"]
    assert len(await identities_of(accounts, owner)) == 1


async def test_linking_asks_for_a_fresh_proof_and_a_session(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    ren = signed_in(await register(accounts, "ren"))
    for nobody, code in ((None, "UNAUTHENTICATED"), (replace(ren, session_id=None), "FORBIDDEN")):
        answer = await accounts.execute(BEGIN, {"provider": "local", "uri": CLIENT_URI, "use": "LINK"}, caller=nobody)
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    clock.now += timedelta(minutes=16)
    assert codes(await begin(accounts, ren, "LINK")) == ["REAUTHENTICATION_IS_NEEDED"]


async def test_a_journey_to_sign_in_does_not_link_and_one_to_link_does_not_sign_in(
    accounts: SubgraphUnderTest,
) -> None:
    ren, mika = signed_in(await register(accounts, "ren")), signed_in(await register(accounts))
    to_sign_in, to_link = await go(await begin(accounts)), await go(await begin(accounts, ren, "LINK"))
    assert codes(await ask(accounts, LINK, ren, input=to_sign_in)) == ["EXTERNAL_SIGN_IN_IS_NOT_VALID"]
    assert codes(await complete(accounts, to_link)) == ["EXTERNAL_SIGN_IN_IS_NOT_VALID"]
    of_ren = await go(await begin(accounts, ren, "LINK"))
    assert codes(await ask(accounts, LINK, mika, input=of_ren)) == ["EXTERNAL_SIGN_IN_IS_NOT_VALID"]


async def test_an_unlinked_identity_opens_nothing(accounts: SubgraphUnderTest, local_provider: LocalProvider) -> None:
    ren = signed_in(await register(accounts, "ren"))
    identity = (await link(accounts, ren))["externalIdentity"]["id"]
    assert (await ask(accounts, UNLINK, ren, id=identity))["externalIdentityId"] == identity
    assert await identities_of(accounts, ren) == []
    local_provider.person["email_verified"] = False
    assert codes(await sign_in(accounts)) == ["EXTERNAL_IDENTITY_IS_NOT_LINKED"]


async def test_the_last_way_in_stays(accounts: SubgraphUnderTest) -> None:
    caller = signed_in(await sign_in(accounts))
    (identity,) = await identities_of(accounts, caller)
    assert codes(await ask(accounts, UNLINK, caller, id=identity["id"])) == ["LAST_WAY_IN"]
    options = await ask(accounts, "mutation { beginAddingPasskey(input: {}) { options } }", caller)
    add = 'mutation ($c: JSON!) { addPasskey(input: {credential: $c, name: "x"}) { userErrors { code } } }'
    assert codes(await ask(accounts, add, caller, c=Authenticator().create(options["options"]))) == []
    assert codes(await ask(accounts, UNLINK, caller, id=identity["id"])) == []


async def test_an_identity_of_somebody_else_is_as_unknown_as_one_that_never_was(accounts: SubgraphUnderTest) -> None:
    owner = signed_in(await sign_in(accounts))
    (identity,) = await identities_of(accounts, owner)
    ren = signed_in(await register(accounts, "ren"))
    for unknown in (identity["id"], str(new_id()), "nonsense"):
        assert codes(await ask(accounts, UNLINK, ren, id=unknown)) == ["EXTERNAL_IDENTITY_IS_UNKNOWN"]
    query = f'{{ user(id: "{owner.user_id}") {{ handle externalIdentities {{ id }} }} }}'
    assert (await ask(accounts, query, ren))["externalIdentities"] is None


async def test_two_who_link_an_identity_at_once_do_not_both_have_it(accounts: SubgraphUnderTest) -> None:
    callers = [signed_in(await register(accounts, handle)) for handle in ("ren", "mika")]
    payloads = await asyncio.gather(*(link(accounts, caller) for caller in callers))
    assert sorted(map(codes, payloads)) == [[], ["EXTERNAL_IDENTITY_IS_TAKEN"]]
    async with accounts.subgraph.database.read() as session:
        assert len((await session.scalars(select(ExternalIdentityRow))).all()) == 1


async def form_of_apple(accounts: SubgraphUnderTest) -> tuple[dict[str, Any], dict[str, str]]:
    begun = await begin(accounts, provider="apple")
    async with AsyncClient(verify=tls_context()) as browser:
        form = (await browser.get(begun["authorizationUrl"])).json()
    assert form["action"] == "https://api.example.com/sign-in/apple"
    return begun, form["fields"]


async def post_form(accounts: SubgraphUnderTest, provider: str, fields: dict[str, str]) -> Any:
    app = create_subgraph_app(accounts.subgraph, accounts.messaging)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://accounts") as client:
        return await client.post(f"/sign-in/{provider}", data=fields)


async def test_a_form_is_sent_on_to_where_its_person_waits(accounts: SubgraphUnderTest) -> None:
    begun, fields = await form_of_apple(accounts)
    answer = await post_form(accounts, "apple", {**fields, "user": '{"name": {}}'})
    assert answer.status_code == 303 and answer.headers["location"].startswith(f"{CLIENT_URI}?")
    returned = brought_back(answer.headers["location"])
    assert returned == {"state": begun["state"], "code": fields["code"]}
    payload = await complete(accounts, {**returned, "secret": begun["secret"]})
    assert payload["userErrors"] == [] and claims_of(payload["session"]["accessToken"])["sub"] == payload["user"]["id"]


async def test_a_form_of_nobody_is_sent_nowhere(accounts: SubgraphUnderTest, clock: MovableClock) -> None:
    _, fields = await form_of_apple(accounts)
    assert (await post_form(accounts, "local", fields)).status_code == 400
    assert (await post_form(accounts, "nowhere", fields)).status_code == 400
    assert (await post_form(accounts, "apple", {**fields, "state": "invented"})).status_code == 400
    assert (await post_form(accounts, "apple", {})).status_code == 400
    clock.now += timedelta(minutes=10)
    assert (await post_form(accounts, "apple", fields)).status_code == 400


async def test_a_refusal_is_sent_on_too(accounts: SubgraphUnderTest) -> None:
    begun, _ = await form_of_apple(accounts)
    fields = {"state": begun["state"], "error": "user_cancelled_authorize", "evil": "x"}
    answer = await post_form(accounts, "apple", fields)
    returned = brought_back(answer.headers["location"])
    assert returned == {"state": begun["state"], "error": "user_cancelled_authorize"}


async def test_a_provider_that_answers_with_forms_needs_an_address_for_them(
    tmp_path: Path, clock: MovableClock
) -> None:
    apple = {
        "kind": "apple",
        "name": "Apple",
        "client_id": CLIENT_ID,
        "team_id": "T",
        "key_id": "K",
        "private_key": ECKey.generate_key("P-256").as_pem(private=True).decode(),
    }
    providers = {"apple": apple}
    async with subgraph_under_test(
        ACCOUNTS, tmp_path, clock=clock, identity_providers=providers, **CHEAP
    ) as without_address:
        assert (await without_address.data("{ identityProviders { key } }"))["identityProviders"] == []
        assert codes(await begin(without_address, provider="apple")) == ["IDENTITY_PROVIDER_IS_UNKNOWN"]
