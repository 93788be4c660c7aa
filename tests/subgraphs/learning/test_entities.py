from typing import Any

from subgraphs.learning.card_seed import FREE_CARDS
from subgraphs.learning.seed import KANJI, WORDS
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id, seed_id
from tests.subgraphs.learning.cards import (
    AIKO,
    BEN,
    CAT,
    CAT_KANJI,
    Place,
    codes,
    create,
    create_one,
    learning,
    review,
)
from tests.support.subgraphs import SubgraphUnderTest

DEMO = seed_id("user", 0)


def card(card_id: str, **required: Any) -> dict[str, Any]:
    return {"__typename": "Flashcard", "id": card_id, **required}


async def faces(subgraph: SubgraphUnderTest, *representations: dict[str, Any]) -> list[dict[str, Any] | None]:
    answer = await subgraph.entities(list(representations), "... on Flashcard { front back }", caller=AIKO)
    assert "errors" not in answer
    found: list[dict[str, Any] | None] = answer["data"]["_entities"]
    return found


async def test_the_faces_of_a_card_come_from_what_content_knows(place: Place) -> None:
    async with learning(place) as subgraph:
        word_card, kanji_card = (await create(subgraph, [CAT], kanjiIds=[str(CAT_KANJI)]))["flashcards"]
        word = {"text": "猫", "reading": "ねこ", "meanings": ["cat", "shamisen"]}
        kanji = {"character": "猫", "meanings": ["cat"]}
        found = await faces(
            subgraph, card(word_card["id"], word=word, kanji=None), card(kanji_card["id"], word=None, kanji=kanji)
        )
    assert found == [{"front": "猫", "back": "ねこ – cat, shamisen"}, {"front": "猫", "back": "cat"}]


async def test_a_card_of_a_word_that_content_lost_has_no_faces(place: Place) -> None:
    async with learning(place) as subgraph:
        card_id = await create_one(subgraph)
        assert await faces(subgraph, card(card_id, word=None, kanji=None)) == [{"front": None, "back": None}]


async def test_unknown_cards_are_null_each_for_itself(place: Place) -> None:
    async with learning(place) as subgraph:
        card_id = await create_one(subgraph)
        word = {"text": "猫", "reading": "ねこ", "meanings": ["cat"]}
        found = await faces(subgraph, card(str(new_id())), card("no id"), card(card_id, word=word))
    assert found == [None, None, {"front": "猫", "back": "ねこ – cat"}]


async def test_a_hundred_cards_are_resolved_by_two_statements(place: Place) -> None:
    async with learning(place) as subgraph:
        words: list[Any] = [new_id() for _ in range(100)]
        cards = (await create(subgraph, words))["flashcards"]
        with count_statements() as log:
            found = await faces(subgraph, *(card(each["id"], word=None) for each in cards))
    assert len(found) == 100 and None not in found
    # One for the cards, one for what is known of their items.
    assert len(log) == 2


async def test_the_reviews_of_many_cards_cost_one_statement(place: Place) -> None:
    async with learning(place) as subgraph:
        cards = (await create(subgraph, [CAT, new_id(), new_id()]))["flashcards"]
        for each in cards:
            await review(subgraph, each["id"])
        with count_statements() as log:
            answer = await subgraph.entities(
                [card(each["id"]) for each in cards],
                "... on Flashcard { reviews(first: 5) { edges { node { rating } } } }",
                caller=AIKO,
            )
    assert [len(entity["reviews"]["edges"]) for entity in answer["data"]["_entities"]] == [1, 1, 1]
    assert len(log) == 2


async def test_words_and_kanji_tell_of_the_callers_own_card(place: Place) -> None:
    async with learning(place) as subgraph:
        card_id = await create_one(subgraph, CAT)
        await create_one(subgraph, CAT, BEN)
        representations = [
            {"__typename": "Word", "id": str(CAT)},
            {"__typename": "Word", "id": str(new_id())},
            {"__typename": "Kanji", "id": str(CAT_KANJI)},
        ]
        selection = "... on Word { flashcard { id } } ... on Kanji { flashcard { id } }"
        with count_statements() as log:
            answer = await subgraph.entities(representations, selection, caller=AIKO)
        nobody = await subgraph.entities(representations, selection)
    assert answer["data"]["_entities"] == [{"flashcard": {"id": card_id}}, {"flashcard": None}, {"flashcard": None}]
    assert nobody["data"]["_entities"] == [{"flashcard": None}] * 3
    assert len(log) == 1


