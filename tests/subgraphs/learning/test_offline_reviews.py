"""Answers that come late, in any order, in parts and again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subgraphs.learning.scheduling.memory import Answer, Memory, Rating, new_memory
from subgraphs.learning.scheduling.rules import SchedulingRules
from subgraphs.learning.scheduling.scheduler import replay
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id
from tests.subgraphs.learning.cards import AIKO, BEN, CAT, DOG, NINE, Place, codes, create, create_one, learning, review
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

SEND = """
mutation ($input: ReviewFlashcardsInput!) {
  reviewFlashcards(input: $input) {
    reviews { id clientReviewId flashcardId rating quality stateBefore stateAfter due intervalDays recallProbability }
    flashcards { id state due reps lapses stability difficulty lastReviewedAt }
    userErrors { code path }
  }
}
"""
LATER = NINE + timedelta(days=91)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as a device keeps it."""

    card: int
    rating: Rating
    minutes: int
    """After the cards were made."""

    @property
    def at(self) -> datetime:
        return NINE + timedelta(minutes=self.minutes)


async def send(subgraph: SubgraphUnderTest, reviews: list[dict[str, Any]], caller: UUID = AIKO) -> dict[str, Any]:
    data = await subgraph.data(SEND, {"input": {"reviews": reviews}}, caller=caller)
    payload: dict[str, Any] = data["reviewFlashcards"]
    return payload


def kept(card: str, client_id: str, at: datetime = NINE, rating: str = "GOOD", **more: Any) -> dict[str, Any]:
    reviewed_at = at.isoformat()
    return {"flashcardId": card, "clientReviewId": client_id, "reviewedAt": reviewed_at, "rating": rating} | more


KEPT = st.builds(Kept, st.integers(0, 1), st.sampled_from(list(Rating)), st.integers(0, 60 * 24 * 90))


@st.composite
def sendings(draw: st.DrawFn) -> tuple[list[Kept], list[list[int]]]:
    """A history, and in which parts its answers come: all of them, in any order, some more than once."""
    history = draw(st.lists(KEPT, min_size=1, max_size=9))
    places = list(range(len(history)))
    order = draw(st.permutations(places + draw(st.lists(st.sampled_from(places), max_size=4))))
    cuts = sorted(draw(st.sets(st.integers(1, len(order)), max_size=4)) | {len(order)})
    return history, [order[start:end] for start, end in zip([0, *cuts], cuts, strict=False)]


