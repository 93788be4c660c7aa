from datetime import timedelta
from typing import Any
from uuid import UUID

from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from tests.subgraphs.learning.cards import AIKO, BEN, CAT, DELETE, DOG, NINE, Place, codes, create_one, learning, review
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

UNDO = """
mutation ($input: UndoReviewsInput!) {
  undoReviews(input: $input) {
    reviews { id undoneAt }
    flashcards { id state due reps lapses stability lastReviewedAt reviews { edges { node { id } } } }
    userErrors { code path }
  }
}
"""
CARD = "query ($id: ID!) { flashcard(id: $id) { id state due reps lapses stability lastReviewedAt } }"
HISTORY = """... on User { reviews(first: 50%s) {
    totalCount edges { node { id flashcardId rating undoneAt } } pageInfo { hasNextPage } } }"""


async def undo(subgraph: SubgraphUnderTest, caller: UUID = AIKO, **chosen: Any) -> dict[str, Any]:
    payload: dict[str, Any] = (await subgraph.data(UNDO, {"input": chosen}, caller=caller))["undoReviews"]
    return payload


async def card_of(subgraph: SubgraphUnderTest, card_id: str) -> dict[str, Any]:
    card: dict[str, Any] = (await subgraph.data(CARD, {"id": card_id}, caller=AIKO))["flashcard"]
    return card


async def history(subgraph: SubgraphUnderTest, arguments: str = "", caller: UUID = AIKO) -> dict[str, Any]:
    user = [{"__typename": "User", "id": str(caller)}]
    answer = await subgraph.entities(user, HISTORY % arguments, caller=caller)
    found: dict[str, Any] = answer["data"]["_entities"][0]["reviews"]
    return found


