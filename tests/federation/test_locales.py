"""The language that a client accepts reaches the subgraphs that have texts in several."""

import json

import pytest

from tests.federation.running import RunningPlatform
from tests.router.server.raw_http import ask

QUERY = '{ kanji(character: "猫") { localizedMeanings { locale isFallback texts } } }'


@pytest.mark.parametrize(
    ("accepted", "locale", "is_fallback"), [("fr-CA, en;q=0.5", "fr", False), ("de", "en", True), (None, "en", False)]
)
async def test_the_language_of_a_request_is_the_language_of_its_texts(
    platform: RunningPlatform, accepted: str | None, locale: str, is_fallback: bool
) -> None:
    headers = {"content-type": "application/json"} | ({"accept-language": accepted} if accepted else {})
    body = json.dumps({"query": QUERY}).encode()
    answer = (await ask(platform.client.target, headers=headers, body=body)).json

    found = answer["data"]["kanji"]["localizedMeanings"]
    assert (found["locale"], found["isFallback"]) == (locale, is_fallback)
