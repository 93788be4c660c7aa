"""The same promise between processes: events over a real Redis, subgraphs killed while a learner studies."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from kumiki.ports import free_port
from subgraphs.shared.caller import CALLER_HEADER, Caller, sign_caller
from subgraphs.shared.clock import utc_now
from subgraphs.shared.ids import seed_id
from tests.router.server.raw_http import ask
from tests.support.subgraphs import eventually

pytestmark = pytest.mark.services

CALLER_KEY = "a key that these processes share"
LEARNER = seed_id("user", "crash")
REVIEWS = 24
PATIENCE = 60.0

CREATE = "mutation ($input: CreateFlashcardsInput!) { createFlashcards(input: $input) { flashcards { id } } }"
REVIEW = "mutation ($input: ReviewFlashcardInput!) { reviewFlashcard(input: $input) { flashcard { reps } } }"
ENTITY = "query ($found: [_Any!]!) { _entities(representations: $found) { %s } }"
PROGRESS = "... on User { progress { xp xpHistory(first: 100) { edges { node { amount reason } } } } }"
INBOX = "... on User { notifications(first: 100) { edges { node { kind } } } }"


class Served:
    """One subgraph in a process of its own, which can be killed and started again on the same port."""

    def __init__(self, name: str, home: Path, redis_port: int) -> None:
        self._name = name
        self._port = free_port()
        self._environment = {
            **os.environ,
            "KUMIKI_HOME": str(home),
            "KUMIKI_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
            "KUMIKI_CALLER_KEY": CALLER_KEY,
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        command = [sys.executable, "-m", f"subgraphs.{self._name}", "serve", "--port", str(self._port)]
        self._process = await asyncio.create_subprocess_exec(
            *command, env=self._environment, stdout=asyncio.subprocess.DEVNULL
        )
        await eventually(self.is_up, PATIENCE)

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def is_up(self) -> bool:
        try:
            return (await ask(self._port, "GET", "/health")).status == 200
        except OSError:
            return False

    async def data(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Ask as the learner, again and again until there is an answer, as a phone would."""
        answers: list[dict[str, Any]] = []

        async def is_answered() -> bool:
            try:
                answers.append(await self._ask(document, variables))
            except (OSError, EOFError):
                return False
            return True

        await eventually(is_answered, PATIENCE)
        assert "errors" not in answers[0], answers[0]
        data: dict[str, Any] = answers[0]["data"]
        return data

    async def user(self, selection: str) -> dict[str, Any]:
        representation = {"__typename": "User", "id": str(LEARNER), "timeZone": "UTC"}
        user: dict[str, Any] = (await self.data(ENTITY % selection, {"found": [representation]}))["_entities"][0]
        return user

    async def _ask(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        headers = {
            "content-type": "application/json",
            CALLER_HEADER: sign_caller(Caller(LEARNER), CALLER_KEY, utc_now()),
        }
        body = json.dumps({"query": document, "variables": variables}).encode()
        answer: dict[str, Any] = (await ask(self._port, headers=headers, body=body)).json
        return answer


@asynccontextmanager
async def redis_server(directory: Path) -> AsyncIterator[int]:
    port = free_port()
    command = ["redis-server", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(directory)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def served(home: Path, redis_port: int) -> AsyncIterator[dict[str, Served]]:
    subgraphs = {name: Served(name, home, redis_port) for name in ("learning", "progress", "notifications")}
    try:
        await asyncio.gather(*(subgraph.start() for subgraph in subgraphs.values()))
        yield subgraphs
    finally:
        await asyncio.gather(*(subgraph.kill() for subgraph in subgraphs.values()))


async def study(learning: Served) -> None:
    """Answer one card many times; whatever gets no answer is sent again under the same id."""
    created = await learning.data(CREATE, {"input": {"kanjiIds": [str(seed_id("kanji", "猫"))]}})
    card = created["createFlashcards"]["flashcards"][0]["id"]
    for number in range(REVIEWS):
        # A learner takes a moment for each answer, and so the deaths fall between and into them.
        await asyncio.sleep(0.25)
        await learning.data(
            REVIEW, {"input": {"flashcardId": card, "rating": "GOOD", "clientMutationId": f"review {number}"}}
        )


async def kill_in_turn(subgraphs: dict[str, Served]) -> None:
    for name in ("progress", "learning", "notifications", "learning", "progress"):
        await subgraphs[name].kill()
        await subgraphs[name].start()


@pytest.mark.timeout(240)
async def test_subgraphs_that_are_killed_while_a_learner_studies_count_each_review_once(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as redis_port, served(tmp_path, redis_port) as subgraphs:
        async with asyncio.TaskGroup() as group:
            group.create_task(study(subgraphs["learning"]))
            group.create_task(kill_in_turn(subgraphs))

        async def is_settled() -> bool:
            awards = (await subgraphs["progress"].user(PROGRESS))["progress"]["xpHistory"]["edges"]
            told = (await subgraphs["notifications"].user(INBOX))["notifications"]["edges"]
            return count(awards, "reason", "REVIEW") >= REVIEWS and count(told, "kind", "XP_AWARDED") >= REVIEWS

        await eventually(is_settled, PATIENCE)
        card = {"__typename": "Kanji", "id": str(seed_id("kanji", "猫"))}
        found = await subgraphs["learning"].data(ENTITY % "... on Kanji { flashcard { reps } }", {"found": [card]})
        progress = (await subgraphs["progress"].user(PROGRESS))["progress"]
        told = (await subgraphs["notifications"].user(INBOX))["notifications"]["edges"]
    awards = progress["xpHistory"]["edges"]
    assert found["_entities"] == [{"flashcard": {"reps": REVIEWS}}]
    assert count(awards, "reason", "REVIEW") == REVIEWS
    assert progress["xp"] == sum(edge["node"]["amount"] for edge in awards)
    assert count(told, "kind", "XP_AWARDED") == REVIEWS
    assert count(told, "kind", "LEVEL_REACHED") == 1


def count(edges: list[dict[str, Any]], field: str, value: str) -> int:
    return sum(edge["node"][field] == value for edge in edges)
