import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from subgraphs.progress.seed import LEARNERS
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import seed_id
from tests.subgraphs.progress.learners import (
    AIKO,
    BEN,
    CARLA,
    MONDAY_NINE,
    Place,
    hear,
    is_listened_to,
    progress,
    progress_of,
    reviewed,
)
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, eventually, headers_of

BOARD = """
query ($period: LeaderboardPeriod!, $first: Int, $after: String) {
  leaderboard(period: $period, first: $first, after: $after) {
    totalCount viewerRank pageInfo { hasNextPage endCursor } edges { rank xp cursor node { id } }
  }
}
"""


async def board(subgraph: SubgraphUnderTest, period: str = "WEEK", caller: UUID = AIKO, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await subgraph.data(BOARD, {"period": period, **more}, caller=caller))["leaderboard"]
    return found


def standings(found: dict[str, Any]) -> list[tuple[int, str, int]]:
    return [(edge["rank"], edge["node"]["id"], edge["xp"]) for edge in found["edges"]]


async def earn(subgraph: SubgraphUnderTest, learners: Sequence[UUID], at: datetime = MONDAY_NINE) -> None:
    for index, learner in enumerate(learners):
        await hear(subgraph, reviewed(learner, at, announced_at=at + timedelta(seconds=index)))


async def test_learners_stand_by_their_points(place: Place) -> None:
    async with progress(place) as subgraph:
        await earn(subgraph, [AIKO, BEN, BEN, CARLA, BEN, CARLA])
        found = await board(subgraph)
    assert standings(found) == [(1, str(BEN), 50), (2, str(CARLA), 40), (3, str(AIKO), 30)]
    assert found["totalCount"] == 3 and found["viewerRank"] == 3


@pytest.mark.parametrize("order", [(AIKO, BEN, CARLA), (CARLA, AIKO, BEN), (BEN, CARLA, AIKO)])
async def test_of_equals_the_first_to_get_there_stands_higher(place: Place, order: tuple[UUID, ...]) -> None:
    async with progress(place) as subgraph:
        await earn(subgraph, order)
        found = await board(subgraph)
    assert standings(found) == [(rank, str(learner), 30) for rank, learner in enumerate(order, start=1)]


async def test_ranks_go_on_where_the_last_page_ended(place: Place) -> None:
    learners = [seed_id("user", f"learner {index}") for index in range(10)]
    async with progress(place) as subgraph:
        await earn(subgraph, learners)
        seen: list[tuple[int, str, int]] = []
        after = None
        while len(seen) < 10:
            page = await board(subgraph, first=4, after=after)
            seen += standings(page)
            after = page["pageInfo"]["endCursor"]
        assert not page["pageInfo"]["hasNextPage"]
    assert [rank for rank, _, _ in seen] == list(range(1, 11))
    assert [learner for _, learner, _ in seen] == [str(learner) for learner in learners]


async def test_each_period_counts_its_own_points(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        await earn(subgraph, [AIKO], MONDAY_NINE - timedelta(days=1))
        await earn(subgraph, [AIKO], MONDAY_NINE)
        clock.now += timedelta(days=1)
        await earn(subgraph, [AIKO], clock.now)
        points = {p: standings(await board(subgraph, p))[0][2] for p in ("DAY", "WEEK", "MONTH", "ALL_TIME")}
    assert points == {"DAY": 30, "WEEK": 60, "MONTH": 90, "ALL_TIME": 90}


async def test_a_new_week_begins_with_an_empty_board(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        await earn(subgraph, [AIKO])
        clock.now += timedelta(days=7)
        found = await board(subgraph)
    assert found["edges"] == [] and found["totalCount"] == 0 and found["viewerRank"] is None


async def test_points_synchronised_late_count_for_the_week_they_were_earned_in(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE - timedelta(days=1), announced_at=MONDAY_NINE))
        assert (await board(subgraph))["edges"] == []


async def test_a_page_of_the_board_costs_seven_statements(place: Place) -> None:
    async with progress(place) as subgraph:
        await earn(subgraph, [AIKO, BEN, CARLA])
        cursor = (await board(subgraph, first=1))["pageInfo"]["endCursor"]
        with count_statements() as log:
            found = await board(subgraph, first=1, after=cursor)
    assert found["edges"][0]["rank"] == 2
    # The page; and for its first rank, the total and the caller's rank, the index and what the caller is shown.
    assert len(log) == 7


async def test_the_history_of_points_is_shown_to_its_learner_only(place: Place) -> None:
    selection = "... on User { progress { xpHistory(first: 1) { edges { node { amount reason earnedAt } } } } }"
    user = [{"__typename": "User", "id": str(AIKO), "timeZone": "UTC"}]
    async with progress(place) as subgraph:
        await earn(subgraph, [AIKO])
        await earn(subgraph, [AIKO], MONDAY_NINE + timedelta(hours=1))
        own = await subgraph.entities(user, selection, caller=AIKO)
        other = await subgraph.entities(user, selection, caller=BEN)
    assert own["data"]["_entities"][0]["progress"]["xpHistory"]["edges"] == [
        {"node": {"amount": 10, "reason": "REVIEW", "earnedAt": "2026-03-02T10:00:00Z"}}
    ]
    assert other["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_changed_leaderboard_is_heard_live(place: Place) -> None:
    document = "subscription { leaderboardChanged(period: WEEK) { period xp rank user { id } } }"
    async with progress(place) as subgraph, aclosing(subgraph.subgraph.subscribe(document)) as answers:
        next_answer = asyncio.create_task(anext(answers))
        await eventually(lambda: is_listened_to(subgraph))
        await earn(subgraph, [AIKO])
        first = await next_answer
        await earn(subgraph, [AIKO])
        second = await anext(answers)
    assert first["data"]["leaderboardChanged"]["xp"] == 30
    assert second == {
        "data": {"leaderboardChanged": {"period": "WEEK", "xp": 40, "rank": 1, "user": {"id": str(AIKO)}}}
    }


async def test_own_progress_is_heard_live_and_nobody_elses(place: Place) -> None:
    document = "subscription { progressChanged { id } }"
    async with (
        progress(place) as subgraph,
        aclosing(subgraph.subgraph.subscribe(document, headers=headers_of(BEN))) as answers,
    ):
        next_answer = asyncio.create_task(anext(answers))
        await eventually(lambda: is_listened_to(subgraph))
        await earn(subgraph, [AIKO, BEN])
        assert await next_answer == {"data": {"progressChanged": {"id": str(BEN)}}}
    assert subgraph.messaging.live.listener_count == 0


@pytest.mark.parametrize("hour", [0, 9, 23])
async def test_the_seed_fills_the_boards_and_runs_once(place: Place, hour: int) -> None:
    demo = seed_id("user", 0)
    async with progress(place, MovableClock(MONDAY_NINE.replace(hour=hour) + timedelta(days=2))) as subgraph:
        await subgraph.subgraph.seed()
        await subgraph.subgraph.seed()
        week = await board(subgraph, first=100, caller=demo)
        everything = await board(subgraph, "ALL_TIME", first=100, caller=demo)
        found = [await progress_of(subgraph, seed_id("user", number), "Asia/Tokyo") for number in range(LEARNERS)]
        assert await subgraph.announced() == []
    assert week["totalCount"] == everything["totalCount"] == LEARNERS
    assert sorted(edge["xp"] for edge in everything["edges"]) == sorted(each["xp"] for each in found)
    assert found[0]["streak"]["days"] == 5 and found[0]["today"] == {"xp": 0, "reviews": 0}
    assert all(each["streak"]["days"] >= 1 and each["today"]["reviews"] > 0 for each in found[1:])
