from uuid import uuid4

from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import seed_id
from tests.support.subgraphs import SubgraphUnderTest

CAT_WORD = str(seed_id("word", "猫|ねこ"))
CAT_KANJI = str(seed_id("kanji", "猫"))


async def test_each_entity_answers_to_its_id(content: SubgraphUnderTest) -> None:
    answer = await content.entities(
        [
            {"__typename": "Word", "id": CAT_WORD},
            {"__typename": "Kanji", "id": CAT_KANJI},
            {"__typename": "Kana", "id": str(seed_id("kana", "ね"))},
            {"__typename": "Sentence", "id": str(seed_id("sentence", "私の猫です。"))},
        ],
        "__typename ... on StudyItem { text } ... on Kana { romaji } ... on Sentence { translation }",
    )

    assert answer == {
        "data": {
            "_entities": [
                {"__typename": "Word", "text": "猫"},
                {"__typename": "Kanji", "text": "猫"},
                {"__typename": "Kana", "romaji": "ne"},
                {"__typename": "Sentence", "translation": "That's my cat."},
            ]
        }
    }


async def test_a_kanji_answers_to_either_of_its_keys(content: SubgraphUnderTest) -> None:
    answer = await content.entities(
        [
            {"__typename": "Kanji", "character": "猫"},
            {"__typename": "Kanji", "id": CAT_KANJI},
            {"__typename": "Kanji", "id": CAT_KANJI, "character": "猫"},
        ],
        "... on Kanji { id character }",
    )

    assert answer["data"]["_entities"] == [{"id": CAT_KANJI, "character": "猫"}] * 3


async def test_an_unknown_key_is_null_and_costs_no_other_item(content: SubgraphUnderTest) -> None:
    answer = await content.entities(
        [
            {"__typename": "Word", "id": str(uuid4())},
            {"__typename": "Word", "id": "not an id"},
            {"__typename": "Word", "id": CAT_KANJI},
            {"__typename": "Word", "id": CAT_WORD},
            {"__typename": "Kanji", "character": "x"},
            {"__typename": "Kana", "id": ""},
            {"__typename": "Sentence", "id": "0"},
        ],
        "... on Word { text }",
    )

    assert answer == {"data": {"_entities": [None, None, None, {"text": "猫"}, None, None, None]}}


async def test_a_kanji_without_any_key_is_null(content: SubgraphUnderTest) -> None:
    answer = await content.entities([{"__typename": "Kanji"}], "... on Kanji { id }")

    assert answer["data"]["_entities"] == [None]


async def test_many_representations_cost_one_statement_for_each_key(content: SubgraphUnderTest) -> None:
    texts = ["猫|ねこ", "犬|いぬ", "水|みず", "本|ほん", "車|くるま"]
    representations = [{"__typename": "Word", "id": str(seed_id("word", text))} for text in texts * 20]
    representations += [{"__typename": "Kanji", "character": character} for character in "猫犬水本車"]
    representations += [{"__typename": "Kanji", "id": str(seed_id("kanji", character))} for character in "日月火木金"]

    with count_statements() as log:
        answer = await content.entities(representations, "... on StudyItem { text }")

    assert [found["text"] for found in answer["data"]["_entities"]] == list("猫犬水本車") * 21 + list("日月火木金")
    assert len(log) == 3


async def test_what_hangs_on_many_entities_costs_one_statement_for_each_list(content: SubgraphUnderTest) -> None:
    representations = [{"__typename": "Kanji", "character": character} for character in "日月火水木金土"]

    with count_statements() as log:
        answer = await content.entities(
            representations,
            """... on Kanji {
                strokes { path }
                words(first: 3) { totalCount edges { node { kanji { character } sentences(first: 2) { totalCount } } } }
                sentences(first: 3) { edges { node { words { text } } } }
            }""",
        )

    assert all(found["words"]["edges"] for found in answer["data"]["_entities"])
    # kanji, strokes, words, sentences, kanji of words, sentences of words, words of sentences
    assert len(log) == 7


async def test_a_full_page_costs_as_many_statements_as_a_short_one(content: SubgraphUnderTest) -> None:
    query = """query ($first: Int) { kanjiList(first: $first) { edges { node {
        strokes { order } words(first: 2) { edges { node { text kanji { id } } } } sentences(first: 2) { totalCount }
    } } } }"""

    with count_statements() as short:
        await content.data(query, {"first": 1})
    with count_statements() as full:
        data = await content.data(query, {"first": 100})

    assert len(data["kanjiList"]["edges"]) == 100
    assert len(full) == len(short) == 5
