"""Achievements, from what learners did to their badges."""

import asyncio
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from subgraphs.progress.service.rebuild import rebuild
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.ids import new_id
from tests.subgraphs.progress.learners import (
    AIKO,
    BEN,
    MONDAY_NINE,
    Place,
    described,
    envelope,
    hear,
    is_listened_to,
    progress,
    reviewed,
)
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, eventually, headers_of

ACHIEVEMENTS = """... on User { progress {
  achievements { achievement { id target } current unlockedAt }
  badges { achievement { id tier isSecret } unlockedAt } } }"""
LATER = timedelta(minutes=1)


async def settle(subgraph: SubgraphUnderTest, clock: MovableClock) -> None:
    clock.now += LATER
    await subgraph.run_jobs()


async def seen(subgraph: SubgraphUnderTest, learner: UUID = AIKO, caller: UUID | None = AIKO) -> dict[str, Any]:
    representation = {"__typename": "User", "id": str(learner), "timeZone": "UTC"}
    answer = await subgraph.entities([representation], ACHIEVEMENTS, caller=caller)
    assert "errors" not in answer
    found: dict[str, Any] = answer["data"]["_entities"][0]["progress"]
    return found


async def badges(subgraph: SubgraphUnderTest, learner: UUID = AIKO) -> set[str]:
    return {badge["achievement"]["id"] for badge in (await seen(subgraph, learner))["badges"]}


def created(learner: UUID, at: datetime) -> EventEnvelope:
    data = {"learnerId": str(learner), "flashcardId": str(new_id()), "itemKind": "WORD", "itemId": str(new_id())}
    return envelope("FlashcardCreated", "learning-events", learner, data, at)


def befriended(learner: UUID, friend: UUID, at: datetime = MONDAY_NINE) -> EventEnvelope:
    data = {"userId": str(learner), "friendId": str(friend)}
    return envelope("FriendshipBegan", "user-events", learner, data, at)


async def test_the_first_review_is_an_achievement_and_is_told(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE))
        await settle(subgraph, clock)
        assert await badges(subgraph) == {"first-review"}
        told = [event.data for event in await subgraph.announced() if event.event_type == "AchievementUnlocked"]
    assert [(each["learnerId"], each["achievementId"], each["tier"]) for each in told] == [
        (str(AIKO), "first-review", "BRONZE")
    ]


