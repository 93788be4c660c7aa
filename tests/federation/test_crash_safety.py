"""Killed anywhere between an answer and its notification, the platform loses nothing and counts nothing twice."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from subgraphs.progress.app import PROGRESS as PROGRESS_DEFINITION
from subgraphs.progress.service.rebuild import rebuild_all
from subgraphs.shared.messaging import Messaging
from tests.federation.crashing_platform import DEFINITIONS, LEARNER, REVIEWS_OF_A_STUDY, Joint, is_settled
from tests.support.forked import Forked, forked
from tests.support.subgraphs import (
    SubgraphUnderTest,
    eventually,
    migrate_as_before,
    open_subgraph,
    running_subgraphs,
    subgraph_under_test,
)

PATIENCE = 60.0
CARDS = "... on User { flashcards { edges { node { reps reviews(first: 100) { edges { node { id } } } } } } }"
PROGRESS = """... on User { progress {
  xp streak { days } today { reviews } xpHistory(first: 100) { edges { node { reason } } } } }"""
BADGE = "New badge: First of many"
INBOX = "... on User { notifications(first: 100) { edges { node { title } } } }"


async def run(home: Path, action: str, joint: Joint | None = None) -> int:
    """Run the platform in a process of its own; how it ended."""
    async with started(home, action, *([joint] if joint else [])) as process:
        return await process.wait()


@asynccontextmanager
async def started(home: Path, *arguments: str) -> AsyncIterator[Forked]:
    for definition in DEFINITIONS:
        subgraph = open_subgraph(definition, home, Messaging.in_process())
        await migrate_as_before(subgraph)
        await subgraph.close()
    async with forked("tests.federation.crashing_platform", str(home), *arguments, seconds=PATIENCE) as process:
        yield process


async def settle(home: Path) -> None:
    """Start the platform again, whole and in this process, and let it finish what it finds."""
    async with running_subgraphs(list(DEFINITIONS), home) as by_name:
        subgraphs = [under_test.subgraph for under_test in by_name.values()]
        await eventually(lambda: is_settled(subgraphs), PATIENCE)


async def study_and_die(home: Path, seconds: float) -> int:
    """Let a learner study, and kill the platform that long after it began."""
    async with started(home, "study") as process:
        await asyncio.to_thread(process.read_line)
        await asyncio.sleep(seconds)
        process.kill()
        return await process.wait()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What three databases say of one learner."""

    cards: list[dict[str, Any]]
    progress: dict[str, Any]
    titles: list[str]
    board_xp: list[int]

    @property
    def review_count(self) -> int:
        return sum(len(card["reviews"]["edges"]) for card in self.cards)


async def outcome(home: Path) -> Outcome:
    async with AsyncExitStack() as stack:
        learning, progress, notifications = [
            await stack.enter_async_context(subgraph_under_test(definition, home)) for definition in DEFINITIONS
        ]
        cards = (await learner(learning, CARDS))["flashcards"]["edges"]
        board = (await progress.data("{ leaderboard(period: ALL_TIME) { edges { xp } } }"))["leaderboard"]["edges"]
        inbox = (await learner(notifications, INBOX))["notifications"]["edges"]
        return Outcome(
            cards=[edge["node"] for edge in cards],
            progress=(await learner(progress, PROGRESS))["progress"],
            titles=[edge["node"]["title"] for edge in inbox],
            board_xp=[edge["xp"] for edge in board],
        )


async def rebuild_progress(home: Path) -> None:
    async with subgraph_under_test(PROGRESS_DEFINITION, home) as progress:
        assert [user_id async for user_id in rebuild_all(progress.subgraph.transactions)] == [LEARNER]


async def learner(subgraph: SubgraphUnderTest, selection: str) -> dict[str, Any]:
    representation = {"__typename": "User", "id": str(LEARNER), "timeZone": "UTC"}
    answer = await subgraph.entities([representation], selection, caller=LEARNER)
    assert "errors" not in answer, answer
    user: dict[str, Any] = answer["data"]["_entities"][0]
    return user


async def assert_exactly_one_of_everything(home: Path) -> None:
    found = await outcome(home)
    assert [card["reps"] for card in found.cards] == [1] and found.review_count == 1
    assert found.progress["xp"] == 30 and found.progress["streak"] == {"days": 1}
    reasons = sorted(edge["node"]["reason"] for edge in found.progress["xpHistory"]["edges"])
    assert reasons == ["FIRST_REVIEW_OF_DAY", "REVIEW"]
    assert found.board_xp == [30]
    # Badges are counted a while later, and told once whenever that was.
    assert [title for title in found.titles if title != BADGE] == ["You earned 30 XP"]
    assert found.titles.count(BADGE) <= 1


async def test_without_a_crash_there_is_one_of_everything(tmp_path: Path) -> None:
    assert await run(tmp_path, "review") == 0
    await assert_exactly_one_of_everything(tmp_path)


async def test_a_review_that_was_not_committed_never_happened(tmp_path: Path) -> None:
    assert await run(tmp_path, "review", Joint.REVIEW_WRITTEN) == -signal.SIGKILL
    found = await outcome(tmp_path)
    assert found.cards == [] and found.progress["xp"] == 0 and found.titles == []
    assert await run(tmp_path, "review") == 0
    await assert_exactly_one_of_everything(tmp_path)


@pytest.mark.parametrize("joint", list(Joint)[1:])
async def test_a_committed_review_survives_death_at(tmp_path: Path, joint: Joint) -> None:
    assert await run(tmp_path, "review", joint) == -signal.SIGKILL
    # Nobody sends the mutation again: what the databases hold must be enough.
    await settle(tmp_path)
    await assert_exactly_one_of_everything(tmp_path)


async def test_dying_at_every_joint_in_turn_while_the_client_repeats_itself(tmp_path: Path) -> None:
    ends = [await run(tmp_path, "review", joint) for joint in Joint]
    # From the award on, two outboxes are emptied beside each other, and the notification may be made before the next
    # death: its joints are then not reached again.
    assert ends[:6] == [-signal.SIGKILL] * 6
    assert set(ends[6:]) <= {0, -signal.SIGKILL}
    assert await run(tmp_path, "review") == 0
    await assert_exactly_one_of_everything(tmp_path)


async def test_dying_at_any_moment_of_a_busy_study_counts_each_review_once(tmp_path: Path) -> None:
    ends = [await study_and_die(tmp_path, moment) for moment in (0.0, 0.02, 0.06, 0.13, 0.21)]
    assert -signal.SIGKILL in ends
    assert await run(tmp_path, "study") == 0
    found = await outcome(tmp_path)
    assert [card["reps"] for card in found.cards] == [REVIEWS_OF_A_STUDY] and found.review_count == REVIEWS_OF_A_STUDY
    reasons = Counter(edge["node"]["reason"] for edge in found.progress["xpHistory"]["edges"])
    assert reasons["REVIEW"] == REVIEWS_OF_A_STUDY
    assert found.progress["xp"] == 10 * REVIEWS_OF_A_STUDY + 20 * reasons["FIRST_REVIEW_OF_DAY"]
    assert found.board_xp == [found.progress["xp"]]
    titles = Counter(found.titles)
    assert titles["You earned 10 XP"] + titles["You earned 30 XP"] == REVIEWS_OF_A_STUDY
    assert titles["You reached level 2"] == titles["You reached level 3"] == 1
    await rebuild_progress(tmp_path)
    assert await outcome(tmp_path) == found
