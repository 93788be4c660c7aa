"""What the router tells accounts of clients, seen in the list of one's sessions."""

import json
from dataclasses import replace
from typing import Any

from tests.federation.client import DEMO_LOGIN, DEMO_PASSWORD, SIGN_IN
from tests.federation.running import RunningPlatform
from tests.router.server.raw_http import ask

SESSIONS = "{ viewer { sessions(first: 1) { edges { node { device place isCurrent } } } } }"


async def signed_in_by(port: int, agent: str, **claimed: str) -> str:
    body = json.dumps({"query": SIGN_IN, "variables": {"input": {"login": DEMO_LOGIN, "password": DEMO_PASSWORD}}})
    headers = {"content-type": "application/json", "user-agent": agent, **claimed}
    answer: dict[str, Any] = (await ask(port, headers=headers, body=body.encode())).json
    token: str = answer["data"]["signIn"]["session"]["accessToken"]
    return token


async def test_a_session_shows_what_signed_in_from_where_and_not_what_it_claims(platform: RunningPlatform) -> None:
    claimed = {"x-client-address": "203.0.113.7", "x-client-agent": "Forged/1.0", "x-forwarded-for": "203.0.113.8"}
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    token = await signed_in_by(platform.client.port, agent, **claimed)
    (edge,) = (await replace(platform.client, token=token).data(SESSIONS))["viewer"]["sessions"]["edges"]
    assert edge["node"] == {"device": "Firefox on Linux", "place": "localhost", "isCurrent": True}


async def test_the_query_page_has_a_session_that_its_learner_sees(platform: RunningPlatform) -> None:
    config = (await ask(platform.client.port, "GET", "/explorer/config.json")).json
    page = replace(platform.client, token=config["headers"]["Authorization"].removeprefix("Bearer "))
    (edge,) = (await page.data(SESSIONS))["viewer"]["sessions"]["edges"]
    assert edge["node"] == {"device": "Kumiki-Query-Page", "place": None, "isCurrent": True}