async def test_counting_twice_gives_and_tells_once(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        event = reviewed(AIKO, MONDAY_NINE)
        for _ in range(2):
            await hear(subgraph, event)
            await settle(subgraph, clock)
        assert sum(event.event_type == "AchievementUnlocked" for event in await subgraph.announced()) == 1


async def test_progress_towards_an_achievement_is_the_learners_own_to_see(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        await hear(subgraph, *(created(AIKO, MONDAY_NINE) for _ in range(4)))
        await settle(subgraph, clock)
        towards = {each["achievement"]["id"]: each["current"] for each in (await seen(subgraph))["achievements"]}
        others = (await seen(subgraph, AIKO, BEN))["achievements"]
    assert (towards["cards-10"], towards["cards-100"], towards["streak-3"]) == (4, 4, 0)
    assert others == []


async def test_a_secret_achievement_is_unknown_until_it_is_had(place: Place) -> None:
    clock, night = MovableClock(MONDAY_NINE), MONDAY_NINE.replace(hour=2)
    async with progress(place, clock) as subgraph:
        await hear(subgraph, *(reviewed(AIKO, night + timedelta(seconds=n)) for n in range(24)))
        await settle(subgraph, clock)
        before = await seen(subgraph)
        await hear(subgraph, reviewed(AIKO, night + timedelta(hours=1)))
        await settle(subgraph, clock)
        after = await seen(subgraph)
    assert "night-owl" not in {each["achievement"]["id"] for each in before["achievements"]}
    assert {"id": "night-owl", "tier": "BRONZE", "isSecret": True} in [each["achievement"] for each in after["badges"]]


async def test_whose_night_it_was_is_told_by_where_the_learner_lives(place: Place) -> None:
    clock, tokyo_night = MovableClock(MONDAY_NINE), MONDAY_NINE.replace(hour=17)
    async with progress(place, clock) as subgraph:
        await hear(subgraph, *(reviewed(AIKO, tokyo_night + timedelta(seconds=n)) for n in range(25)))
        await settle(subgraph, clock)
        assert "night-owl" not in await badges(subgraph)
        await hear(subgraph, described(AIKO, "Asia/Tokyo", MONDAY_NINE - timedelta(days=1)))
        await settle(subgraph, clock)
        assert "night-owl" in await badges(subgraph)


async def test_what_rests_on_an_undone_review_is_taken_back(place: Place) -> None:
    clock, event = MovableClock(MONDAY_NINE), reviewed(AIKO, MONDAY_NINE)
    undone = envelope(
        "FlashcardReviewUndone",
        "learning-events",
        AIKO,
        {**event.data, "undoneAt": (MONDAY_NINE + LATER).isoformat()},
        MONDAY_NINE + LATER,
    )
    async with progress(place, clock) as subgraph:
        await hear(subgraph, event)
        await settle(subgraph, clock)
        await hear(subgraph, undone)
        await settle(subgraph, clock)
        assert await badges(subgraph) == set()


async def test_a_friend_who_is_lost_does_not_cost_the_badge(place: Place) -> None:
    clock, later = MovableClock(MONDAY_NINE), MONDAY_NINE + timedelta(hours=1)
    ended = envelope("FriendshipEnded", "user-events", AIKO, {"userId": str(AIKO), "friendId": str(BEN)}, later)
    async with progress(place, clock) as subgraph:
        await hear(subgraph, befriended(AIKO, BEN))
        await settle(subgraph, clock)
        await hear(subgraph, ended, reviewed(AIKO, later))
        await settle(subgraph, clock)
        assert "friend-1" in await badges(subgraph, AIKO)
        assert "friend-1" in await badges(subgraph, BEN)


async def test_rebuilding_changes_nothing(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        days = [MONDAY_NINE + timedelta(days=n) for n in range(3)]
        await hear(subgraph, *(reviewed(AIKO, day) for day in days), *(created(AIKO, days[0]) for _ in range(10)))
        await settle(subgraph, clock)
        before = await seen(subgraph)
        async with subgraph.subgraph.transactions.begin() as work:
            await rebuild(work, AIKO)
        await settle(subgraph, clock)
        after = await seen(subgraph)
    assert {"streak-3", "cards-10", "first-review"} <= {each["achievement"]["id"] for each in before["badges"]}
    assert after == before


async def test_the_order_of_arrival_makes_no_difference(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    events = [reviewed(AIKO, MONDAY_NINE + timedelta(days=n, minutes=m), "EASY") for n in range(4) for m in range(5)]
    events += [created(AIKO, MONDAY_NINE + timedelta(hours=n)) for n in range(12)]
    async with progress(place, clock) as subgraph:
        await hear(subgraph, *events)
        await settle(subgraph, clock)
        for number, event in enumerate(reversed(events)):
            data = {**event.data, "learnerId": str(BEN)}
            other = envelope(event.event_type, event.topic, BEN, data, event.occurred_at)
            await hear(subgraph, other, other)
            if number == len(events) // 2:
                await settle(subgraph, clock)
        await settle(subgraph, clock)
        assert await badges(subgraph, AIKO) == await badges(subgraph, BEN)
        assert {"streak-3", "cards-10"} <= await badges(subgraph, BEN)


async def test_open_subscriptions_hear_of_it(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    document = "subscription { achievementUnlocked { id name } }"
    async with (
        progress(place, clock) as subgraph,
        aclosing(subgraph.subgraph.subscribe(document, headers=headers_of(AIKO))) as answers,
    ):
        answer = asyncio.ensure_future(anext(answers))
        await eventually(lambda: is_listened_to(subgraph))
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE))
        await settle(subgraph, clock)
        assert (await answer)["data"]["achievementUnlocked"] == {"id": "first-review", "name": "First of many"}


async def test_the_catalogue_keeps_secrets(place: Place) -> None:
    async with progress(place) as subgraph:
        shown = (await subgraph.data("{ achievements { id isSecret group tier description target } }"))["achievements"]
    assert len(shown) >= 40
    assert not any(each["isSecret"] for each in shown)
