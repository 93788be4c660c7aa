import re

import pytest

from subgraphs.shared.database import count_statements
from tests.support.subgraphs import SubgraphUnderTest


async def words_found(content: SubgraphUnderTest, query: str, first: int = 20) -> list[str]:
    data = await content.data(
        """query ($query: String!, $first: Int) {
            searchWords(query: $query, first: $first) { edges { node { text } } }
        }""",
        {"query": query, "first": first},
    )
    return [edge["node"]["text"] for edge in data["searchWords"]["edges"]]


async def kanji_found(content: SubgraphUnderTest, query: str) -> list[str]:
    data = await content.data(
        "query ($query: String!) { searchKanji(query: $query) { edges { node { character } } } }", {"query": query}
    )
    return [edge["node"]["character"] for edge in data["searchKanji"]["edges"]]


@pytest.mark.parametrize(
    "query", ["猫", "ねこ", "ネコ", "ﾈｺ", "neko", "Neko", "ｎｅｋｏ", "cat", "CAT", "the cat", " 猫 "]
)
async def test_a_word_is_found_however_it_is_typed(content: SubgraphUnderTest, query: str) -> None:
    assert await words_found(content, query) == ["猫"]
    assert (await kanji_found(content, query))[0] == "猫"


@pytest.mark.parametrize("query", ["食べる", "たべる", "タベル", "taberu", "eat", "to eat", "tabe", "食べ", "たべr"])
async def test_the_usual_verb_comes_first(content: SubgraphUnderTest, query: str) -> None:
    assert (await words_found(content, query))[0] == "食べる"


@pytest.mark.parametrize(
    ("queries", "text"),
    [
        (["nyuusu", "nyusu", "nyūsu", "にゅーす", "ニュース", "ニュウス"], "ニュース"),
        (["shinbun", "shimbun", "sinbun", "しんぶん"], "新聞"),
        (["tsukue", "tukue"], "机"),
        (["hon'yaku", "honyaku", "ほんやく"], "翻訳"),
        (["koohii", "kōhī", "kohi", "コーヒー"], "コーヒー"),
        (["jisho", "zisyo", "jisyo"], "辞書"),
        (["konnichiwa", "konnichiha", "こんにちは"], "こんにちは"),
        (["円い", "丸い", "まるい", "marui", "round"], "丸い"),
    ],
)
async def test_spellings_of_one_word_find_it(content: SubgraphUnderTest, queries: list[str], text: str) -> None:
    missing = [query for query in queries if text not in await words_found(content, query)]

    assert missing == []


@pytest.mark.parametrize("query", ["nyu", "nyuu", "にゅ", "nyū"])
async def test_the_beginning_of_a_sound_finds_words_that_go_on(content: SubgraphUnderTest, query: str) -> None:
    found = await words_found(content, query)

    assert {"ニュース", "入院", "入学"} <= set(found)


@pytest.mark.parametrize(("short", "long"), [("おばさん", "おばあさん"), ("obasan", "obaasan")])
async def test_the_right_vowel_length_comes_before_the_other(content: SubgraphUnderTest, short: str, long: str) -> None:
    assert (await words_found(content, short))[0] == "伯母さん"
    assert (await words_found(content, long))[0] == "おばあさん"
    assert "おばあさん" in await words_found(content, short)


async def test_exact_hits_come_before_longer_words_and_common_ones_before_rare(content: SubgraphUnderTest) -> None:
    assert (await words_found(content, "学校"))[:4] == ["学校", "小学校", "高等学校", "中学校"]
    assert (await words_found(content, "hon"))[0] == "本"


async def test_english_is_found_by_whole_words(content: SubgraphUnderTest) -> None:
    data = await content.data('{ searchWords(query: "eat", first: 100) { edges { node { text meanings } } } }')
    meanings = [edge["node"]["meanings"] for edge in data["searchWords"]["edges"]]

    assert len(meanings) > 2
    assert [texts for texts in meanings if not re.search(r"\beat\b", " ".join(texts))] == []


async def test_an_unfinished_english_word_finds_what_it_may_become(content: SubgraphUnderTest) -> None:
    assert (await words_found(content, "hospit"))[0] == "病院"


async def test_several_english_words_must_all_be_there(content: SubgraphUnderTest) -> None:
    found = await words_found(content, "elementary school")

    assert found[0] == "小学校"
    assert "学校" not in found


async def test_a_kanji_within_a_word_finds_the_word(content: SubgraphUnderTest) -> None:
    assert "小学校" in await words_found(content, "校")


async def test_every_kanji_of_a_typed_word_is_found(content: SubgraphUnderTest) -> None:
    assert await kanji_found(content, "日本語") == ["日", "本", "語"]


@pytest.mark.parametrize("query", ["たべる", "taberu", "た", "ショク", "shoku", "しょく", "eat"])
async def test_a_kanji_is_found_by_its_readings_and_meanings(content: SubgraphUnderTest, query: str) -> None:
    assert "食" in await kanji_found(content, query)


@pytest.mark.parametrize("query", ["%", "_", "n_ko", "ne%", "*", "'", '"', "\\", "", "   ", "\u0000", "qqqq"])
async def test_no_character_is_a_wildcard(content: SubgraphUnderTest, query: str) -> None:
    assert await words_found(content, query) == []
    assert await kanji_found(content, query) == []


async def test_a_very_long_query_is_refused(content: SubgraphUnderTest) -> None:
    answer = await content.execute(f'{{ searchWords(query: "{"a" * 101}") {{ totalCount }} }}')

    assert answer["data"] == {"searchWords": None}
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_search_in_everything_gives_kanji_and_words_in_one_order(content: SubgraphUnderTest) -> None:
    data = await content.data(
        """{ searchContent(query: "neko") {
            totalCount edges { node { __typename ... on StudyItem { text } } }
        } }"""
    )

    assert data["searchContent"] == {
        "totalCount": 3,
        "edges": [
            {"node": {"__typename": "Kanji", "text": "猫"}},
            {"node": {"__typename": "Word", "text": "猫"}},
            {"node": {"__typename": "Kanji", "text": "貓"}},
        ],
    }


@pytest.mark.parametrize(("kinds", "types"), [("[WORD]", {"Word"}), ("[KANJI]", {"Kanji"}), ("[]", set())])
async def test_a_search_can_be_for_some_kinds_only(content: SubgraphUnderTest, kinds: str, types: set[str]) -> None:
    data = await content.data(
        f'{{ searchContent(query: "hon", kinds: {kinds}) {{ edges {{ node {{ __typename }} }} }} }}'
    )

    assert {edge["node"]["__typename"] for edge in data["searchContent"]["edges"]} == types


async def test_the_total_is_the_number_of_all_hits(content: SubgraphUnderTest) -> None:
    data = await content.data(
        """{
            few: searchWords(query: "school", first: 2) { totalCount }
            all: searchWords(query: "school", first: 100) { edges { cursor } }
        }"""
    )

    assert data["few"]["totalCount"] == len(data["all"]["edges"]) > 2


async def test_a_search_is_one_statement_and_its_total_another(content: SubgraphUnderTest) -> None:
    with count_statements() as plain:
        await content.data('{ searchWords(query: "neko") { edges { node { text } } } }')
    with count_statements() as counted:
        await content.data('{ searchWords(query: "neko") { totalCount edges { node { text } } } }')
    with count_statements() as everything:
        await content.data('{ searchContent(query: "neko") { edges { node { __typename } } } }')

    assert (len(plain), len(counted), len(everything)) == (1, 2, 3)
