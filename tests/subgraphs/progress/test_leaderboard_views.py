"""Whom somebody is shown on a board, and where."""

import asyncio
from contextlib import aclosing
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from subgraphs.progress.privacy import PRIVACY
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import seed_id
from subgraphs.shared.privacy import erase
from tests.subgraphs.progress.learners import (
    AIKO,
    BEN,
    CARLA,
    MONDAY_NINE,
    Place,
    hear,
    is_listened_to,
    progress,
    reviewed,
)
from tests.subgraphs.progress.ties import (
    SCHOOL,
    befriended,
    blocked,
    dissolved,
    joined,
    left,
    parted,
    showing_to,
    unblocked,
)
from tests.support.subgraphs import MovableClock, SubgraphUnderTest, eventually, headers_of

DORA, EMIL = seed_id("user", "dora"), seed_id("user", "emil")
NAMES = {AIKO: "aiko", BEN: "ben", CARLA: "carla", DORA: "dora", EMIL: "emil"}
ONE_DAY = timedelta(days=1)

BOARD = """
query ($period: LeaderboardPeriod = WEEK, $scope: LeaderboardScope, $organizationId: ID, $at: Date, $around: ID,
    $first: Int, $after: String, $last: Int, $before: String) {
  leaderboard(period: $period, scope: $scope, organizationId: $organizationId, at: $at, around: $around, first: $first,
      after: $after, last: $last, before: $before) {
    startsOn endsOn isOver totalCount viewerRank viewerEntry { rank xp node { id } }
    neighbours(above: 1, below: 1) { rank node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { rank xp cursor node { id } }
  }
}
"""


async def board(subgraph: SubgraphUnderTest, caller: UUID | None = AIKO, **variables: Any) -> dict[str, Any]:
    variables.setdefault("scope", "ALL")
    found: dict[str, Any] = (await subgraph.data(BOARD, variables, caller=caller))["leaderboard"]
    return found


def name(edge: dict[str, Any]) -> str:
    return NAMES[UUID(edge["node"]["id"])]


def ranks(found: dict[str, Any]) -> list[tuple[int, str]]:
    return [(edge["rank"], name(edge)) for edge in found["edges"]]


async def all_earn(subgraph: SubgraphUnderTest, at: Any = MONDAY_NINE) -> None:
    """Emil the most, then Dora, Carla, Ben, Aiko."""
    for reviews, learner in enumerate(NAMES, start=1):
        for _ in range(reviews):
            await hear(subgraph, reviewed(learner, at))


async def test_among_friends_stand_the_caller_and_their_friends(place: Place) -> None:
    async with progress(place) as subgraph:
        await all_earn(subgraph)
        await hear(subgraph, befriended(AIKO, CARLA), befriended(EMIL, AIKO), befriended(BEN, DORA))
        found = await board(subgraph, scope="FRIENDS")
        await hear(subgraph, parted(CARLA, AIKO, MONDAY_NINE + ONE_DAY))
        after = await board(subgraph, scope="FRIENDS")
    assert ranks(found) == [(1, "emil"), (2, "carla"), (3, "aiko")]
    assert found["totalCount"] == 3 and found["viewerRank"] == 3
    assert ranks(after) == [(1, "emil"), (2, "aiko")]


async def test_the_end_of_a_friendship_holds_though_its_beginning_arrives_later(place: Place) -> None:
    async with progress(place) as subgraph:
        await all_earn(subgraph)
        await hear(subgraph, parted(BEN, AIKO, MONDAY_NINE + ONE_DAY), befriended(AIKO, BEN))
        assert ranks(await board(subgraph, scope="FRIENDS")) == [(1, "aiko")]


async def test_among_members_stand_those_of_the_organization(place: Place) -> None:
    async with progress(place) as subgraph:
        await all_earn(subgraph)
        await hear(subgraph, joined(AIKO), joined(DORA), joined(BEN), left(BEN, at=MONDAY_NINE + ONE_DAY))
        found = await board(subgraph, scope="ORGANIZATION", organizationId=str(SCHOOL))
    assert ranks(found) == [(1, "dora"), (2, "aiko")]


@pytest.mark.parametrize(
    ("organization", "caller", "code"),
    [
        (str(SCHOOL), BEN, "NOT_FOUND"),
        (str(SCHOOL), None, "UNAUTHENTICATED"),
        (str(seed_id("organization", "unknown")), AIKO, "NOT_FOUND"),
        ("no id", AIKO, "BAD_USER_INPUT"),
        (None, AIKO, "BAD_USER_INPUT"),
    ],
)
async def test_an_organization_is_shown_to_its_members_only(
    place: Place, organization: str | None, caller: UUID | None, code: str
) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, joined(AIKO))
        asked = {"scope": "ORGANIZATION", "organizationId": organization}
        answer = await subgraph.execute(BOARD, asked, caller=caller)
    assert answer["errors"][0]["extensions"]["code"] == code


