import asyncio
from datetime import timedelta

from subgraphs.shared.database import count_statements
from tests.subgraphs.learning.cards import (
    AIKO,
    BEN,
    CAT,
    DELETE,
    DOG,
    NINE,
    Place,
    create,
    create_one,
    learning,
    review,
)
from tests.support.subgraphs import MovableClock


async def test_an_answer_is_recorded_and_the_card_scheduled_anew(place: Place) -> None:
    async with learning(place) as subgraph:
        payload = await review(subgraph, await create_one(subgraph), "EASY", durationMs=2_500)
    assert payload["flashcard"]["state"] == "REVIEW" and payload["flashcard"]["reps"] == 1
    assert payload["flashcard"]["due"].endswith("T04:00:00Z")
    assert "2026-03-08" <= payload["flashcard"]["due"] <= "2026-03-13"
    assert payload["review"]["stateBefore"] == "NEW" and payload["review"]["stateAfter"] == "REVIEW"
    assert payload["review"]["durationMs"] == 2_500
    assert payload["userErrors"] == []


async def test_the_event_is_written_with_the_review(place: Place) -> None:
    async with learning(place) as subgraph:
        payload = await review(subgraph, await create_one(subgraph), "HARD")
        _, event = await subgraph.announced()
    assert event.event_type == "FlashcardReviewed" and event.key == str(AIKO)
    assert event.data["reviewId"] == payload["review"]["id"] and event.data["rating"] == "HARD"


async def test_the_same_client_id_twice_has_no_second_effect(place: Place) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        first = await review(subgraph, card, clientMutationId="r1")
        second = await review(subgraph, card, clientMutationId="r1")
        events = await subgraph.announced()
    assert first == second
    assert [event.event_type for event in events] == ["FlashcardCreated", "FlashcardReviewed"]


async def test_a_repeated_answer_to_a_card_that_is_gone_is_no_error(place: Place) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        await review(subgraph, card, clientMutationId="r1")
        await subgraph.data(DELETE, {"input": {"flashcardId": card}}, caller=AIKO)
        payload = await review(subgraph, card, clientMutationId="r1")
    assert payload == {"flashcard": None, "review": None, "userErrors": []}


async def test_the_same_client_id_many_times_at_once_has_one_effect(place: Place) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        payloads = await asyncio.gather(*(review(subgraph, card, clientMutationId="r1") for _ in range(8)))
        events = await subgraph.announced()
    assert [payload["flashcard"]["reps"] for payload in payloads] == [1] * 8
    assert len({payload["review"]["id"] for payload in payloads}) == 1
    assert len(events) == 2


async def test_answers_at_once_to_one_card_are_all_counted(place: Place) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        payloads = await asyncio.gather(*(review(subgraph, card) for _ in range(8)))
    assert sorted(payload["flashcard"]["reps"] for payload in payloads) == list(range(1, 9))


async def test_another_learner_may_use_the_same_client_id(place: Place) -> None:
    async with learning(place) as subgraph:
        await review(subgraph, await create_one(subgraph), clientMutationId="r1")
        payload = await review(subgraph, await create_one(subgraph, CAT, BEN), caller=BEN, clientMutationId="r1")
    assert payload["flashcard"]["reps"] == 1


async def test_a_client_id_used_for_another_card_is_refused(place: Place) -> None:
    async with learning(place) as subgraph:
        await review(subgraph, await create_one(subgraph), clientMutationId="r1")
        payload = await review(subgraph, await create_one(subgraph, DOG), clientMutationId="r1")
    assert payload["userErrors"] == [{"code": "CLIENT_MUTATION_ID_TAKEN", "path": ["clientMutationId"]}]
    assert payload["flashcard"] is None


async def test_a_refused_review_leaves_its_client_id_free(place: Place) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        refused = await review(subgraph, card, durationMs=-1, clientMutationId="r1")
        payload = await review(subgraph, card, durationMs=1, clientMutationId="r1")
    assert refused["userErrors"] == [{"code": "OUT_OF_RANGE", "path": ["durationMs"]}]
    assert payload["userErrors"] == [] and payload["flashcard"]["reps"] == 1


async def test_a_device_that_was_offline_tells_when_it_was_answered(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        card = await create_one(subgraph)
        clock.now += timedelta(days=1)
        payload = await review(subgraph, card, reviewedAt="2026-03-02T12:00:00+02:00")
    assert payload["review"]["reviewedAt"] == "2026-03-02T10:00:00Z"
    assert payload["flashcard"]["lastReviewedAt"] == "2026-03-02T10:00:00Z"


async def test_reviews_before_the_card_was_made_or_in_the_future_are_refused(place: Place) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        past = await review(subgraph, card, reviewedAt="2026-03-02T08:59:59Z")
        future = await review(subgraph, card, reviewedAt="2026-03-02T09:05:01Z")
        assert len(await subgraph.announced()) == 1
    assert past["userErrors"] == [{"code": "BEFORE_FLASHCARD", "path": ["reviewedAt"]}]
    assert future["userErrors"] == [{"code": "IN_THE_FUTURE", "path": ["reviewedAt"]}]


async def test_a_clock_that_is_a_little_fast_is_taken_as_now(place: Place) -> None:
    async with learning(place) as subgraph:
        payload = await review(subgraph, await create_one(subgraph), reviewedAt="2026-03-02T09:04:00Z")
    assert payload["review"]["reviewedAt"] == "2026-03-02T09:00:00Z"


async def test_reviews_are_paged_the_latest_first(place: Place) -> None:
    clock = MovableClock(NINE)
    document = """
    query ($id: ID!, $after: String) {
      flashcard(id: $id) { reviews(first: 2, after: $after) {
        edges { node { rating } } pageInfo { hasNextPage endCursor } } }
    }
    """
    async with learning(place, clock) as subgraph:
        card = await create_one(subgraph)
        for rating in ("AGAIN", "HARD", "GOOD"):
            clock.now += timedelta(minutes=10)
            await review(subgraph, card, rating)
        first = (await subgraph.data(document, {"id": card}, caller=AIKO))["flashcard"]["reviews"]
        after = first["pageInfo"]["endCursor"]
        rest = (await subgraph.data(document, {"id": card, "after": after}, caller=AIKO))["flashcard"]["reviews"]
    assert [edge["node"]["rating"] for edge in first["edges"]] == ["GOOD", "HARD"]
    assert [edge["node"]["rating"] for edge in rest["edges"]] == ["AGAIN"]
    assert not rest["pageInfo"]["hasNextPage"]


async def test_a_reviewed_card_is_due_no_more(place: Place) -> None:
    document = """
    query ($who: [_Any!]!) { _entities(representations: $who) {
      ... on User { dueCards { totalCount edges { node { id } } } } } }
    """
    variables = {"who": [{"__typename": "User", "id": str(AIKO)}]}
    async with learning(place) as subgraph:
        cards = (await create(subgraph, [CAT, DOG]))["flashcards"]
        await review(subgraph, cards[0]["id"])
        due = (await subgraph.data(document, variables, caller=AIKO))["_entities"][0]["dueCards"]
    assert due == {"totalCount": 1, "edges": [{"node": {"id": cards[1]["id"]}}]}


async def test_an_answer_costs_few_statements_and_being_repeatable_four_more(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        card = await create_one(subgraph)
        with count_statements() as plain:
            await review(subgraph, card)
        clock.now += timedelta(minutes=1)
        with count_statements() as repeatable:
            await review(subgraph, card, clientMutationId="r1")
    # One more where the engine needs a lock to keep the outbox in order.
    assert len(plain) <= 6
    assert len(repeatable) == len(plain) + 4
