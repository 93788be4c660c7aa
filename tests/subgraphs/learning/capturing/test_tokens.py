"""Words of sentences, as the tokeniser finds them."""

import pytest

from subgraphs.learning.capturing.tokens import Token, tokenize


async def words_of(sentence: str) -> list[Token]:
    ((*tokens,),) = await tokenize([sentence])
    return tokens


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("昨日、友達と公園で弁当を食べました。", ["昨日", "友達", "公園", "弁当", "食べる"]),
        ("猫が寝ている。", ["猫", "寝る"]),
        ("勉強しました。", ["勉強"]),
        ("田中さんは東京で3匹見た。", ["見る"]),
        ("猫である。", ["猫"]),
        ("Hello, cat!", []),
    ],
)
async def test_words_are_found_in_the_form_of_dictionaries(sentence: str, words: list[str]) -> None:
    found = [token.written for token in await words_of(sentence)]
    assert [word for word in words if word not in found] == []
    assert [word for word in found if word in ("いる", "する", "ある", "田中", "東京", "3", "Hello")] == []


async def test_a_word_knows_where_it_stands_and_how_it_is_read() -> None:
    sentence = "おいしい魚を食べた。"
    tokens = await words_of(sentence)
    assert [sentence[token.start : token.end] for token in tokens] == [token.surface for token in tokens]
    assert [(token.written, token.reading) for token in tokens] == [
        ("おいしい", "おいしい"),
        ("魚", "さかな"),
        ("食べる", "たべる"),
    ]
    assert tokens[0].normalized == "美味しい"