async def test_an_organization_that_was_dissolved_has_no_board_any_more(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, dissolved(at=MONDAY_NINE + ONE_DAY), joined(AIKO))
        asked = {"scope": "ORGANIZATION", "organizationId": str(SCHOOL)}
        answer = await subgraph.execute(BOARD, asked, caller=AIKO)
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_who_shows_progress_to_friends_stands_among_those_and_nowhere_else(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, showing_to(EMIL, "FRIENDS"), joined(AIKO), joined(EMIL), joined(BEN))
        await all_earn(subgraph)
        await hear(subgraph, befriended(AIKO, EMIL))
        everybody = await board(subgraph)
        friends = await board(subgraph, scope="FRIENDS")
        members = await board(subgraph, scope="ORGANIZATION", organizationId=str(SCHOOL))
        members_for_ben = await board(subgraph, BEN, scope="ORGANIZATION", organizationId=str(SCHOOL))
    assert ranks(everybody) == [(1, "dora"), (2, "carla"), (3, "ben"), (4, "aiko")] and everybody["totalCount"] == 4
    assert ranks(friends) == [(1, "emil"), (2, "aiko")]
    assert ranks(members) == [(1, "emil"), (2, "ben"), (3, "aiko")]
    assert ranks(members_for_ben) == [(1, "ben"), (2, "aiko")]


async def test_who_shows_progress_to_nobody_sees_themselves_and_is_seen_by_nobody(place: Place) -> None:
    async with progress(place) as subgraph:
        await all_earn(subgraph)
        await hear(subgraph, befriended(AIKO, CARLA), showing_to(CARLA, "NOBODY"))
        for_others = await board(subgraph)
        for_friends = await board(subgraph, scope="FRIENDS")
        own = await board(subgraph, CARLA)
        second_page = await board(subgraph, CARLA, first=2, after=own["edges"][1]["cursor"])
        from_below = await board(subgraph, CARLA, last=2, before=own["edges"][3]["cursor"])
        await hear(subgraph, showing_to(CARLA, "EVERYONE", MONDAY_NINE + ONE_DAY))
        again = await board(subgraph)
    assert ranks(for_others) == [(1, "emil"), (2, "dora"), (3, "ben"), (4, "aiko")]
    assert ranks(for_friends) == [(1, "aiko")]
    assert ranks(own) == [(1, "emil"), (2, "dora"), (3, "carla"), (4, "ben"), (5, "aiko")]
    assert own["viewerRank"] == 3 and own["totalCount"] == 5
    assert ranks(second_page) == [(3, "carla"), (4, "ben")]
    assert ranks(from_below) == [(2, "dora"), (3, "carla")]
    assert ranks(again)[2] == (3, "carla")


async def test_those_kept_apart_by_a_block_do_not_see_each_other(place: Place) -> None:
    async with progress(place) as subgraph:
        await all_earn(subgraph)
        await hear(subgraph, blocked(AIKO, DORA), joined(AIKO), joined(DORA))
        for_aiko, for_dora, for_ben = [await board(subgraph, caller) for caller in (AIKO, DORA, BEN)]
        members = await board(subgraph, DORA, scope="ORGANIZATION", organizationId=str(SCHOOL))
        await hear(subgraph, unblocked(AIKO, DORA, MONDAY_NINE + ONE_DAY))
        after = await board(subgraph)
    assert ranks(for_aiko) == [(1, "emil"), (2, "carla"), (3, "ben"), (4, "aiko")]
    assert for_aiko["totalCount"] == 4 and for_aiko["viewerRank"] == 4
    assert ranks(for_dora) == [(1, "emil"), (2, "dora"), (3, "carla"), (4, "ben")]
    assert len(for_ben["edges"]) == 5
    assert ranks(members) == [(1, "dora")]
    assert len(after["edges"]) == 5


