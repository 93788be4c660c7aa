import pytest

from subgraphs.shared.ids import seed_id
from tests.support.subgraphs import SubgraphUnderTest


async def test_a_kanji_answers_with_all_that_is_known_of_it(content: SubgraphUnderTest) -> None:
    data = await content.data(
        """{ kanji(character: "猫") {
            id text character onReadings kunReadings meanings grade frequency strokeCount level strokeViewBox
        } }"""
    )

    assert data["kanji"] == {
        "id": str(seed_id("kanji", "猫")),
        "text": "猫",
        "character": "猫",
        "onReadings": ["ビョウ"],
        "kunReadings": ["ねこ"],
        "meanings": ["cat"],
        "grade": 8,
        "frequency": 1702,
        "strokeCount": 11,
        "level": "N3",
        "strokeViewBox": "0 0 109 109",
    }


async def test_strokes_come_in_the_order_of_writing(content: SubgraphUnderTest) -> None:
    data = await content.data('{ kanji(character: "日") { strokes { order path } } }')

    assert [stroke["order"] for stroke in data["kanji"]["strokes"]] == [1, 2, 3, 4]
    assert all(stroke["path"].startswith("M") for stroke in data["kanji"]["strokes"])


async def test_a_kanji_leads_to_its_words_and_to_sentences_that_use_them(content: SubgraphUnderTest) -> None:
    data = await content.data(
        """{ kanji(character: "猫") {
            words { totalCount edges { node { text reading romaji meanings level } } }
            sentences(first: 1) { totalCount edges { node { text translation level words { text } } } }
        } }"""
    )

    word = {"text": "猫", "reading": "ねこ", "romaji": "neko", "meanings": ["cat"], "level": "N5"}
    assert data["kanji"]["words"] == {"totalCount": 1, "edges": [{"node": word}]}
    assert data["kanji"]["sentences"]["totalCount"] == 35
    assert data["kanji"]["sentences"]["edges"] == [
        {
            "node": {
                "text": "私の猫です。",
                "translation": "That's my cat.",
                "level": "N5",
                "words": [{"text": "私"}, {"text": "猫"}],
            }
        }
    ]


@pytest.mark.parametrize("character", ["x", "", "猫猫", "か", "\U0001f600", "\u0000"])
async def test_what_is_no_kanji_of_the_lists_is_null(content: SubgraphUnderTest, character: str) -> None:
    query = "query ($character: String!) { kanji(character: $character) { id } }"

    assert await content.data(query, {"character": character}) == {"kanji": None}


async def test_a_word_shows_its_kanji_in_the_order_of_writing(content: SubgraphUnderTest) -> None:
    data = await content.data(
        "query ($id: ID!) { word(id: $id) { text otherForms otherReadings kanji { character } } }",
        {"id": str(seed_id("word", "学校|がっこう"))},
    )

    assert data["word"] == {
        "text": "学校",
        "otherForms": [],
        "otherReadings": [],
        "kanji": [{"character": "学"}, {"character": "校"}],
    }


async def test_a_study_item_is_a_word_or_a_kanji(content: SubgraphUnderTest) -> None:
    data = await content.data(
        """query ($word: ID!, $kanji: ID!) {
            word: studyItem(id: $word) { __typename text level meanings }
            kanji: studyItem(id: $kanji) { __typename text level meanings }
            nothing: studyItem(id: "no id of ours") { text }
        }""",
        {"word": str(seed_id("word", "猫|ねこ")), "kanji": str(seed_id("kanji", "猫"))},
    )

    assert data == {
        "word": {"__typename": "Word", "text": "猫", "level": "N5", "meanings": ["cat"]},
        "kanji": {"__typename": "Kanji", "text": "猫", "level": "N3", "meanings": ["cat"]},
        "nothing": None,
    }


async def test_kana_come_in_the_order_of_teaching(content: SubgraphUnderTest) -> None:
    data = await content.data("{ kana(script: HIRAGANA) { character romaji kind script } }")

    assert [sign["character"] for sign in data["kana"][:6]] == ["あ", "い", "う", "え", "お", "か"]
    assert data["kana"][0] == {"character": "あ", "romaji": "a", "kind": "BASIC", "script": "HIRAGANA"}
    assert len(data["kana"]) == 120


