"""A subgraph that fails takes its own fields with it, and nothing else; the answer says which, and why."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.drills.processes import Platform, platform
from tests.router.server.raw_http import Answer

BOTH = '{ book(id: "1") { title stars } }'
ALONE = '{ book(id: "1") { title } }'
WHOLE = {"book": {"title": "Kokoro", "stars": 5}}
PARTIAL = {"book": {"title": "Kokoro", "stars": None}}
SETTINGS = {
    "server": {"log_level": "error"},
    "subgraphs": {
        "timeout_seconds": 1,
        "retries": {"attempts": 2, "first_wait_seconds": 0.01},
        "circuit": {"min_requests": 4, "open_seconds": 0.1},
    },
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Platform]:
    folder: Path = tmp_path_factory.mktemp("failing")
    async with platform(folder, SETTINGS) as processes:
        yield processes


pytestmark = pytest.mark.asyncio(loop_scope="module")


def the_error(answer: Answer) -> dict[str, Any]:
    """The one of the field that is missing."""
    assert (answer.status, answer.json["data"]) == (200, PARTIAL)
    [error] = answer.json["errors"]
    assert error["path"] == ["book", "stars"]
    assert error["extensions"]["service"] == "reviews"
    extensions: dict[str, Any] = error["extensions"]
    return extensions


async def until_whole(running: Platform) -> None:
    """Until the circuit lets requests through again."""
    async with asyncio.timeout(20):
        while (await running.ask(BOTH)).json.get("data") != WHOLE:  # noqa: ASYNC110 - the router is another process
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("mode", "code", "reason"),
    [
        ("garbage", "SUBREQUEST_MALFORMED_RESPONSE", "its answer is not JSON"),
        ("half a body", "SUBREQUEST_HTTP_ERROR", "the connection broke off"),
        ("500", "SUBREQUEST_HTTP_ERROR", "it answered with HTTP status 500"),
        ("redirect", "SUBREQUEST_HTTP_ERROR", "it answered with HTTP status 307"),
    ],
)
async def test_a_subgraph_that_answers_nonsense(running: Platform, mode: str, code: str, reason: str) -> None:
    await until_whole(running)
    await running.reviews.behave(mode)
    error = the_error(await running.ask(BOTH))
    assert (error["code"], error["reason"]) == (code, reason)
    assert (await running.ask(ALONE)).json == {"data": {"book": {"title": "Kokoro"}}}
    assert await running.reviews.behave("good") == 0
    await until_whole(running)


async def test_a_subgraph_that_is_slow_is_waited_for(running: Platform) -> None:
    await until_whole(running)
    await running.reviews.behave("slow")
    assert (await running.ask(BOTH)).json == {"data": WHOLE}
    await running.reviews.behave("good")


async def test_a_subgraph_that_hangs_is_given_up_and_taken_back(running: Platform) -> None:
    await until_whole(running)
    running.reviews.hang()
    try:
        async with asyncio.timeout(5):
            error = the_error(await running.ask(BOTH))
            assert (await running.ask(ALONE)).json == {"data": {"book": {"title": "Kokoro"}}}
    finally:
        running.reviews.go_on()
    assert (error["code"], error["reason"]) == ("SUBREQUEST_TIMEOUT", "no answer within 1 s")
    await until_whole(running)


async def test_a_subgraph_that_is_killed_under_load_and_started_again(running: Platform) -> None:
    await until_whole(running)
    stop = asyncio.Event()
    answers: list[Answer] = []

    async def load() -> None:
        while not stop.is_set():
            answers.append(await running.ask(BOTH))

    async with asyncio.TaskGroup() as clients:
        for _ in range(8):
            clients.create_task(load())
        await running.reviews.kill()
        lost = await running.ask(BOTH)
        assert the_error(lost)["code"] in ("SUBREQUEST_HTTP_ERROR", "SUBREQUEST_CIRCUIT_OPEN")
        await running.reviews.start()
        await until_whole(running)
        stop.set()
    assert all(answer.json["data"] in (WHOLE, PARTIAL) for answer in answers)
    for answer in answers:
        assert answer.json["data"] == WHOLE or the_error(answer)["code"].startswith("SUBREQUEST_")


async def test_an_answer_comes_without_the_subgraph_that_all_begins_with(running: Platform) -> None:
    await until_whole(running)
    await running.books.kill()
    answer = await running.ask(BOTH)
    assert answer.json["data"] == {"book": None}
    assert [error["extensions"]["service"] for error in answer.json["errors"]] == ["books"]
    await running.books.start()
    await until_whole(running)
