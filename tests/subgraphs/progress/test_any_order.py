"""A week of events gives the same figures in whatever order, and however often, they are told, and when rebuilt."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select

from subgraphs.progress.app import PROGRESS
from subgraphs.progress.service.facts import give_streak_freezes
from subgraphs.progress.service.rebuild import rebuild_all
from subgraphs.shared.event import EventEnvelope
from subgraphs.shared.ids import seed_id
from tests.subgraphs.progress.deeds import (
    answered,
    course_completed,
    episode_watched,
    goal_set,
    lesson_completed,
    quiz_answered,
    test_completed,
    undone,
)
from tests.subgraphs.progress.learners import AIKO, MONDAY_NINE, Place, described, hear, progress
from tests.support.subgraphs import MovableClock, SubgraphUnderTest

RECKONED_TABLES = ("awards", "activity", "learner_days", "frozen_days", "mastery", "leaderboard")
TABLES = ("learners", "heard_facts", *RECKONED_TABLES)
NOT_RECKONED = {"highest_level", "is_goal_announced", "version"}
"""What remembers whom something was told, or counts changes."""

KANJI = [seed_id("kanji", character) for character in "日月火"]
LESSON, COURSE, EPISODE = seed_id("lesson", 1), seed_id("course", 1), seed_id("episode", 1)
GRANT = seed_id("grant", 1)


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return MONDAY_NINE.replace(hour=0) + timedelta(days=day, hours=hour, minutes=minute)


def a_fortnight() -> list[EventEnvelope]:
    """Ten days in a row in Tokyo, a move to New York, a missed day, and some of everything that earns points."""
    events = [described(AIKO, "Asia/Tokyo", at(0, 1)), goal_set(AIKO, 40, at(2)), goal_set(AIKO, 25, at(8, 10))]
    for day in [*range(9), 10, 11]:
        for index in range(2):
            rating = ("GOOD", "EASY", "AGAIN", "HARD")[(day + index) % 4]
            instant = at(day, 13 + index, 7 * day)
            events.append(answered(AIKO, instant, rating, instant + timedelta(days=1 + 3 * index), KANJI[index]))
    events += [undone(events[4], at(0, 20)), undone(events[12], at(9)), undone(events[-1], at(13))]
    events += [quiz_answered(AIKO, LESSON, at(5, 3 + index), is_correct=index != 1) for index in range(3)]
    events += [
        lesson_completed(AIKO, LESSON, at(5, 8), right=2, quizzes=3),
        course_completed(AIKO, COURSE, at(5, 8, 1)),
    ]
    events.append(test_completed(AIKO, at(7, 15), {KANJI[0]: "RIGHT", KANJI[1]: "WRONG", KANJI[2]: "SKIPPED"}))
    events += [episode_watched(AIKO, EPISODE, at(6, 11)), described(AIKO, "America/New_York", at(9, 20))]
    return events


async def figures(subgraph: SubgraphUnderTest) -> dict[str, list[dict[str, Any]]]:
    """All rows that are reckoned, in the order of their keys."""
    found = {}
    async with subgraph.subgraph.database.read() as session:
        for name in TABLES:
            table: Table = PROGRESS.metadata.tables[name]
            rows = (await session.execute(select(table).order_by(*table.primary_key.columns))).mappings()
            found[name] = [{key: row[key] for key in row if key not in NOT_RECKONED} for row in rows]
    return found


async def after(directory: Path, events: Sequence[EventEnvelope], grant_before: int) -> dict[str, Any]:
    """The figures after these events, before which at some point a freeze was given."""
    place = Place(directory, f"sqlite+aiosqlite:///{directory}/progress.db")
    async with progress(place, MovableClock(at(14))) as subgraph:
        for index, event in enumerate(events):
            if index == grant_before:
                await give(subgraph)
            await hear(subgraph, event)
        return await figures(subgraph)


async def give(subgraph: SubgraphUnderTest) -> None:
    async with subgraph.subgraph.transactions.begin() as work:
        await give_streak_freezes(work, AIKO, 1, GRANT, at(3))


async def test_every_order_gives_the_same_figures(tmp_path: Path) -> None:
    events = a_fortnight()
    in_order = sorted(events, key=lambda event: event.occurred_at)
    expected = await after(tmp_path / "in-order", in_order, grant_before=12)
    assert expected["learners"][0]["streak_days"] == 11 and len(expected["frozen_days"]) == 1
    assert {award["reason"] for award in expected["awards"]} >= {"DAILY_GOAL_REACHED", "EPISODE_WATCHED"}
    for seed in range(3):
        chance = random.Random(seed)
        shuffled = [*events, *chance.choices(events, k=15)]
        chance.shuffle(shuffled)
        found = await after(tmp_path / str(seed), shuffled, grant_before=chance.randrange(len(shuffled)))
        for name in TABLES:
            assert _without_ids(found[name]) == _without_ids(expected[name]), (seed, name)


async def test_rebuilding_gives_the_figures_that_stand_and_those_that_were_lost(place: Place) -> None:
    events = a_fortnight()
    random.Random(7).shuffle(events)
    async with progress(place, MovableClock(at(14))) as subgraph:
        await hear(subgraph, *events)
        await give(subgraph)
        before, announced = await figures(subgraph), len(await subgraph.announced())
        assert await rebuilt(subgraph) == [AIKO]
        assert await figures(subgraph) == before
        for name in RECKONED_TABLES:
            async with subgraph.subgraph.database.write() as session:
                await session.execute(PROGRESS.metadata.tables[name].delete())
            await rebuilt(subgraph)
            assert (await figures(subgraph))[name] == before[name]
        assert await figures(subgraph) == before
        assert len(await subgraph.announced()) == announced


async def rebuilt(subgraph: SubgraphUnderTest) -> list[UUID]:
    return [user_id async for user_id in rebuild_all(subgraph.subgraph.transactions)]


def _without_ids(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A grant has no event, and so an id of its own each time."""
    return sorted(({key: row[key] for key in row if key != "id"} for row in rows), key=repr)
