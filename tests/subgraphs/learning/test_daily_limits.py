from datetime import timedelta
from typing import Any
from uuid import UUID

from subgraphs.learning.models.topics import DeckRow
from subgraphs.learning.repository.flashcards import FlashcardRepository
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from tests.subgraphs.learning.cards import AIKO, NINE, Place, create, learning, review
from tests.subgraphs.learning.test_learning_settings import live_in, update
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

DUE = "... on User { dueCards(first: 50, limited: true) { totalCount edges { node { id state } } } }"


async def due(subgraph: SubgraphUnderTest) -> dict[str, Any]:
    found = await subgraph.entities([{"__typename": "User", "id": str(AIKO)}], DUE, caller=AIKO)
    cards: dict[str, Any] = found["data"]["_entities"][0]["dueCards"]
    return cards


async def made(subgraph: SubgraphUnderTest, number: int) -> list[str]:
    words: list[Any] = [new_id() for _ in range(number)]
    return [card["id"] for card in (await create(subgraph, words))["flashcards"]]


async def put_into_deck(subgraph: SubgraphUnderTest, cards: list[str], **limits: int | None) -> None:
    deck_id = new_id()
    async with subgraph.subgraph.transactions.begin() as work:
        stated: dict[str, Any] = {"new_per_day": None, "reviews_per_day": None, "desired_retention": None} | limits
        deck = DeckRow(
            id=deck_id, owner_id=AIKO, name=str(deck_id), description=None, created_at=NINE, updated_at=NINE, **stated
        )
        work.session.add(deck)
        await work.session.flush()
        held = await FlashcardRepository(work.session).locked_many([UUID(each) for each in cards], AIKO)
        for row in held.values():
            row.deck_id = deck_id


async def test_new_cards_are_as_many_as_the_day_has_left(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        await update(subgraph, newPerDay=3)
        cards = await made(subgraph, 5)
        assert (await due(subgraph))["totalCount"] == 3
        await review(subgraph, cards[0], "EASY")
        await review(subgraph, cards[4], "AGAIN")
        clock.now += timedelta(minutes=5)
        left = await due(subgraph)
        clock.now += timedelta(days=1)
        tomorrow = await due(subgraph)
    # One new card is left of three, and the one on short steps is asked in any case.
    assert sorted(edge["node"]["state"] for edge in left["edges"]) == ["LEARNING", "NEW"]
    assert left["totalCount"] == 2 and tomorrow["totalCount"] == 4


async def test_learnt_cards_have_a_limit_of_their_own(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        await update(subgraph, reviewsPerDay=2)
        cards = await made(subgraph, 4)
        for card in cards:
            await review(subgraph, card, "EASY")
        clock.now += timedelta(days=30)
        assert (await due(subgraph))["totalCount"] == 2
        await review(subgraph, cards[0], "GOOD")
        assert (await due(subgraph))["totalCount"] == 1


async def test_a_deck_has_limits_within_those_of_the_learner(place: Place) -> None:
    async with learning(place) as subgraph:
        await update(subgraph, newPerDay=4)
        cards = await made(subgraph, 9)
        await put_into_deck(subgraph, cards[:4], new_per_day=1)
        await put_into_deck(subgraph, cards[4:6], new_per_day=0, reviews_per_day=5)
        with count_statements() as log:
            found = await due(subgraph)
    # One of the first deck, none of the second, and the rest as far as the learner's own limit goes.
    assert [edge["node"]["id"] for edge in found["edges"]] == [cards[0], *cards[6:9]]
    assert len(log) == 5


async def test_the_day_that_counts_is_the_learners(place: Place) -> None:
    clock = MovableClock(NINE.replace(hour=18, minute=30))  # in Tokyo half past three in the night
    async with learning(place, clock) as subgraph:
        await live_in(subgraph, "Asia/Tokyo")
        await update(subgraph, newPerDay=1)
        cards = await made(subgraph, 2)
        await review(subgraph, cards[0], "EASY")
        assert (await due(subgraph))["totalCount"] == 0
        clock.now += timedelta(minutes=31)
        assert (await due(subgraph))["totalCount"] == 1


async def test_pages_of_what_the_limits_leave_follow_each_other(place: Place) -> None:
    document = """... on User { dueCards(first: 2, after: %s, limited: true) {
        edges { node { id } } pageInfo { hasNextPage endCursor } } }"""
    async with learning(place) as subgraph:
        await update(subgraph, newPerDay=5)
        cards = await made(subgraph, 8)
        seen: list[str] = []
        cursor = "null"
        while cursor:
            user = [{"__typename": "User", "id": str(AIKO)}]
            found = await subgraph.entities(user, document % cursor, caller=AIKO)
            page = found["data"]["_entities"][0]["dueCards"]
            seen += [edge["node"]["id"] for edge in page["edges"]]
            cursor = f'"{page["pageInfo"]["endCursor"]}"' if page["pageInfo"]["hasNextPage"] else ""
    assert seen == cards[:5]
