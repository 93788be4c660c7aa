"""Points of grammar, and the pages that ship."""

import re
from collections import Counter

import pytest

from subgraphs.content.seeding.packs import JAPANESE, SEED_FOLDER, Entry, load_pack
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import seed_id
from tests.support.subgraphs import SubgraphUnderTest


@pytest.fixture(scope="module")
def points() -> list[Entry]:
    return list(load_pack(SEED_FOLDER / JAPANESE).grammar)


def test_the_grammar_of_three_levels_is_there(points: list[Entry]) -> None:
    assert Counter(point["level"] for point in points) == {"N5": 43, "N4": 43, "N3": 29}


def test_every_point_is_explained_and_has_examples_that_show_it(points: list[Entry]) -> None:
    for point in points:
        assert point["meaning"] and point["formation"] and len(point["explanation"]) > 50, point["slug"]
        assert len(point["examples"]) >= 2, point["slug"]
        assert [one["text"] for one in point["examples"] if not re.search(point["shows"], one["text"])] == []


def test_no_example_is_used_twice(points: list[Entry]) -> None:
    texts = Counter(example["text"] for point in points for example in point["examples"])

    assert [text for text, count in texts.items() if count > 1] == []


def test_every_kanji_of_an_example_has_a_reading(points: list[Entry]) -> None:
    for point in points:
        for example in point["examples"]:
            assert "".join(piece[0] for piece in example["furigana"]) == example["text"]
            assert [piece for piece in example["furigana"] if len(piece) == 1 and re.search("[一-鿿]", piece[0])] == []


def test_points_are_related_to_points(points: list[Entry]) -> None:
    slugs = {point["slug"] for point in points}

    assert len(slugs) == len(points)
    assert [
        point["slug"] for point in points if set(point["related"]) - slugs or point["slug"] in point["related"]
    ] == []


async def test_a_point_answers_with_all_that_is_told_of_it(content: SubgraphUnderTest) -> None:
    data = await content.data(
        """{ grammarPoint(slug: "te-mo-ii") {
            id language proficiency { scale name } pattern meaning formation
            examples { text furigana { text reading } translation } related { slug }
        } }"""
    )

    assert data["grammarPoint"] == {
        "id": str(seed_id("grammar", "te-mo-ii")),
        "language": "ja",
        "proficiency": {"scale": "JLPT", "name": "N5"},
        "pattern": "〜てもいい",
        "meaning": "may; it is all right to",
        "formation": ["Verb (て-form) + もいい"],
        "examples": [
            {
                "text": "ここに座ってもいいですか。",
                "furigana": [
                    {"text": "ここ", "reading": None},
                    {"text": "に", "reading": None},
                    {"text": "座", "reading": "すわ"},
                    {"text": "っ", "reading": None},
                    {"text": "て", "reading": None},
                    {"text": "も", "reading": None},
                    {"text": "いい", "reading": None},
                    {"text": "です", "reading": None},
                    {"text": "か", "reading": None},
                    {"text": "。", "reading": None},
                ],
                "translation": "May I sit here?",
            },
            {
                "text": "このペンを使ってもいいですよ。",
                "furigana": data["grammarPoint"]["examples"][1]["furigana"],
                "translation": "You may use this pen.",
            },
        ],
        "related": [{"slug": "te-wa-ikenai"}, {"slug": "nakute-mo-ii"}],
    }


async def test_points_are_listed_by_level_in_the_order_of_learning(content: SubgraphUnderTest) -> None:
    data = await content.data(
        "{ grammarPoints(filter: { level: N4 }, first: 2) { totalCount edges { node { slug } } } }"
    )

    assert data["grammarPoints"] == {
        "totalCount": 43,
        "edges": [{"node": {"slug": "koto-ga-dekiru"}}, {"node": {"slug": "potential"}}],
    }


@pytest.mark.parametrize("slug", ["", "no-such-point", "\u0000"])
async def test_what_is_no_point_is_null(content: SubgraphUnderTest, slug: str) -> None:
    data = await content.data("query ($slug: String!) { grammarPoint(slug: $slug) { id } }", {"slug": slug})

    assert data == {"grammarPoint": None}


@pytest.mark.parametrize(
    ("query", "slug"), [("てもいい", "te-mo-ii"), ("たい", "tai"), ("nagara", "nagara"), ("すぎる", "sugiru")]
)
async def test_a_search_in_everything_finds_grammar(content: SubgraphUnderTest, query: str, slug: str) -> None:
    data = await content.data(
        """query ($query: String!) { searchContent(query: $query, kinds: [GRAMMAR], first: 3) {
            edges { node { ... on GrammarPoint { slug } } }
        } }""",
        {"query": query},
    )

    assert slug in [edge["node"]["slug"] for edge in data["searchContent"]["edges"]]


async def test_related_points_of_many_are_read_together(content: SubgraphUnderTest) -> None:
    with count_statements() as log:
        await content.data("{ grammarPoints(first: 50) { edges { node { related { related { slug } } } } } }")

    assert len(log) <= 3


async def test_points_are_found_by_their_key(content: SubgraphUnderTest) -> None:
    found = [{"__typename": "GrammarPoint", "id": str(seed_id("grammar", slug))} for slug in ("tai", "no-such", "ba")]
    answer = await content.entities(found, "... on GrammarPoint { slug }")

    assert answer == {"data": {"_entities": [{"slug": "tai"}, None, {"slug": "ba"}]}}
