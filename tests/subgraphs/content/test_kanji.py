"""What is told of a kanji beyond what it is called: parts, radical, readings with words, what it is taken for."""

from typing import Any

from subgraphs.shared.database import count_statements
from tests.support.subgraphs import SubgraphUnderTest


async def kanji(content: SubgraphUnderTest, character: str, selection: str) -> dict[str, Any]:
    data = await content.data(f'{{ kanji(character: "{character}") {{ {selection} }} }}')
    found: dict[str, Any] = data["kanji"]
    return found


async def test_a_kanji_tells_what_it_is_made_of(content: SubgraphUnderTest) -> None:
    found = await kanji(
        content, "猫", "components { character original position isRadical isPhonetic kanji { character meanings } }"
    )

    assert found["components"] == [
        {
            "character": "⺨",
            "original": "犬",
            "position": "left",
            "isRadical": True,
            "isPhonetic": False,
            "kanji": {"character": "犬", "meanings": ["dog"]},
        },
        {
            "character": "苗",
            "original": None,
            "position": "right",
            "isRadical": False,
            "isPhonetic": True,
            "kanji": {"character": "苗", "meanings": ["seedling", "sapling", "shoot"]},
        },
    ]


async def test_a_kanji_tells_its_radical(content: SubgraphUnderTest) -> None:
    found = await kanji(content, "海", "radical { number character name strokeCount kanjiCount }")
    data = await content.data("{ kanjiList(filter: { radical: 85 }) { totalCount } }")

    radical = found["radical"]
    assert radical | {"kanjiCount": None} == {
        "number": 85,
        "character": "水",
        "name": "water",
        "strokeCount": 4,
        "kanjiCount": None,
    }
    assert radical["kanjiCount"] == data["kanjiList"]["totalCount"] > 500


async def test_all_radicals_come_in_the_order_of_dictionaries(content: SubgraphUnderTest) -> None:
    data = await content.data("{ radicals { number character strokeCount } }")

    assert [radical["number"] for radical in data["radicals"]] == list(range(1, 215))
    counts = [radical["strokeCount"] for radical in data["radicals"]]
    # Sorted by strokes of the old forms; the modern ones of some have one fewer.
    assert (counts[0], counts[-1]) == (1, 17)


async def test_each_reading_has_the_words_that_are_read_so(content: SubgraphUnderTest) -> None:
    found = await kanji(
        content, "食", "readings { kind reading words(first: 2) { totalCount edges { node { text } } } }"
    )
    words = {one["reading"]: [edge["node"]["text"] for edge in one["words"]["edges"]] for one in found["readings"]}

    assert words["た.べる"] == ["食べる", "食べ物"]
    assert "食堂" in words["ショク"]
    assert "食べる" not in words["ショク"]
    assert words["は.む"] == []
    assert [one["kind"] for one in found["readings"]] == ["ON", "ON", "KUN", "KUN", "KUN", "KUN"]
    totals = {one["reading"]: one["words"]["totalCount"] for one in found["readings"]}
    assert (totals["た.べる"], totals["は.む"]) == (2, 0)


async def test_the_words_of_a_reading_are_read_page_by_page(content: SubgraphUnderTest) -> None:
    pages = "readings { reading words(first: 5%s) { edges { node { text } } pageInfo { endCursor hasNextPage } } }"
    found = await kanji(content, "食", pages % "")
    first = next(one["words"] for one in found["readings"] if one["reading"] == "ショク")
    found = await kanji(content, "食", pages % f', after: "{first["pageInfo"]["endCursor"]}"')
    second = next(one["words"] for one in found["readings"] if one["reading"] == "ショク")

    texts = [edge["node"]["text"] for page in (first, second) for edge in page["edges"]]
    assert first["pageInfo"]["hasNextPage"]
    assert len(texts) == len(set(texts)) == 10


async def test_a_kanji_names_those_that_it_is_taken_for(content: SubgraphUnderTest) -> None:
    for one, other in (("未", "末"), ("土", "士"), ("待", "持"), ("大", "犬"), ("千", "干"), ("人", "入")):
        found = await kanji(content, one, "lookAlikes { character }")
        alike = [each["character"] for each in found["lookAlikes"]]
        assert other in alike
        assert one not in alike
        assert len(alike) <= 8


async def test_a_rare_kanji_is_there_without_what_nobody_knows_of_it(content: SubgraphUnderTest) -> None:
    found = await kanji(
        content, "㐂", "level proficiency { name } grade frequency strokes { order } components { character } meanings"
    )

    assert found == {
        "level": "UNLISTED",
        "proficiency": None,
        "grade": None,
        "frequency": None,
        "strokes": [],
        "components": [],
        "meanings": [],
    }


async def test_every_kanji_of_a_word_is_known(content: SubgraphUnderTest) -> None:
    data = await content.data(
        '{ searchWords(query: "自分", first: 1) { edges { node { kanji { character level } } } } }'
    )

    assert data["searchWords"]["edges"][0]["node"]["kanji"] == [
        {"character": "自", "level": "N4"},
        {"character": "分", "level": "UNLISTED"},
    ]


async def test_details_of_many_kanji_are_read_together(content: SubgraphUnderTest) -> None:
    query = """query ($first: Int!) { kanjiList(first: $first) { edges { node {
        components { kanji { character } }
        radical { name }
        lookAlikes { character }
        readings { words(first: 2) { totalCount edges { node { text } } } }
        localizedMeanings(locale: "fr") { texts }
    } } } }"""
    with count_statements() as few:
        await content.data(query, {"first": 2})
    with count_statements() as many:
        await content.data(query, {"first": 20})

    assert len(many) <= len(few) + 1
    assert len(many) < 10
