import random
from typing import Any

from subgraphs.learning.examining.item_response import LEVELS, level_centre, prior_difficulty
from subgraphs.learning.service.catalogue import end_edition, keep_entries
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import seed_id
from tests.subgraphs.learning.cards import AIKO, Place, learning
from tests.subgraphs.learning.studying import mutate
from tests.support.subgraphs import SubgraphUnderTest

TEST = """
test {
  id status questionCount answeredCount placement { level confidence ability standardError }
  nextQuestion { id skill text options { id text } }
}
"""
WORDS_OF_A_LEVEL = 60


async def fill(subgraph: SubgraphUnderTest) -> None:
    """A dictionary whose words, kanji and sentences of each level mean nothing alike."""
    entries = [
        _entry(kind, level, place, LEVELS.index(level) * WORDS_OF_A_LEVEL + place)
        for kind in ("WORD", "KANJI", "SENTENCE")
        for level in LEVELS
        for place in range(WORDS_OF_A_LEVEL)
    ]
    async with subgraph.subgraph.transactions.begin() as work:
        await keep_entries(work, 1, entries)
        await end_edition(work, 1)


def _entry(kind: str, level: str, place: int, rank: int) -> dict[str, Any]:
    text = f"{kind[0]}{rank}"
    return {
        "kind": kind,
        "id": str(seed_id(kind, text)),
        "text": text,
        "reading": None,
        "meanings": [f"{text}x"],
        "language": "ja",
        "level": level,
        "rank": rank,
        "frequency": None,
        "details": {},
    }


def knows(question: dict[str, Any], ability: float) -> bool:
    """Somebody who knows exactly what is not too hard for them."""
    rank = int(question["text"][1:])
    level, place = LEVELS[rank // WORDS_OF_A_LEVEL], rank % WORDS_OF_A_LEVEL / (WORDS_OF_A_LEVEL - 1)
    return prior_difficulty(level, place) <= ability


async def take(subgraph: SubgraphUnderTest, ability: float) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The test at its end, and the questions that it asked."""
    test = (await mutate(subgraph, "startPlacementTest", TEST))["test"]
    asked = []
    while test["nextQuestion"] is not None:
        question = test["nextQuestion"]
        asked.append(question)
        right = next(option["id"] for option in question["options"] if option["text"] == question["text"] + "x")
        answer = {"optionId": right} if knows(question, ability) else {}
        payload = await mutate(
            subgraph, "answerTestQuestion", TEST, testId=test["id"], questionId=question["id"], **answer
        )
        assert payload["userErrors"] == []
        test = payload["test"]
    return test, asked


async def test_learners_are_placed_at_their_level_by_few_questions(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill(subgraph)
        for level in ("N5", "N2"):
            test, asked = await take(subgraph, level_centre(level))
            assert test["status"] == "FINISHED" and test["placement"]["level"] == level
            assert len(asked) == test["questionCount"] <= 30 and test["placement"]["standardError"] <= 0.4
            assert len({question["text"] for question in asked}) == len(asked)


async def test_words_kanji_and_sentences_take_their_turns(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill(subgraph)
        _, asked = await take(subgraph, 0.0)
    skills = [question["skill"] for question in asked]
    assert skills[:3] == ["VOCABULARY", "KANJI", "READING"]
    assert abs(skills.count("VOCABULARY") / len(skills) - 0.5) < 0.1


async def test_a_placement_is_announced_and_known_from_then_on(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill(subgraph)
        test, asked = await take(subgraph, level_centre("N4"))
        event = (await subgraph.announced())[-1]
        selection = "... on User { abilities { skill level answerCount } }"
        user = [{"__typename": "User", "id": str(AIKO)}]
        known = (await subgraph.entities(user, selection, caller=AIKO))["data"]["_entities"][0]["abilities"]
    assert event.event_type == "TestCompleted"
    assert (event.data["kind"], event.data["level"]) == ("PLACEMENT", "N4")
    assert sum(one["answerCount"] for one in known) == len(asked) == test["answeredCount"]
    assert {one["skill"] for one in known} == {"VOCABULARY", "KANJI", "READING"}


async def test_two_who_begin_alike_are_not_all_asked_the_same(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill(subgraph)
        first = {(await mutate(subgraph, "startPlacementTest", TEST))["test"]["nextQuestion"]["text"] for _ in range(5)}
    assert len(first) > 1


async def test_the_next_question_costs_few_statements(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill(subgraph)
        test = (await mutate(subgraph, "startPlacementTest", TEST))["test"]
        counts = []
        for _ in range(4):
            with count_statements() as log:
                payload = await mutate(
                    subgraph,
                    "answerTestQuestion",
                    TEST,
                    testId=test["id"],
                    questionId=test["nextQuestion"]["id"],
                    optionId=random.Random(1).choice(test["nextQuestion"]["options"])["id"],
                )
            test = payload["test"]
            counts.append(len(log))
    assert max(counts) <= 18


async def test_without_a_dictionary_there_is_no_placement_yet(place: Place) -> None:
    async with learning(place) as subgraph:
        payload = await mutate(subgraph, "startPlacementTest", TEST)
    assert [error["code"] for error in payload["userErrors"]] == ["CATALOGUE_NOT_READY"]
