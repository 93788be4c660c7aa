"""Texts in the language that a reader prefers."""

from typing import Any

import pytest

from subgraphs.shared.client import Client
from tests.support.subgraphs import SubgraphUnderTest

MEANINGS = "localizedMeanings%s { locale isFallback texts }"


async def meanings(content: SubgraphUnderTest, argument: str = "", accepted: str | None = None) -> dict[str, Any]:
    data = await content.data(
        f'{{ kanji(character: "猫") {{ {MEANINGS % argument} }} }}', client=Client(languages=accepted)
    )
    found: dict[str, Any] = data["kanji"]["localizedMeanings"]
    return found


@pytest.mark.parametrize(
    ("accepted", "locale", "is_fallback", "text"),
    [
        ("fr", "fr", False, "chat"),
        ("es-MX,es;q=0.9", "es", False, "gato"),
        ("de, fr;q=0.5", "fr", False, "chat"),
        ("de", "en", True, "cat"),
        ("en-GB, fr;q=0.9", "en", False, "cat"),
        (None, "en", False, "cat"),
        ("nonsense;;;", "en", False, "cat"),
    ],
)
async def test_the_header_chooses_the_language(
    content: SubgraphUnderTest, accepted: str | None, locale: str, is_fallback: bool, text: str
) -> None:
    assert await meanings(content, accepted=accepted) == {"locale": locale, "isFallback": is_fallback, "texts": [text]}


async def test_an_argument_comes_before_the_header(content: SubgraphUnderTest) -> None:
    found = await meanings(content, '(locale: "pt-BR")', accepted="fr")

    assert (found["locale"], found["isFallback"]) == ("pt", False)


async def test_what_is_no_locale_is_refused(content: SubgraphUnderTest) -> None:
    refused = await content.execute('{ kanji(character: "猫") { localizedMeanings(locale: "%%") { locale } } }')

    assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_what_nobody_translated_is_in_english_and_says_so(content: SubgraphUnderTest) -> None:
    data = await content.data(
        """{
            grammarPoint(slug: "tai") { localizedMeaning(locale: "fr") { locale isFallback text } }
            sentences(first: 1) { edges { node { localizedTranslation(locale: "fr") { locale isFallback } } } }
        }"""
    )

    assert data["grammarPoint"]["localizedMeaning"] == {"locale": "en", "isFallback": True, "text": "to want to do"}
    assert data["sentences"]["edges"][0]["node"]["localizedTranslation"] == {"locale": "en", "isFallback": True}
