"""The history of points that explains itself, levels, goals, activity and freezes, as clients see them."""

import asyncio
from contextlib import aclosing
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from subgraphs.progress.service.facts import give_streak_freezes
from subgraphs.shared.database import count_statements
from subgraphs.shared.ids import new_id, seed_id
from subgraphs.shared.subgraph import Answer
from tests.subgraphs.progress.deeds import (
    answered,
    course_completed,
    episode_watched,
    goal_set,
    lesson_completed,
    quiz_answered,
    undone,
)
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

DAY = timedelta(days=1)
MOON, LESSON, COURSE, EPISODE = (seed_id("item", number) for number in range(4))
HISTORY = """xpHistory(first: 50 %s) { edges { node {
  amount reason base takenByCap undoneAt multipliers { id factor } rule { id }
  subject { __typename ... on Kanji { id } ... on Lesson { id } ... on Course { id } ... on Episode { id } } } } }"""
ACTIVITY = 'activity(from: "2026-03-01", to: "2026-03-31") { day xp reviews minutes goal isGoalReached }'
FREEZES = "streak { days } streakFreezes { available used }"
GOAL = "dailyGoal { xp earned reachedAt }"


async def ask(subgraph: SubgraphUnderTest, selection: str, learner: UUID = AIKO, caller: UUID | None = AIKO) -> Answer:
    user = {"__typename": "User", "id": str(learner), "timeZone": "UTC"}
    return await subgraph.entities([user], f"... on User {{ progress {{ {selection} }} }}", caller=caller)


async def seen(subgraph: SubgraphUnderTest, selection: str) -> dict[str, Any]:
    answer = await ask(subgraph, selection)
    assert "errors" not in answer, answer
    found: dict[str, Any] = answer["data"]["_entities"][0]["progress"]
    return found


async def history(subgraph: SubgraphUnderTest, arguments: str = "") -> list[dict[str, Any]]:
    found = await seen(subgraph, HISTORY % arguments)
    return [edge["node"] for edge in found["xpHistory"]["edges"]]


async def test_an_award_says_by_which_rule_and_what_for(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, answered(AIKO, MONDAY_NINE, "EASY", kanji=MOON))
        first, review = sorted(await history(subgraph), key=lambda award: award["reason"])
    assert first["rule"] == {"id": "FIRST_REVIEW_OF_DAY"} and first["amount"] == 20
    assert review == {
        "amount": 12,
        "reason": "REVIEW",
        "base": 12,
        "takenByCap": 0,
        "undoneAt": None,
        "multipliers": [],
        "rule": {"id": "REVIEW"},
        "subject": {"__typename": "Kanji", "id": str(MOON)},
    }


async def test_everything_that_earns_points_is_in_the_history(place: Place) -> None:
    saturday = MONDAY_NINE + 5 * DAY
    events = [lesson_completed(AIKO, LESSON, saturday), course_completed(AIKO, COURSE, saturday)]
    events += [quiz_answered(AIKO, LESSON, saturday), episode_watched(AIKO, EPISODE, saturday)]
    async with progress(place, MovableClock(saturday)) as subgraph:
        await hear(subgraph, *events)
        found = {award["reason"]: award for award in await history(subgraph)}
        assert (await seen(subgraph, "xp streak { days }")) == {"xp": 278, "streak": {"days": 1}}
    assert {reason: award["amount"] for reason, award in found.items()} == {
        "LESSON_COMPLETED": 45,
        "COURSE_COMPLETED": 200,
        "QUIZ_ANSWERED": 3,
        "EPISODE_WATCHED": 30,
    }
    assert found["LESSON_COMPLETED"]["multipliers"] == [{"id": "WEEKEND", "factor": 1.5}]
    subjects = {reason: award["subject"]["__typename"] for reason, award in found.items()}
    assert subjects["COURSE_COMPLETED"] == "Course" and subjects["EPISODE_WATCHED"] == "Episode"


async def test_the_cap_of_a_rule_shows_what_it_took(place: Place) -> None:
    async with progress(place) as subgraph:
        for index in range(6):
            await hear(subgraph, episode_watched(AIKO, new_id(), MONDAY_NINE + timedelta(minutes=index)))
        latest, *earlier = await history(subgraph)
    assert (latest["amount"], latest["takenByCap"]) == (0, 20)
    assert all((award["amount"], award["takenByCap"]) == (20, 0) for award in earlier)


