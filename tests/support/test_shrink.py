"""A failing case is only worth something when it is small."""

from tests.support.federation_sdl import SubgraphFacts
from tests.support.generate.random_case import compose_sdl
from tests.support.generate.shrink import Shrinker
from tests.support.generate.smallest_form import smallest_form
from tests.support.scenario import Case

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable"])'
WORD = 'type Word @key(fields: "id") { id: ID!'
SDLS = {
    "a": f"{LINK} type Query {{ word: Word  words(first: Int): [Word] }} {WORD} text: String }}",
    "b": f"{LINK} type Query {{ count: Int }} {WORD} level: Int next: Word }}",
    "c": f"{LINK} type Query {{ other: Int @shareable }} {WORD} sound: String }}",
}
OPERATION = """query Random($first: Int = 2, $with: Boolean!) {
  count
  words(first: $first) { ...F  id  sound @include(if: $with) }
}
fragment F on Word { text  next { level  ... on Word { text } } }
"""
DATA = {
    "Query": {"word": {"$ref": "Word:1"}, "words": [{"$ref": "Word:1"}, {"$ref": "Word:2"}], "count": 3, "other": 4},
    "Word": {
        "1": {"id": "w1", "text": "猫", "level": 1, "next": {"$ref": "Word:2"}, "sound": "neko"},
        "2": {"id": "w2", "text": "犬", "level": 2, "next": {"$ref": "Word:1"}, "sound": "inu"},
    },
}


def failing_case() -> Case:
    subgraphs = {name: SubgraphFacts(name, sdl) for name, sdl in SDLS.items()}
    supergraph_sdl = compose_sdl(SDLS)
    assert supergraph_sdl is not None
    return Case(subgraphs, supergraph_sdl, DATA, OPERATION, "Random", {"with": True})


def names_a_level(case: Case) -> list[str]:
    """Stands for a bug that shows wherever the field is asked for."""
    return ["wrong"] if "level" in case.document_text else []


def test_what_the_failure_does_not_need_is_taken_away() -> None:
    smallest = Shrinker(compose_sdl, names_a_level).shrink(failing_case())
    assert list(smallest.subgraphs) == ["a", "b"]
    assert "text" not in smallest.subgraphs["a"].sdl
    assert "sound" not in smallest.document_text
    assert "$first" not in smallest.document_text
    assert smallest.data == {}


def test_the_smallest_form_reads_as_a_scenario() -> None:
    told = smallest_form(failing_case(), names_a_level)
    assert "--- a.graphql" in told
    assert "--- operation.graphql" in told
    assert told.endswith("--- differences\nwrong")


def test_another_failure_does_not_lead_it_astray() -> None:
    def fails_otherwise_when_small(case: Case) -> list[str]:
        return names_a_level(case) if "sound" in case.document_text else ["something else"]

    smallest = Shrinker(compose_sdl, fails_otherwise_when_small).shrink(failing_case())
    assert "sound" in smallest.document_text
    assert "count" not in smallest.document_text
