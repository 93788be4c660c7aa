import asyncio
from datetime import timedelta

import pytest

from subgraphs.progress.app import PROGRESS
from subgraphs.shared.database import count_statements
from subgraphs.shared.migrations import find_drift
from tests.subgraphs.progress.learners import (
    AIKO,
    BEN,
    MONDAY_NINE,
    Place,
    described,
    facts,
    hear,
    progress,
    progress_of,
    reviewed,
)
from tests.support.subgraphs import MovableClock


async def test_the_history_makes_what_the_models_say(place: Place) -> None:
    assert not await find_drift(place.database_url, "progress", PROGRESS.metadata)


async def test_everybody_begins_at_level_one(place: Place) -> None:
    async with progress(place) as subgraph:
        found = await progress_of(subgraph, AIKO)
    assert found == {
        "level": 1,
        "xp": 0,
        "xpToNextLevel": 100,
        "streak": {"days": 0, "longest": 0, "lastActiveOn": None},
        "today": {"xp": 0, "reviews": 0},
    }


async def test_a_review_earns_points_and_begins_a_streak(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE), reviewed(AIKO, MONDAY_NINE, "EASY"))
        found = await progress_of(subgraph, AIKO)
        assert await facts(subgraph) == [("XpAwarded", 30), ("StreakExtended", 1), ("XpAwarded", 12)]
    assert found["xp"] == 42 and found["xpToNextLevel"] == 58
    assert found["streak"] == {"days": 1, "longest": 1, "lastActiveOn": "2026-03-02"}
    assert found["today"] == {"xp": 42, "reviews": 2}


async def test_an_event_that_is_delivered_again_counts_once(place: Place) -> None:
    event = reviewed(AIKO, MONDAY_NINE)
    async with progress(place) as subgraph:
        await hear(subgraph, event, event)
        assert (await progress_of(subgraph, AIKO))["xp"] == 30
        assert len(await subgraph.announced()) == 2


async def test_events_handled_at_once_all_count(place: Place) -> None:
    events = [reviewed(AIKO, MONDAY_NINE + timedelta(minutes=index)) for index in range(10)]
    async with progress(place) as subgraph:
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE))
        await asyncio.gather(*(hear(subgraph, event) for event in events))
        found = await progress_of(subgraph, AIKO)
    assert found["xp"] == 130 and found["today"]["reviews"] == 11


async def test_events_carry_on_what_caused_them(place: Place) -> None:
    event = reviewed(AIKO, MONDAY_NINE)
    async with progress(place) as subgraph:
        await hear(subgraph, event)
        announced = await subgraph.announced()
    assert {each.causation_id for each in announced} == {event.event_id}
    assert {each.correlation_id for each in announced} == {"tests"}
    assert announced[0].data["byReason"] == {"REVIEW": 10, "FIRST_REVIEW_OF_DAY": 20}


async def test_a_level_is_announced_when_it_is_reached(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, *(reviewed(AIKO, MONDAY_NINE) for _ in range(8)))
        assert (await facts(subgraph))[-2:] == [("XpAwarded", 10), ("LevelReached", 2)]
        assert (await progress_of(subgraph, AIKO))["level"] == 2


async def test_the_bonus_comes_once_per_day_of_the_learners_own(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        await hear(subgraph, described(AIKO, "Asia/Tokyo"))
        before_midnight, after_midnight = MONDAY_NINE.replace(hour=14), MONDAY_NINE.replace(hour=16)
        clock.now = after_midnight
        await hear(subgraph, reviewed(AIKO, before_midnight), reviewed(AIKO, after_midnight))
        found = [fact for fact in await facts(subgraph) if fact[0] == "XpAwarded"]
    assert found == [("XpAwarded", 30), ("XpAwarded", 30)]


async def test_a_streak_is_alive_through_the_next_day_and_then_over(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        for _ in range(3):
            await hear(subgraph, reviewed(AIKO, clock.now))
            clock.now += timedelta(days=1)
        assert (await progress_of(subgraph, AIKO))["streak"]["days"] == 3
        clock.now += timedelta(days=1)
        ended = (await progress_of(subgraph, AIKO))["streak"]
    assert ended == {"days": 0, "longest": 3, "lastActiveOn": "2026-03-04"}


async def test_a_day_that_is_synchronised_late_closes_the_gap(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE + timedelta(days=2))
    async with progress(place, clock) as subgraph:
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE), reviewed(AIKO, clock.now))
        assert (await progress_of(subgraph, AIKO))["streak"]["days"] == 1
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE + timedelta(days=1), announced_at=clock.now))
        assert (await facts(subgraph))[-1] == ("StreakExtended", 3)
        assert (await progress_of(subgraph, AIKO))["streak"]["days"] == 3


async def test_a_streak_is_counted_in_the_zone_that_is_asked_for(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE.replace(hour=16))
    async with progress(place, clock) as subgraph:
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE.replace(hour=14)), reviewed(AIKO, clock.now))
        in_london = await progress_of(subgraph, AIKO, "Europe/London")
        in_tokyo = await progress_of(subgraph, AIKO, "Asia/Tokyo")
    assert in_london["streak"] == {"days": 1, "longest": 1, "lastActiveOn": "2026-03-02"}
    assert in_london["today"] == {"xp": 40, "reviews": 2}
    assert in_tokyo["streak"] == {"days": 2, "longest": 2, "lastActiveOn": "2026-03-03"}
    assert in_tokyo["today"] == {"xp": 10, "reviews": 1}


async def test_moving_to_another_zone_counts_the_past_in_it(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE.replace(hour=16))
    async with progress(place, clock) as subgraph:
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE.replace(hour=14)), reviewed(AIKO, clock.now))
        await hear(subgraph, described(AIKO, "Asia/Tokyo", clock.now))
        with count_statements() as log:
            assert (await progress_of(subgraph, AIKO, "Asia/Tokyo"))["streak"]["days"] == 2
    assert len([text for text in log.statements if "FROM activity" in text]) == 0


async def test_many_learners_are_answered_by_a_bounded_number_of_statements(place: Place) -> None:
    zones = ("UTC", "Asia/Tokyo", "America/New_York")
    async with progress(place) as subgraph:
        for learner in (AIKO, BEN):
            await hear(subgraph, reviewed(learner, MONDAY_NINE))
        representations = [
            {"__typename": "User", "id": str(learner), "timeZone": zone} for learner in (AIKO, BEN) for zone in zones
        ]
        with count_statements() as log:
            answer = await subgraph.entities(
                representations, "... on User { progress { xp streak { days } today { xp } } }"
            )
    found = [entity["progress"] for entity in answer["data"]["_entities"]]
    assert found == [{"xp": 30, "streak": {"days": 1}, "today": {"xp": 30}}] * 6
    # The learners, their activity for streaks in other zones, the awards of today.
    assert len(log) == 3


async def test_a_rating_without_a_rule_has_no_effect_at_all(place: Place) -> None:
    async with progress(place) as subgraph:
        with pytest.raises(KeyError):
            await hear(subgraph, reviewed(AIKO, MONDAY_NINE, "PERFECT"))
        assert (await progress_of(subgraph, AIKO))["streak"]["days"] == 0


async def test_hearing_of_a_review_costs_a_bounded_number_of_statements(place: Place) -> None:
    async with progress(place) as subgraph:
        with count_statements() as first:
            await hear(subgraph, reviewed(AIKO, MONDAY_NINE))
        with count_statements() as second:
            await hear(subgraph, reviewed(AIKO, MONDAY_NINE))
    assert len(second) <= 18
    assert len(first) <= 27
