"""Programs that call with a key, through the router."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.types import ASGIApp

from kumiki.embedded import read_supergraph
from kumiki.settings import PlatformSettings
from router.server.app import create_app
from router.server.authentication import CallerSigner, ClaimsReader
from router.server.credentials import ByPrefix, TokenAuthenticator
from router.server.token_introspection import HttpIntrospectionServer, TokenIntrospector
from router.settings import TokenIntrospectionSettings
from subgraphs.shared.app import create_subgraph_app
from tests.federation.client import Client
from tests.federation.mutating import mutate
from tests.federation.running import RunningPlatform
from tests.federation.trials_of_api_keys import KEY, REVOKED
from tests.router.server.raw_http import post
from tests.router.server.test_authentication import Clock
from tests.subgraphs.shared.served import served_app

ME = "{ viewer { handle } }"


async def key_of_demo(client: Client, *scopes: str) -> dict[str, Any]:
    return await mutate(client, "createApiKey", {"name": "importer", "scopes": list(scopes)}, KEY)


async def test_a_program_does_what_its_key_was_given_and_nothing_else(platform: RunningPlatform) -> None:
    learner = await platform.client.signed_in()
    program = replace(learner, token=(await key_of_demo(learner, "LEARNING_WRITE"))["key"])
    assert (await program.data(ME))["viewer"]["handle"] == "demo"
    await program.review(await program.a_due_card())
    for beyond in (
        'mutation { updateProfile(input: {displayName: "x"}) { userErrors { code } } }',
        'mutation { createApiKey(input: {name: "x", scopes: []}) { key } }',
        "{ viewer { apiKeys { edges { node { id } } } } }",
    ):
        answer = await program.answer(beyond)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"], beyond


async def test_a_key_may_stand_in_its_own_header(platform: RunningPlatform) -> None:
    made = await key_of_demo(await platform.client.signed_in())
    answer = await post(platform.app, {"query": ME}, x_api_key=made["key"])
    assert answer.json == {"data": {"viewer": {"handle": "demo"}}}


@pytest.mark.parametrize("header", ["authorization", "x_api_key"])
async def test_a_key_that_nobody_gave_out_is_refused(platform: RunningPlatform, header: str) -> None:
    unknown = "kumiki_" + "0" * 36
    shown = unknown if header == "x_api_key" else f"Bearer {unknown}"
    answer = await post(platform.app, {"query": ME}, **{header: shown})
    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


async def test_a_program_listens_with_its_key(platform: RunningPlatform) -> None:
    learner = await platform.client.signed_in()
    program = replace(learner, token=(await key_of_demo(learner))["key"])
    async with program.subscribe("subscription { notificationReceived { title } }"):
        pass


CACHE_SECONDS = 10


@pytest.fixture
async def over_http(platform: RunningPlatform, home: Path) -> AsyncIterator[tuple[ASGIApp, Clock]]:
    """A second router, which asks accounts about keys at a URL and whose clock the test moves."""
    clock, shared_key = Clock(0), PlatformSettings(home=home).shared_key()
    accounts = create_subgraph_app(platform.platform.subgraphs["accounts"], platform.platform.messaging)
    async with served_app(accounts) as address:
        asked = TokenIntrospectionSettings(
            url=f"http://{address}/introspect",
            client_secret=SecretStr(shared_key),
            audience="kumiki-introspection",
            applies_to="kumiki_",
            cache_seconds=CACHE_SECONDS,
        )
        reader = ClaimsReader(CallerSigner(shared_key))
        introspector = TokenIntrospector(HttpIntrospectionServer(asked), asked, reader, clock=clock)
        authenticator = TokenAuthenticator(ByPrefix(introspector, None))
        yield create_app(read_supergraph(), None, platform.platform.clients(), authenticator=authenticator), clock
        await introspector.aclose()


async def test_a_revoked_key_is_refused_within_the_time_that_answers_count(
    platform: RunningPlatform, over_http: tuple[ASGIApp, Clock]
) -> None:
    router, clock = over_http
    learner = await platform.client.signed_in()
    made = await key_of_demo(learner)
    program = Client(router, 0, made["key"])
    assert (await program.data(ME))["viewer"]["handle"] == "demo"
    await mutate(learner, "revokeApiKey", {"apiKeyId": made["apiKey"]["id"]}, REVOKED)
    clock.now += CACHE_SECONDS - 1
    assert (await program.data(ME))["viewer"]["handle"] == "demo"
    clock.now += 1
    answer = await post(router, {"query": ME}, authorization=f"Bearer {made['key']}")
    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


async def test_nobody_comes_in_with_a_key_while_accounts_is_down(
    platform: RunningPlatform, over_http: tuple[ASGIApp, Clock]
) -> None:
    router, _ = over_http
    made = await key_of_demo(await platform.client.signed_in())
    await platform.platform.subgraphs["accounts"].database.close()
    answer = await post(router, {"query": ME}, authorization=f"Bearer {made['key']}")
    assert (answer.status, answer.codes) == (503, ["AUTHENTICATION_UNAVAILABLE"])