async def test_the_last_answer_is_taken_back_and_the_card_is_as_before(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        card = await create_one(subgraph)
        await review(subgraph, card, "GOOD")
        before = await card_of(subgraph, card)
        clock.now += timedelta(minutes=10)
        given = (await review(subgraph, card, "AGAIN"))["review"]
        payload = await undo(subgraph, count=1)
        events = await subgraph.announced()
        assert await card_of(subgraph, card) == before
    assert [row["id"] for row in payload["reviews"]] == [given["id"]]
    assert payload["reviews"][0]["undoneAt"] == "2026-03-02T09:10:00Z"
    assert len(payload["flashcards"][0]["reviews"]["edges"]) == 1
    assert events[-1].event_type == "FlashcardReviewUndone" and events[-1].data["reviewId"] == given["id"]
    assert events[-1].data["historyVersion"] == 3


async def test_all_answers_taken_back_leave_a_new_card(place: Place) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        before = await card_of(subgraph, card)
        for rating in ("EASY", "GOOD", "AGAIN"):
            await review(subgraph, card, rating)
        await undo(subgraph, count=50)
        assert await card_of(subgraph, card) == before


async def test_one_from_the_middle_goes_and_the_later_ones_stay(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        card, twin = await create_one(subgraph), await create_one(subgraph, DOG)
        given = []
        for rating in ("GOOD", "AGAIN", "GOOD"):
            clock.now += timedelta(minutes=10)
            given.append((await review(subgraph, card, rating))["review"]["id"])
            if rating == "GOOD":
                await review(subgraph, twin, rating)
        await undo(subgraph, reviewIds=[given[1]])
        left, expected = await card_of(subgraph, card), await card_of(subgraph, twin)
    assert (left["reps"], left["state"], left["stability"]) == (2, expected["state"], expected["stability"])


async def test_taking_back_again_does_nothing_more(place: Place) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        first = (await review(subgraph, card, clientReviewId="r1"))["review"]["id"]
        await review(subgraph, card)
        one = await undo(subgraph, count=1, clientMutationId="u1")
        assert await undo(subgraph, count=1, clientMutationId="u1") == one
        named = await undo(subgraph, reviewIds=[first])
        assert await undo(subgraph, reviewIds=[first]) == named
        sent_again = await review(subgraph, card, clientReviewId="r1")
        kinds = [event.event_type for event in await subgraph.announced()]
    assert sent_again["review"]["id"] == first and sent_again["flashcard"]["reps"] == 0
    assert kinds.count("FlashcardReviewUndone") == 2 and kinds.count("FlashcardReviewed") == 2


async def test_what_is_old_or_somebody_elses_or_gone_stays(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        old = (await review(subgraph, await create_one(subgraph)))["review"]["id"]
        bens = (await review(subgraph, await create_one(subgraph, CAT, BEN), caller=BEN))["review"]["id"]
        clock.now += timedelta(days=1, seconds=1)
        deleted = await create_one(subgraph, DOG)
        gone = (await review(subgraph, deleted))["review"]["id"]
        await subgraph.data(DELETE, {"input": {"flashcardId": deleted}}, caller=AIKO)
        payload = await undo(subgraph, reviewIds=[old, bens, str(new_id()), "x", gone])
        nothing = await undo(subgraph, count=3)
    assert [(error["code"], error["path"][1]) for error in payload["userErrors"]] == [
        ("TOO_OLD", "0"),
        ("NOT_FOUND", "1"),
        ("NOT_FOUND", "2"),
        ("NOT_FOUND", "3"),
        ("NOT_FOUND", "4"),
    ]
    assert nothing == {"reviews": [], "flashcards": [], "userErrors": []}


async def test_it_is_said_which_ones_and_not_too_many(place: Place) -> None:
    async with learning(place) as subgraph:
        wrong: list[dict[str, Any]] = [
            {},
            {"count": 1, "reviewIds": []},
            {"count": 0},
            {"count": 51},
            {"reviewIds": []},
        ]
        for chosen in wrong:
            answer = await subgraph.execute(UNDO, {"input": chosen}, caller=AIKO)
            assert codes(answer) == ["BAD_USER_INPUT"]


async def test_many_are_taken_back_by_few_statements(place: Place) -> None:
    async with learning(place) as subgraph:
        for _ in range(6):
            card = await create_one(subgraph, new_id())
            for rating in ("GOOD", "AGAIN", "EASY"):
                await review(subgraph, card, rating)
        with count_statements() as log:
            payload = await undo(subgraph, count=12)
    assert len(payload["reviews"]) == 12
    # One of them where the engine needs a lock to keep the outbox in order.
    assert len(log) <= 11


async def test_the_history_is_filtered_and_paged(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        cat, dog = await create_one(subgraph), await create_one(subgraph, DOG)
        for card, rating in ((cat, "GOOD"), (dog, "AGAIN"), (cat, "HARD"), (cat, "AGAIN")):
            clock.now += timedelta(minutes=10)
            await review(subgraph, card, rating)
        await undo(subgraph, count=1)
        everything = await history(subgraph)
        undone_too = await history(subgraph, ", filter: {includeUndone: true}")
        of_dog = await history(subgraph, f', filter: {{flashcardId: "{dog}"}}')
        forgotten = await history(subgraph, ", filter: {ratings: [AGAIN], includeUndone: true}")
        between = await history(subgraph, ', filter: {since: "2026-03-02T09:20:00Z", until: "2026-03-02T09:30:00Z"}')
        nothing = await history(subgraph, ', filter: {flashcardId: "x"}')
        others = await subgraph.entities([{"__typename": "User", "id": str(BEN)}], HISTORY % "", caller=AIKO)
    ratings = [[edge["node"]["rating"] for edge in found["edges"]] for found in (everything, undone_too, of_dog)]
    assert ratings == [["HARD", "AGAIN", "GOOD"], ["AGAIN", "HARD", "AGAIN", "GOOD"], ["AGAIN"]]
    assert (everything["totalCount"], forgotten["totalCount"], between["totalCount"], nothing["totalCount"]) == (
        3,
        2,
        1,
        0,
    )
    assert codes(others) == ["FORBIDDEN"]
