"""Senses, furigana and the words of sentences."""

from typing import Any

from subgraphs.shared.database import count_statements
from tests.support.subgraphs import SubgraphUnderTest


async def word(content: SubgraphUnderTest, text: str, selection: str) -> dict[str, Any]:
    data = await content.data(
        f"query ($text: String!) {{ searchWords(query: $text, first: 1) {{ edges {{ node {{ {selection} }} }} }} }}",
        {"text": text},
    )
    found: dict[str, Any] = data["searchWords"]["edges"][0]["node"]
    return found


async def test_a_word_has_senses_with_their_parts_of_speech(content: SubgraphUnderTest) -> None:
    found = await word(content, "本", "senses { meanings partsOfSpeech } partsOfSpeech inflection")

    assert found["senses"][0] == {"meanings": ["book", "volume", "script"], "partsOfSpeech": ["NOUN"]}
    assert any(sense["partsOfSpeech"] == ["COUNTER", "SUFFIX"] for sense in found["senses"])
    assert found["partsOfSpeech"] == ["NOUN", "PREFIX", "COUNTER", "SUFFIX"]
    assert found["inflection"] is None


async def test_a_word_tells_how_it_inflects(content: SubgraphUnderTest) -> None:
    expected = {"食べる": "ichidan", "書く": "godan-k", "高い": "i-adjective", "静か": "na-adjective", "来る": "kuru"}

    assert {text: (await word(content, text, "inflection"))["inflection"] for text in expected} == expected


async def test_what_to_know_of_a_sense_is_said_in_words(content: SubgraphUnderTest) -> None:
    found = await word(content, "居る", "senses { notes }")

    assert found["senses"][0]["notes"] == ["usually written in kana"]


async def test_kanji_of_a_word_have_their_readings_above_them(content: SubgraphUnderTest) -> None:
    found = await word(content, "食べ物", "furigana { text reading }")

    assert found["furigana"] == [
        {"text": "食", "reading": "た"},
        {"text": "べ", "reading": None},
        {"text": "物", "reading": "もの"},
    ]


async def test_frequency_counts_places_from_the_most_used(content: SubgraphUnderTest) -> None:
    data = await content.data(
        "{ words(filter: { maxFrequency: 10 }) { totalCount edges { node { frequency text } } } }"
    )

    assert data["words"]["totalCount"] == 10
    assert {edge["node"]["frequency"] for edge in data["words"]["edges"]} == set(range(1, 11))


async def test_words_are_listed_by_part_of_speech(content: SubgraphUnderTest) -> None:
    data = await content.data(
        "{ words(filter: { partOfSpeech: PRONOUN, level: N5 }, first: 100) { edges { node { text partsOfSpeech } } } }"
    )
    found = [edge["node"] for edge in data["words"]["edges"]]

    assert {"私", "これ"} <= {one["text"] for one in found}
    assert all("PRONOUN" in one["partsOfSpeech"] for one in found)


async def test_a_sentence_is_given_token_by_token(content: SubgraphUnderTest) -> None:
    data = await content.data(
        """{ searchWords(query: "猫", first: 1) { edges { node { sentences(first: 1) { edges { node {
            text tokens { surface dictionaryForm reading partOfSpeech word { text } }
        } } } } } } }"""
    )
    sentence = data["searchWords"]["edges"][0]["node"]["sentences"]["edges"][0]["node"]

    assert sentence["text"] == "私の猫です。"
    assert [tuple(token.values()) for token in sentence["tokens"]] == [
        ("私", "私", "わたし", "PRONOUN", {"text": "私"}),
        ("の", "の", "の", "PARTICLE", None),
        ("猫", "猫", "ねこ", "NOUN", {"text": "猫"}),
        ("です", "です", "です", "AUXILIARY", None),
        ("。", "。", "。", "SYMBOL", None),
    ]


async def test_the_tokens_of_every_sentence_are_its_text(content: SubgraphUnderTest) -> None:
    data = await content.data("{ sentences(last: 100) { edges { node { text tokens { surface } } } } }")

    for edge in data["sentences"]["edges"]:
        assert "".join(token["surface"] for token in edge["node"]["tokens"]) == edge["node"]["text"]


async def test_tokens_of_many_sentences_are_read_together(content: SubgraphUnderTest) -> None:
    with count_statements() as log:
        await content.data("{ sentences(first: 50) { edges { node { tokens { word { text } } } } } }")

    assert len(log) == 3