async def test_the_cards_of_others_are_forbidden_and_cost_no_statement(place: Place) -> None:
    async with learning(place) as subgraph:
        representations = [{"__typename": "User", "id": str(BEN)}, {"__typename": "User", "id": "x"}]
        with count_statements() as log:
            answer = await subgraph.entities(
                representations, "... on User { id dueCards { totalCount } flashcards { totalCount } }", caller=AIKO
            )
    assert codes(answer) == ["FORBIDDEN"] * 4
    assert answer["data"]["_entities"][0] == {"id": str(BEN), "dueCards": None, "flashcards": None}
    assert len(log) == 0


async def test_a_page_of_due_cards_with_its_count_and_schedule_costs_three_statements(place: Place) -> None:
    async with learning(place) as subgraph:
        words: list[Any] = [new_id() for _ in range(40)]
        await create(subgraph, words)
        with count_statements() as log:
            answer = await subgraph.entities(
                [{"__typename": "User", "id": str(AIKO)}],
                """... on User { dueCards(first: 15) { totalCount pageInfo { hasNextPage }
                     edges { node { id due schedule { due } word { id } } } } }""",
                caller=AIKO,
            )
    due = answer["data"]["_entities"][0]["dueCards"]
    assert due["totalCount"] == 40 and len(due["edges"]) == 15 and due["pageInfo"]["hasNextPage"]
    assert len(log) == 3


async def test_pages_follow_each_other_without_gap_or_repetition(place: Place) -> None:
    document = """... on User { flashcards(first: 7, after: %s) {
        edges { node { id } } pageInfo { hasNextPage endCursor } } }"""
    async with learning(place) as subgraph:
        words: list[Any] = [new_id() for _ in range(20)]
        made = [each["id"] for each in (await create(subgraph, words))["flashcards"]]
        seen, cursor, pages = [], "null", 0
        while cursor:
            user = [{"__typename": "User", "id": str(AIKO)}]
            answer = await subgraph.entities(user, document % cursor, caller=AIKO)
            page = answer["data"]["_entities"][0]["flashcards"]
            seen += [edge["node"]["id"] for edge in page["edges"]]
            cursor = f'"{page["pageInfo"]["endCursor"]}"' if page["pageInfo"]["hasNextPage"] else ""
            pages += 1
    assert sorted(seen) == sorted(made) and pages == 3


async def test_flashcards_can_be_asked_for_by_state(place: Place) -> None:
    async with learning(place) as subgraph:
        cards = (await create(subgraph, [CAT, new_id()]))["flashcards"]
        await review(subgraph, cards[0]["id"], "EASY")
        answer = await subgraph.entities(
            [{"__typename": "User", "id": str(AIKO)}],
            "... on User { flashcards(states: [REVIEW, RELEARNING]) { totalCount edges { node { id state } } } }",
            caller=AIKO,
        )
    found = answer["data"]["_entities"][0]["flashcards"]
    assert found == {"totalCount": 1, "edges": [{"node": {"id": cards[0]["id"], "state": "REVIEW"}}]}


async def test_the_seed_gives_the_demo_learner_cards_and_runs_once(place: Place) -> None:
    selection = """... on User { flashcards(first: 100) { totalCount edges { node { state due reps
        reviews { edges { node { due } } } } } } dueCards { totalCount }
        topics { name counts { total } children { name counts { total } } } decks { name counts { total } }
        tags { name } }"""
    async with learning(place) as subgraph:
        await subgraph.subgraph.seed()
        await subgraph.subgraph.seed()
        answer = await subgraph.entities([{"__typename": "User", "id": str(DEMO)}], selection, caller=DEMO)
        assert await subgraph.announced() == []
    user = answer["data"]["_entities"][0]
    cards = [edge["node"] for edge in user["flashcards"]["edges"]]
    assert user["flashcards"]["totalCount"] == len(WORDS) + len(KANJI) + len(FREE_CARDS) == 33
    assert user["dueCards"]["totalCount"] == 24
    first, phrases = user["topics"]
    assert (first["name"], first["counts"]["total"], phrases["counts"]["total"]) == ("First words", 8, 3)
    assert [topic["name"] for topic in first["children"]] == ["Animals", "Nature"]
    assert user["decks"] == [{"name": "Phrases for work", "counts": {"total": 3}}]
    assert [tag["name"] for tag in user["tags"]] == ["animals", "nature", "polite"]
    assert {each["state"] for each in cards} == {"NEW", "REVIEW"}
    for each in cards:
        dues = [edge["node"]["due"] for edge in each["reviews"]["edges"]]
        assert len(dues) == each["reps"]
        assert dues[:1] in ([], [each["due"]])