@settings(max_examples=25, deadline=None)
@given(sent=sendings())
def test_in_whichever_way_answers_come_the_cards_are_the_same(
    sent: tuple[list[Kept], list[list[int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    directory = tmp_path_factory.mktemp("offline")
    asyncio.run(_check(Place(directory, f"sqlite+aiosqlite:///{directory}/learning.db"), *sent))


async def _check(place: Place, history: Sequence[Kept], parts: Sequence[Sequence[int]]) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        cards = [card["id"] for card in (await create(subgraph, [CAT, DOG]))["flashcards"]]
        clock.now = LATER
        recorded: dict[str, dict[str, Any]] = {}
        found: dict[str, dict[str, Any]] = {}
        for part in parts:
            each = [(index, history[index]) for index in part]
            payload = await send(
                subgraph, [kept(cards[it.card], f"r{index:02}", it.at, it.rating) for index, it in each]
            )
            assert payload["userErrors"] == []
            found |= {card["id"]: card for card in payload["flashcards"]}
        for part in parts:  # as they are in the end
            payload = await send(subgraph, [kept(cards[history[index].card], f"r{index:02}") for index in part])
            recorded |= {row["clientReviewId"]: row for row in payload["reviews"]}
        events = [event.data for event in await subgraph.announced() if event.event_type == "FlashcardReviewed"]
    assert sorted((event["rating"], event["reviewedAt"]) for event in events) == sorted(
        (it.rating, it.at.isoformat().replace("+00:00", "Z")) for it in history
    )
    for number, card_id in enumerate(cards):
        in_order = sorted((it.at, f"r{index:02}", it) for index, it in enumerate(history) if it.card == number)
        answers = [Answer(it.rating, it.at) for _, _, it in in_order]
        memories = list(replay(new_memory(NINE), answers, SchedulingRules(), UUID(card_id)))
        if memories:
            assert _shown(found[card_id]) == _shown_memory(memories[-1])
            last = max((event for event in events if event["flashcardId"] == card_id), key=_version)
            assert (last["stability"], last["historyVersion"]) == (memories[-1].stability, len(memories))
        dues = [datetime.fromisoformat(recorded[client_id]["due"]) for _, client_id, _ in in_order]
        assert dues == [memory.due for memory in memories]


def _version(event: dict[str, Any]) -> int:
    version: int = event["historyVersion"]
    return version


def _shown(card: dict[str, Any]) -> tuple[Any, ...]:
    due, last = datetime.fromisoformat(card["due"]), datetime.fromisoformat(card["lastReviewedAt"])
    return card["state"], due, card["reps"], card["lapses"], card["stability"], card["difficulty"], last


def _shown_memory(memory: Memory) -> tuple[Any, ...]:
    known = (memory.stability, memory.difficulty, memory.last_reviewed_at)
    return memory.state, memory.due, memory.reps, memory.lapses, *known


async def test_a_late_answer_takes_its_place_and_is_told_of_alone(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        card = await create_one(subgraph)
        clock.now += timedelta(days=10)
        await send(subgraph, [kept(card, "second", NINE + timedelta(days=3), "GOOD")])
        payload = await send(subgraph, [kept(card, "first", NINE + timedelta(minutes=5), "EASY")])
        again = await send(subgraph, [kept(card, "second")])
        events = await subgraph.announced()
    assert payload["flashcards"][0]["reps"] == 2
    assert payload["flashcards"][0]["lastReviewedAt"] == "2026-03-05T09:00:00Z"
    assert again["reviews"][0]["stateBefore"] == "REVIEW"
    assert again["reviews"][0]["recallProbability"] == pytest.approx(0.9, abs=0.1)
    assert [event.event_type for event in events] == ["FlashcardCreated", "FlashcardReviewed", "FlashcardReviewed"]


async def test_one_that_is_refused_costs_the_others_nothing(place: Place) -> None:
    async with learning(place) as subgraph:
        card, others = await create_one(subgraph), await create_one(subgraph, CAT, BEN)
        payload = await send(
            subgraph,
            [
                kept(card, "early", NINE - timedelta(seconds=1)),
                kept(card, "late", NINE + timedelta(minutes=6)),
                kept(others, "another's"),
                kept("no id", "nothing"),
                kept(card, "both", quality=4),
                kept(card, "", durationMs=-1),
                {"flashcardId": card, "clientReviewId": "much", "reviewedAt": NINE.isoformat(), "quality": 6},
                kept(card, "good"),
            ],
        )
    assert [row["clientReviewId"] for row in payload["reviews"]] == ["good"]
    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [
        ("BEFORE_FLASHCARD", ["reviews", "0", "reviewedAt"]),
        ("IN_THE_FUTURE", ["reviews", "1", "reviewedAt"]),
        ("NOT_FOUND", ["reviews", "2", "flashcardId"]),
        ("NOT_FOUND", ["reviews", "3", "flashcardId"]),
        ("RATING_OR_QUALITY", ["reviews", "4", "rating"]),
        ("TOO_LONG", ["reviews", "5", "clientReviewId"]),
        ("OUT_OF_RANGE", ["reviews", "5", "durationMs"]),
        ("OUT_OF_RANGE", ["reviews", "6", "quality"]),
    ]


async def test_an_id_stands_for_one_answer_whether_sent_alone_or_with_others(place: Place) -> None:
    async with learning(place) as subgraph:
        card, dog = await create_one(subgraph), await create_one(subgraph, DOG)
        alone = await review(subgraph, card, clientReviewId="r1")
        together = await send(subgraph, [kept(card, "r1", rating="AGAIN"), kept(dog, "r1")])
        elsewhere = await send(subgraph, [kept(await create_one(subgraph, CAT, BEN), "r1")], BEN)
    assert [row["id"] for row in together["reviews"]] == [alone["review"]["id"]]
    assert together["reviews"][0]["rating"] == "GOOD"
    assert together["userErrors"] == [{"code": "CLIENT_REVIEW_ID_TAKEN", "path": ["reviews", "1", "clientReviewId"]}]
    assert len(elsewhere["reviews"]) == 1 and elsewhere["userErrors"] == []


async def test_two_devices_that_send_the_same_at_once_are_heard_once(place: Place) -> None:
    async with learning(place, MovableClock(NINE)) as subgraph:
        card = await create_one(subgraph)
        answers = [kept(card, f"r{number}") for number in range(4)]
        payloads = await asyncio.gather(*(send(subgraph, answers) for _ in range(4)))
        events = await subgraph.announced()
    assert [payload["flashcards"][0]["reps"] for payload in payloads] == [4] * 4
    assert len(events) == 1 + 4


async def test_qualities_are_ratings_too(place: Place) -> None:
    async with learning(place) as subgraph:
        card = await create_one(subgraph)
        reviewed_at = NINE.astimezone(UTC).isoformat()
        given_quality = {"flashcardId": card, "clientReviewId": "q", "reviewedAt": reviewed_at, "quality": 2}
        payload = await send(subgraph, [given_quality])
    assert (payload["reviews"][0]["rating"], payload["reviews"][0]["quality"]) == ("AGAIN", 2)


async def test_too_many_answers_are_refused_together(place: Place) -> None:
    async with learning(place) as subgraph:
        answers = [kept(str(new_id()), str(number)) for number in range(201)]
        answer = await subgraph.execute(SEND, {"input": {"reviews": answers}}, caller=AIKO)
    assert codes(answer) == ["BAD_USER_INPUT"]


async def test_a_hundred_answers_cost_few_statements(place: Place) -> None:
    clock = MovableClock(NINE)
    async with learning(place, clock) as subgraph:
        words: list[Any] = [new_id() for _ in range(50)]
        cards = [card["id"] for card in (await create(subgraph, words))["flashcards"]]
        clock.now += timedelta(hours=1)
        answers = [kept(card, f"{card} {turn}", NINE + timedelta(minutes=turn)) for card in cards for turn in (1, 2)]
        with count_statements() as new:
            await send(subgraph, answers)
        earlier = [kept(card, f"{card} early", NINE + timedelta(seconds=1)) for card in cards]
        with count_statements() as late:
            await send(subgraph, earlier)
    # Cards, known ids, rules, the new rows, the changed rows, the outbox; the histories where answers are late.
    assert len(new) <= 8
    assert len(late) <= 10