async def test_kana_of_one_kind_can_be_asked_for(content: SubgraphUnderTest) -> None:
    data = await content.data("{ kana(script: KATAKANA, kind: HANDAKUTEN) { character romaji strokes { order } } }")

    assert [(sign["character"], sign["romaji"], len(sign["strokes"])) for sign in data["kana"]] == [
        ("パ", "pa", 3),
        ("ピ", "pi", 3),
        ("プ", "pu", 2),
        ("ペ", "pe", 2),
        ("ポ", "po", 5),
    ]


async def test_a_combination_of_kana_has_no_strokes_of_its_own(content: SubgraphUnderTest) -> None:
    data = await content.data("{ kana(script: HIRAGANA, kind: COMBINATION) { character strokes { order } } }")

    assert data["kana"][0] == {"character": "きゃ", "strokes": []}


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ("level: N5", 79),
        ("grade: 1", 80),
        ("strokeCount: 1", 9),
        ("level: N5, grade: 1", 49),
        ("level: null", 13_108),
        ("level: UNLISTED", 10_897),
        ("maxFrequency: 100", 100),
        ("minStrokeCount: 11, maxStrokeCount: 12, level: N5", 1),
        ("strokeCount: 5, minStrokeCount: 6", 0),
        ("radical: 94, level: N3", 3),
        ('components: ["水", "木"], maxStrokeCount: 12', 18),
        ('components: ["氵"], level: N4', 4),
        ("level: N1, grade: 1, strokeCount: 29", 0),
    ],
)
async def test_kanji_are_listed_by_all_conditions_of_a_filter(
    content: SubgraphUnderTest, filters: str, count: int
) -> None:
    data = await content.data(f"{{ kanjiList(first: 1, filter: {{{filters}}}) {{ totalCount }} }}")

    assert data["kanjiList"]["totalCount"] == count


async def test_words_and_sentences_are_listed_by_level(content: SubgraphUnderTest) -> None:
    data = await content.data(
        """{
            words(filter: {level: N4}, first: 100) { totalCount edges { node { level } } }
            sentences(filter: {level: N4}, first: 100) { totalCount edges { node { level } } }
        }"""
    )

    assert data["words"]["totalCount"] == 632
    assert {edge["node"]["level"] for edge in data["words"]["edges"]} == {"N4"}
    assert {edge["node"]["level"] for edge in data["sentences"]["edges"]} == {"N4"}


async def test_easy_words_are_listed_before_hard_ones(content: SubgraphUnderTest) -> None:
    data = await content.data(
        "{ words(first: 1) { edges { node { level } } } last: words(last: 1) { edges { node { level } } } }"
    )

    assert data["words"]["edges"][0]["node"]["level"] == "N5"
    assert data["last"]["edges"][0]["node"]["level"] == "N1"


async def test_everything_in_the_schema_is_described(content: SubgraphUnderTest) -> None:
    data = await content.data(
        """{ __schema { types {
            name description
            fields { name description args { name description } }
            inputFields { name description }
            enumValues { name description }
        } } }"""
    )
    ours = [one for one in data["__schema"]["types"] if not one["name"].startswith(("_", "link__"))]
    texts = {
        f"{one['name']}.{part['name']}": part["description"]
        for one in ours
        for part in [*(one["fields"] or []), *(one["inputFields"] or []), *(one["enumValues"] or [])]
    }
    texts |= {
        f"{one['name']}.{field['name']}({argument['name']}:)": argument["description"]
        for one in ours
        for field in one["fields"] or []
        for argument in field["args"]
    }
    # Every domain adds to Query and Mutation, so none describes them; what others own is described by them.
    texts |= {one["name"]: one["description"] for one in ours if one["name"] not in ("Query", "Mutation")}
    texts = {name: text for name, text in texts.items() if name.split(".")[0] not in ("User", "Organization")}

    federation = {"Query._entities", "Query._service", "Query._entities(representations:)"}
    assert {name for name, text in texts.items() if not text} <= federation | {"Boolean", "Int", "String", "ID"}
