from datetime import timedelta
from typing import Any

from subgraphs.learning.models.abilities import AbilityRow
from subgraphs.shared.database import count_statements
from tests.subgraphs.learning.cards import AIKO, BEN, NINE, Place, codes, create, learning, review
from tests.subgraphs.learning.catalogue import fill_catalogue, word_id
from tests.subgraphs.learning.studying import mutate
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

CAT, DOG, ECONOMY = word_id("猫", "ねこ"), word_id("犬", "いぬ"), word_id("経済", "けいざい")
SELECTION = "reason worth recallProbability knowledgeProbability flashcard { id } word { id } kanji { id }"


async def next_items(subgraph: SubgraphUnderTest, first: int = 10) -> list[dict[str, Any]]:
    user = [{"__typename": "User", "id": str(AIKO)}]
    selection = f"... on User {{ nextItems(first: {first}) {{ {SELECTION} }} }}"
    answered = await subgraph.entities(user, selection, caller=AIKO)
    found: list[dict[str, Any]] = answered["data"]["_entities"][0]["nextItems"]
    return found


async def test_what_fades_comes_first_then_mistakes_then_what_is_new(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        await fill_catalogue(subgraph)
        (card,) = [card["id"] for card in (await create(subgraph, [CAT]))["flashcards"]]
        await review(subgraph, card, "GOOD")
        await review(subgraph, card, "GOOD")
        clock.now += timedelta(days=20)
        about_dogs: dict[str, Any] = {"from": {"wordIds": [str(DOG)]}}
        started = await mutate(subgraph, "startTest", "test { id questions { id } }", kind="LISTENING", **about_dogs)
        test = started["test"]
        await mutate(
            subgraph, "answerTestQuestion", "test { id }", testId=test["id"], questionId=test["questions"][0]["id"]
        )
        found = await next_items(subgraph)
    assert [one["reason"] for one in found[:3]] == ["FADING", "MISTAKEN", "AT_YOUR_LEVEL"]
    assert found[0]["flashcard"] == {"id": card} and 0 < found[0]["recallProbability"] < 0.9
    assert found[1]["word"] == {"id": str(DOG)} and found[1]["flashcard"] is None
    assert [one["worth"] for one in found] == sorted((one["worth"] for one in found), reverse=True)
    assert len(found) > 3 and str(CAT) not in {(one["word"] or {}).get("id") for one in found[1:]}


async def test_what_is_new_is_as_hard_as_the_learner_is_able(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        async with subgraph.subgraph.transactions.begin() as work:
            work.session.add(
                AbilityRow(owner_id=AIKO, skill="VOCABULARY", ability=0.0, error=0.3, answers=20, updated_at=NINE)
            )
        found = await next_items(subgraph, 50)
    words = [one for one in found if one["word"]]
    assert {one["word"]["id"] for one in words} == {str(word_id("植物", "しょくぶつ")), str(ECONOMY)}
    assert all(0.1 < one["knowledgeProbability"] < 0.9 for one in words)


async def test_items_to_study_next_are_ones_own_and_cost_few_statements(place: Place) -> None:
    async with learning(place) as subgraph:
        await fill_catalogue(subgraph)
        await create(subgraph, [CAT, DOG])
        user = [{"__typename": "User", "id": str(AIKO)}]
        document = "... on User { nextItems(first: 50) { reason } }"
        assert codes(await subgraph.entities(user, document, caller=BEN)) == ["FORBIDDEN"]
        too_many = await subgraph.entities(user, "... on User { nextItems(first: 51) { reason } }", caller=AIKO)
        with count_statements() as log:
            await subgraph.entities(user, document, caller=AIKO)
    assert codes(too_many) == ["BAD_USER_INPUT"]
    assert len(log) <= 16