async def test_an_undone_review_stays_in_the_history_and_gives_nothing(place: Place) -> None:
    first = answered(AIKO, MONDAY_NINE)
    second = answered(AIKO, MONDAY_NINE + timedelta(minutes=1), "EASY")
    async with progress(place) as subgraph:
        await hear(subgraph, first, second, undone(first, MONDAY_NINE + timedelta(hours=1)))
        found = await history(subgraph)
        figures = await seen(subgraph, "xp streak { days } today { xp reviews }")
        events = [(event.event_type, event.data.get("amount")) for event in await subgraph.announced()]
    amounts = [(award["reason"], award["amount"], award["undoneAt"]) for award in found]
    assert sorted(amounts, key=repr) == [
        ("FIRST_REVIEW_OF_DAY", 20, None),
        ("REVIEW", 0, "2026-03-02T10:00:00Z"),
        ("REVIEW", 12, None),
    ]
    assert figures == {"xp": 32, "streak": {"days": 1}, "today": {"xp": 32, "reviews": 1}}
    assert events[-1] == ("XpCorrected", -10)


async def test_the_only_review_of_a_day_that_is_undone_ends_the_streak_it_began(place: Place) -> None:
    review = answered(AIKO, MONDAY_NINE)
    async with progress(place) as subgraph:
        await hear(subgraph, undone(review, MONDAY_NINE + DAY), review)
        assert await seen(subgraph, "xp streak { days lastActiveOn }") == {
            "xp": 0,
            "streak": {"days": 0, "lastActiveOn": None},
        }


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (", reasons: [REVIEW]", 3),
        (", reasons: []", 0),
        (', rule: "FIRST_REVIEW_OF_DAY"', 2),
        (', from: "2026-03-03T00:00:00Z"', 3),
        (', to: "2026-03-03T00:00:00Z"', 2),
        (', from: "2026-03-03T00:00:00Z", reasons: [FIRST_REVIEW_OF_DAY]', 1),
    ],
)
async def test_the_history_can_be_filtered(place: Place, arguments: str, count: int) -> None:
    async with progress(place) as subgraph:
        for at in (MONDAY_NINE, MONDAY_NINE + DAY, MONDAY_NINE + DAY + timedelta(hours=1)):
            await hear(subgraph, answered(AIKO, at))
        assert len(await history(subgraph, arguments)) == count


async def test_the_rules_of_points_can_be_read(place: Place) -> None:
    document = """{ xpRules { id reason description amounts { case points } timesADay dailyCap
      multipliers { id factor steps { atLeast factor } } } }"""
    async with progress(place) as subgraph:
        rules = {rule["id"]: rule for rule in (await subgraph.data(document))["xpRules"]}
    assert rules["REVIEW"]["amounts"][0] == {"case": "AGAIN", "points": 4}
    assert rules["REVIEW"]["multipliers"][0]["steps"][0] == {"atLeast": 7, "factor": 1.1}
    assert rules["FIRST_REVIEW_OF_DAY"]["timesADay"] == 1
    assert rules["LESSON_COMPLETED"]["multipliers"] == [{"id": "WEEKEND", "factor": 1.5, "steps": []}]


async def test_a_level_that_is_reached_is_heard_live(place: Place) -> None:
    document = "subscription { levelUp { level xp user { id } } }"
    async with (
        progress(place) as subgraph,
        aclosing(subgraph.subgraph.subscribe(document, headers=headers_of(AIKO))) as answers,
    ):
        next_answer = asyncio.create_task(anext(answers))
        await eventually(lambda: is_listened_to(subgraph))
        for index in range(8):
            await hear(subgraph, reviewed(AIKO, MONDAY_NINE + timedelta(minutes=index)))
        assert await next_answer == {"data": {"levelUp": {"level": 2, "xp": 100, "user": {"id": str(AIKO)}}}}