async def test_a_page_around_somebody_has_them_in_its_middle(place: Place) -> None:
    async with progress(place) as subgraph:
        await all_earn(subgraph)
        middle = await board(subgraph, around=str(CARLA), first=3)
        top = await board(subgraph, around=str(EMIL), first=3)
        bottom = await board(subgraph, around=str(AIKO), first=3)
        nobody = await board(subgraph, around=str(seed_id("user", "nobody")), first=3)
        both = await subgraph.execute(BOARD, {"around": str(BEN), "last": 2, "scope": "ALL"})
    assert ranks(middle) == [(2, "dora"), (3, "carla"), (4, "ben")]
    assert middle["pageInfo"]["hasNextPage"] and middle["pageInfo"]["hasPreviousPage"]
    assert ranks(top) == [(1, "emil"), (2, "dora"), (3, "carla")] and not top["pageInfo"]["hasPreviousPage"]
    assert ranks(bottom) == [(4, "ben"), (5, "aiko")] and not bottom["pageInfo"]["hasNextPage"]
    assert nobody["edges"] == []
    assert both["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_pages_go_both_ways_from_any_cursor(place: Place) -> None:
    async with progress(place) as subgraph:
        await all_earn(subgraph)
        first = await board(subgraph, first=2)
        second = await board(subgraph, first=2, after=first["pageInfo"]["endCursor"])
        back = await board(subgraph, last=2, before=second["pageInfo"]["startCursor"])
        bottom = await board(subgraph, last=2)
        forged = await subgraph.execute(BOARD, {"after": "AAAA", "scope": "ALL"})
    assert ranks(second) == [(3, "carla"), (4, "ben")] and second["pageInfo"]["hasPreviousPage"]
    assert ranks(back) == ranks(first) and back["pageInfo"]["hasNextPage"]
    assert ranks(bottom) == [(4, "ben"), (5, "aiko")] and not bottom["pageInfo"]["hasNextPage"]
    assert forged["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_neighbours_stand_next_to_the_caller(place: Place) -> None:
    async with progress(place) as subgraph:
        await all_earn(subgraph)
        middle, top, nobody = [await board(subgraph, caller) for caller in (CARLA, EMIL, None)]
    assert [(edge["rank"], name(edge)) for edge in middle["neighbours"]] == [(2, "dora"), (3, "carla"), (4, "ben")]
    assert [edge["rank"] for edge in top["neighbours"]] == [1, 2]
    assert nobody["neighbours"] == [] and nobody["viewerEntry"] is None


async def test_periods_that_are_over_can_be_looked_back_at(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        await all_earn(subgraph)
        clock.now += timedelta(days=9)
        now = await board(subgraph)
        then = await board(subgraph, at="2026-03-04", first=1)
        of_all_time = await board(subgraph, at="2026-03-04", period="ALL_TIME")
    assert now["edges"] == [] and not now["isOver"] and now["startsOn"] == "2026-03-09"
    assert ranks(then) == [(1, "emil")] and then["isOver"]
    assert (then["startsOn"], then["endsOn"]) == ("2026-03-02", "2026-03-08")
    assert of_all_time["endsOn"] is None and not of_all_time["isOver"]


async def test_who_is_erased_leaves_every_rank_exact(place: Place) -> None:
    async with progress(place) as subgraph:
        await all_earn(subgraph)
        await hear(subgraph, befriended(AIKO, EMIL), blocked(EMIL, BEN))
        async with subgraph.subgraph.transactions.begin() as work:
            await subgraph.subgraph.services.leaderboard_index.settle(work.session)
        async with subgraph.subgraph.transactions.begin() as work:
            await erase(work.session, PRIVACY, EMIL)
        found = await board(subgraph)
    assert ranks(found) == [(1, "dora"), (2, "carla"), (3, "ben"), (4, "aiko")] and found["totalCount"] == 4


@pytest.mark.parametrize("scope", ["ALL", "FRIENDS", "ORGANIZATION"])
async def test_everything_about_a_board_costs_a_bounded_number_of_statements(place: Place, scope: str) -> None:
    async with progress(place) as subgraph:
        await all_earn(subgraph)
        await hear(
            subgraph, *(joined(learner) for learner in NAMES), *(befriended(AIKO, each) for each in (BEN, CARLA))
        )
        asked = {"scope": scope, "organizationId": str(SCHOOL), "around": str(AIKO), "first": 2}
        with count_statements() as log:
            await subgraph.data(BOARD, asked, caller=AIKO)
    # Each of page, total, own rank, own entry and neighbours asks for itself.
    assert len(log) <= 25


CHANGED = """subscription ($scope: LeaderboardScope!, $organizationId: ID) {
  leaderboardChanged(period: WEEK, scope: $scope, organizationId: $organizationId) {
    scope rank changeCount user { id } viewerEntry { rank }
  }
}"""


@pytest.mark.parametrize("scope", ["ALL", "FRIENDS", "ORGANIZATION"])
async def test_changes_are_told_of_those_who_are_shown(place: Place, scope: str) -> None:
    asked = {"scope": scope, "organizationId": str(SCHOOL)}
    async with progress(place) as subgraph:
        await hear(subgraph, befriended(AIKO, CARLA), joined(AIKO), joined(CARLA), joined(DORA), joined(EMIL))
        await hear(subgraph, showing_to(DORA, "NOBODY"), befriended(AIKO, DORA), blocked(EMIL, AIKO))
        await hear(subgraph, showing_to(BEN, "FRIENDS"), reviewed(AIKO, MONDAY_NINE))
        async with aclosing(subgraph.subgraph.subscribe(CHANGED, asked, headers=headers_of(AIKO))) as answers:
            next_answer = asyncio.create_task(anext(answers))
            await eventually(lambda: is_listened_to(subgraph))
            for learner in (DORA, EMIL, BEN, CARLA):
                await hear(subgraph, reviewed(learner, MONDAY_NINE, "EASY"))
            told = (await next_answer)["data"]["leaderboardChanged"]
    assert told["user"] == {"id": str(CARLA)}
    assert told["scope"] == scope and told["rank"] == 1 and told["changeCount"] == 1
    assert told["viewerEntry"] == {"rank": 2}


async def test_an_organization_is_watched_by_its_members_only(place: Place) -> None:
    asked = {"scope": "ORGANIZATION", "organizationId": str(SCHOOL)}
    async with (
        progress(place) as subgraph,
        aclosing(subgraph.subgraph.subscribe(CHANGED, asked, headers=headers_of(BEN))) as answers,
    ):
        await hear(subgraph, joined(AIKO))
        answer = await anext(answers)
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
