import asyncio
from datetime import timedelta

from subgraphs.learning.app import LEARNING
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from subgraphs.shared.migrations import find_drift
from tests.subgraphs.learning.cards import (
    AIKO,
    BEN,
    CAT,
    CAT_KANJI,
    CREATE,
    DELETE,
    DOG,
    NINE,
    REVIEW,
    Place,
    codes,
    create,
    create_one,
    learning,
    review,
)
from tests.support.subgraphs import MovableClock


async def test_the_history_makes_what_the_models_say(place: Place) -> None:
    assert not await find_drift(place.database_url, "learning", LEARNING.metadata)


async def test_words_and_kanji_become_new_cards_that_are_due(place: Place) -> None:
    async with learning(place) as subgraph:
        payload = await create(subgraph, [CAT], kanjiIds=[str(CAT_KANJI)])
    word_card, kanji_card = payload["flashcards"]
    assert payload["userErrors"] == []
    assert word_card["word"] == {"id": str(CAT)} and word_card["kanji"] is None
    assert kanji_card["kanji"] == {"id": str(CAT_KANJI)} and kanji_card["item"] == {"__typename": "Kanji"}
    assert word_card["state"] == "NEW" and word_card["due"] == "2026-03-02T09:00:00Z"
    assert word_card["owner"] == {"id": str(AIKO)}


async def test_creating_announces_each_card(place: Place) -> None:
    async with learning(place) as subgraph:
        payload = await create(subgraph, [CAT, DOG])
        events = await subgraph.announced()
    assert [event.event_type for event in events] == ["FlashcardCreated"] * 2
    assert [event.data["flashcardId"] for event in events] == [card["id"] for card in payload["flashcards"]]
    assert {event.key for event in events} == {str(AIKO)}


async def test_an_item_with_a_card_is_refused_and_costs_the_others_nothing(place: Place) -> None:
    async with learning(place) as subgraph:
        await create(subgraph, [CAT])
        payload = await create(subgraph, [DOG, CAT, "cat"])
    assert [card["word"]["id"] for card in payload["flashcards"]] == [str(DOG)]
    assert payload["userErrors"] == [
        {"code": "INVALID_ID", "path": ["wordIds", "2"]},
        {"code": "ALREADY_EXISTS", "path": ["wordIds", "1"]},
    ]


async def test_an_item_named_twice_makes_one_card(place: Place) -> None:
    async with learning(place) as subgraph:
        payload = await create(subgraph, [CAT, CAT])
    assert len(payload["flashcards"]) == 1 and payload["userErrors"] == []


async def test_two_learners_have_cards_of_one_word(place: Place) -> None:
    async with learning(place) as subgraph:
        assert await create_one(subgraph, CAT, AIKO) != await create_one(subgraph, CAT, BEN)


async def test_more_than_a_hundred_items_are_refused(place: Place) -> None:
    async with learning(place) as subgraph:
        answer = await subgraph.execute(
            CREATE, {"input": {"wordIds": [str(new_id()) for _ in range(101)]}}, caller=AIKO
        )
    assert codes(answer) == ["BAD_USER_INPUT"]


async def test_a_hundred_cards_are_made_by_as_many_statements_as_one(place: Place) -> None:
    async with learning(place) as subgraph:
        with count_statements() as one:
            await create(subgraph, [CAT])
        with count_statements() as hundred:
            await create(subgraph, [new_id() for _ in range(100)])
    assert len(one) == len(hundred) <= 9


async def test_no_items_at_all_are_refused(place: Place) -> None:
    async with learning(place) as subgraph:
        assert codes(await subgraph.execute(CREATE, {"input": {}}, caller=AIKO)) == ["BAD_USER_INPUT"]


async def test_cards_made_at_once_of_the_same_words_are_made_once(place: Place) -> None:
    async with learning(place) as subgraph:
        payloads = await asyncio.gather(*(create(subgraph, [CAT, DOG]) for _ in range(6)))
    assert sum(len(payload["flashcards"]) for payload in payloads) == 2
    assert sum(len(payload["userErrors"]) for payload in payloads) == 10


async def test_creating_again_with_the_same_client_id_gives_the_same_answer(place: Place) -> None:
    async with learning(place) as subgraph:
        await create(subgraph, [DOG])
        first = await create(subgraph, [CAT, DOG], clientMutationId="c1")
        second = await create(subgraph, [CAT, DOG], clientMutationId="c1")
        assert len(await subgraph.announced()) == 2
    assert first == second
    assert len(first["flashcards"]) == 1 and len(first["userErrors"]) == 1


async def test_a_card_is_thrown_away_with_its_reviews(place: Place) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        await review(subgraph, card)
        payload = await subgraph.data(DELETE, {"input": {"flashcardId": card}}, caller=AIKO)
        found = await subgraph.data("query ($id: ID!) { flashcard(id: $id) { id } }", {"id": card}, caller=AIKO)
        events = await subgraph.announced()
        assert await create_one(subgraph) != card
    assert payload["deleteFlashcard"] == {"deletedFlashcardId": card, "userErrors": []}
    assert found == {"flashcard": None}
    assert events[-1].event_type == "FlashcardDeleted"


async def test_deleting_again_with_the_same_client_id_is_no_error(place: Place) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        variables = {"input": {"flashcardId": card, "clientMutationId": "d1"}}
        first = await subgraph.data(DELETE, variables, caller=AIKO)
        assert await subgraph.data(DELETE, variables, caller=AIKO) == first
        assert codes(await subgraph.execute(DELETE, {"input": {"flashcardId": card}}, caller=AIKO)) == ["NOT_FOUND"]


async def test_strangers_neither_see_nor_touch_a_card(place: Place) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        seen = await subgraph.data("query ($id: ID!) { flashcard(id: $id) { id } }", {"id": card}, caller=BEN)
        entity = await subgraph.entities([{"__typename": "Flashcard", "id": card}], "__typename", caller=BEN)
        reviewed = await subgraph.execute(REVIEW, {"input": {"flashcardId": card, "rating": "GOOD"}}, caller=BEN)
        deleted = await subgraph.execute(DELETE, {"input": {"flashcardId": card}}, caller=BEN)
        assert len(await subgraph.announced()) == 1
    assert seen == {"flashcard": None} and entity["data"] == {"_entities": [None]}
    assert codes(reviewed) == ["NOT_FOUND"] and codes(deleted) == ["NOT_FOUND"]


async def test_nobody_who_is_not_signed_in_may_do_anything(place: Place) -> None:
    async with learning(place) as subgraph:
        for document, variables in (
            (CREATE, {"input": {"wordIds": [str(CAT)]}}),
            (REVIEW, {"input": {"flashcardId": str(CAT), "rating": "GOOD"}}),
            (DELETE, {"input": {"flashcardId": str(CAT)}}),
            ('{ flashcard(id: "1") { id } }', {}),
        ):
            assert codes(await subgraph.execute(document, variables)) == ["UNAUTHENTICATED"]


async def test_the_intervals_shown_are_those_that_reviewing_gives(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        card = await create_one(subgraph)
        clock.now += timedelta(minutes=3)
        document = "query ($id: ID!) { flashcard(id: $id) { schedule { rating due } } }"
        shown = (await subgraph.data(document, {"id": card}, caller=AIKO))["flashcard"]["schedule"]
        payload = await review(subgraph, card, "EASY")
    assert [entry["rating"] for entry in shown] == ["AGAIN", "HARD", "GOOD", "EASY"]
    assert payload["flashcard"]["due"] == shown[3]["due"]