async def test_a_level_that_is_reached_again_is_no_news(place: Place) -> None:
    reviews = [answered(AIKO, MONDAY_NINE + timedelta(minutes=index)) for index in range(8)]
    async with progress(place) as subgraph:
        await hear(subgraph, *reviews, undone(reviews[-1], MONDAY_NINE + timedelta(hours=1)))
        assert (await seen(subgraph, "level"))["level"] == 1
        await hear(subgraph, answered(AIKO, MONDAY_NINE + timedelta(hours=2)))
        assert (await seen(subgraph, "level"))["level"] == 2
        assert [event.event_type for event in await subgraph.announced()].count("LevelReached") == 1


async def test_a_daily_goal_is_announced_once_when_it_is_reached(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, goal_set(AIKO, 35, MONDAY_NINE - DAY))
        assert (await seen(subgraph, GOAL))["dailyGoal"] == {"xp": 35, "earned": 0, "reachedAt": None}
        for index in range(3):
            await hear(subgraph, answered(AIKO, MONDAY_NINE + timedelta(minutes=index)))
        goal = (await seen(subgraph, GOAL))["dailyGoal"]
        told = [event.data for event in await subgraph.announced() if event.event_type == "DailyGoalReached"]
    assert goal == {"xp": 35, "earned": 65, "reachedAt": "2026-03-02T09:01:00Z"}
    assert told == [{"learnerId": str(AIKO), "day": "2026-03-02", "goal": 35}]


async def test_a_goal_is_shown_to_its_learner_only(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, goal_set(AIKO, 35, MONDAY_NINE))
        others = await ask(subgraph, GOAL, caller=BEN)
        nobodys = await ask(subgraph, GOAL, caller=None)
    assert others["data"]["_entities"][0]["progress"] == {"dailyGoal": None}
    assert nobodys["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_activity_tells_of_every_day_on_which_anything_was_done(place: Place) -> None:
    async with progress(place, MovableClock(MONDAY_NINE + 2 * DAY)) as subgraph:
        await hear(subgraph, *(answered(AIKO, MONDAY_NINE + timedelta(minutes=index)) for index in range(4)))
        await hear(subgraph, lesson_completed(AIKO, LESSON, MONDAY_NINE + 2 * DAY))
        with count_statements() as log:
            days = (await seen(subgraph, ACTIVITY))["activity"]
    assert days == [
        {"day": "2026-03-02", "xp": 60, "reviews": 4, "minutes": 2, "goal": 50, "isGoalReached": True},
        {"day": "2026-03-04", "xp": 30, "reviews": 0, "minutes": 10, "goal": 50, "isGoalReached": False},
    ]
    assert len(log) == 2


async def test_the_goals_of_earlier_days_are_shown_to_their_learner_only(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, answered(AIKO, MONDAY_NINE))
        others = await ask(subgraph, ACTIVITY, caller=BEN)
    (day,) = others["data"]["_entities"][0]["progress"]["activity"]
    assert (day["xp"], day["goal"]) == (30, None)


@pytest.mark.parametrize("stretch", ['from: "2026-03-02", to: "2026-03-01"', 'from: "2025-01-01", to: "2026-03-01"'])
async def test_activity_of_an_impossible_or_endless_stretch_is_refused(place: Place, stretch: str) -> None:
    async with progress(place) as subgraph:
        answer = await ask(subgraph, f"activity({stretch}) {{ day }}")
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_week_of_study_earns_a_freeze_that_saves_the_streak(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE)
    async with progress(place, clock) as subgraph:
        for day in range(7):
            await hear(subgraph, reviewed(AIKO, MONDAY_NINE + day * DAY))
        clock.now = MONDAY_NINE + 8 * DAY
        saved = await seen(subgraph, FREEZES)
        await hear(subgraph, reviewed(AIKO, clock.now))
        gone_on = await seen(subgraph, FREEZES)
        used = [event.data for event in await subgraph.announced() if event.event_type == "StreakFreezeUsed"]
    frozen = str((MONDAY_NINE + 7 * DAY).date())
    assert saved == {"streak": {"days": 7}, "streakFreezes": {"available": 0, "used": [frozen]}}
    assert gone_on == {"streak": {"days": 8}, "streakFreezes": {"available": 0, "used": [frozen]}}
    assert used == [{"learnerId": str(AIKO), "day": frozen, "left": 0}]


async def test_study_that_is_synchronised_late_gives_a_used_freeze_back(place: Place) -> None:
    clock = MovableClock(MONDAY_NINE + 8 * DAY)
    async with progress(place, clock) as subgraph:
        for day in (*range(7), 8):
            await hear(subgraph, reviewed(AIKO, MONDAY_NINE + day * DAY))
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE + 7 * DAY, announced_at=clock.now))
        found = await seen(subgraph, FREEZES)
    assert found == {"streak": {"days": 9}, "streakFreezes": {"available": 1, "used": []}}


async def test_a_freeze_that_is_given_twice_is_had_once(place: Place) -> None:
    grant = new_id()
    async with progress(place) as subgraph:
        for _ in range(2):
            async with subgraph.subgraph.transactions.begin() as work:
                await give_streak_freezes(work, AIKO, 2, grant, MONDAY_NINE)
        assert (await seen(subgraph, FREEZES))["streakFreezes"]["available"] == 2


async def test_a_gap_that_is_closed_late_raises_the_points_of_the_days_behind_it(place: Place) -> None:
    days = [*range(6), *range(7, 10)]
    async with progress(place, MovableClock(MONDAY_NINE + 9 * DAY)) as subgraph:
        for day in days:
            await hear(subgraph, reviewed(AIKO, MONDAY_NINE + day * DAY))
        assert (await seen(subgraph, "xp"))["xp"] == 30 * 9
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE + 6 * DAY))
        # The day after a week in a row is the first that the streak raises, by a tenth.
        assert (await seen(subgraph, "xp streak { days }")) == {"xp": 30 * 10 + 3, "streak": {"days": 10}}


async def test_a_move_to_another_zone_leaves_the_points_of_earlier_days(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, described(AIKO, "Europe/Lisbon", MONDAY_NINE - DAY))
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE.replace(hour=14)), reviewed(AIKO, MONDAY_NINE.replace(hour=16)))
        before = await seen(subgraph, "xp")
        await hear(subgraph, described(AIKO, "Asia/Tokyo", MONDAY_NINE + DAY))
        assert await seen(subgraph, "xp") == before


async def test_a_day_that_was_asked_for_by_date_is_one_of_the_learners_own(place: Place) -> None:
    async with progress(place) as subgraph:
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE))
        days = (await seen(subgraph, 'activity(from: "2026-03-02", to: "2026-03-02") { day }'))["activity"]
    assert [date.fromisoformat(each["day"]) for each in days] == [MONDAY_NINE.date()]


async def test_what_no_rule_is_about_is_remembered_and_costs_next_to_nothing(place: Place) -> None:
    data = {"learnerId": str(AIKO), "flashcardId": str(new_id()), "itemKind": "FREE", "itemId": None}
    async with progress(place) as subgraph:
        await hear(subgraph, reviewed(AIKO, MONDAY_NINE))
        with count_statements() as log:
            await hear(subgraph, envelope("FlashcardCreated", "learning-events", AIKO, data, MONDAY_NINE + DAY))
        assert len(await history(subgraph)) == 2
        assert [day["day"] for day in (await seen(subgraph, ACTIVITY))["activity"]] == ["2026-03-02"]
    assert len(log) <= 9


async def test_a_capture_that_became_cards_earns_points_once(place: Place) -> None:
    data = {"learnerId": str(AIKO), "captureId": str(new_id()), "cardCount": 3}
    events = [envelope("CaptureProcessed", "learning-events", AIKO, data, MONDAY_NINE) for _ in range(2)]
    async with progress(place) as subgraph:
        await hear(subgraph, *events)
        assert [(award["reason"], award["amount"]) for award in await history(subgraph)] == [("CAPTURE_PROCESSED", 10)]
        assert (await seen(subgraph, "streak { days }"))["streak"]["days"] == 0


async def test_a_review_that_is_heard_late_costs_a_bounded_number_of_statements(place: Place) -> None:
    counts = []
    async with progress(place, MovableClock(MONDAY_NINE + 4 * DAY)) as subgraph:
        for day in range(4):
            for minute in range(1, 6):
                await hear(subgraph, reviewed(AIKO, MONDAY_NINE + day * DAY + timedelta(minutes=minute)))
        for index in range(2):
            with count_statements() as log:
                await hear(subgraph, reviewed(AIKO, MONDAY_NINE + timedelta(seconds=index)))
            counts.append(len(log))
    assert max(counts) <= 34
