import asyncio
import threading

import pytest

from router.server.app import create_app
from router.server.planning_threads import PlanningOverloaded, PlanningThreads, PlanningTimedOut
from router.server.read_operation import ParseFailed
from router.settings import PlanningSettings, RouterSettings
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import ask, post
from tests.router.server.test_pipeline import counting_planner


class Gate:
    """Work that waits in its thread until it is let through."""

    def __init__(self) -> None:
        self.begun = 0
        self.has_begun = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._open = threading.Event()

    def work(self) -> str:
        self.begun += 1
        self._loop.call_soon_threadsafe(self.has_begun.set)
        assert self._open.wait(10)
        return "done"

    def open(self) -> None:
        self._open.set()


async def test_equal_work_is_done_once_and_everybody_gets_its_outcome() -> None:
    gate, threads = Gate(), PlanningThreads(PlanningSettings())
    waiting = [asyncio.create_task(threads.run("same", gate.work)) for _ in range(5)]
    await gate.has_begun.wait()
    gate.open()
    assert await asyncio.gather(*waiting) == ["done"] * 5
    assert gate.begun == 1


async def test_different_work_is_not_shared() -> None:
    threads = PlanningThreads(PlanningSettings())
    assert [await threads.run(n, lambda n=n: n) for n in range(3)] == [0, 1, 2]  # type: ignore[misc]


async def test_a_refusal_reaches_everybody_who_waits_and_is_not_remembered() -> None:
    threads = PlanningThreads(PlanningSettings())

    def refuse() -> None:
        raise ParseFailed("no")

    answers = await asyncio.gather(*(threads.run("same", refuse) for _ in range(3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [ParseFailed] * 3
    assert await threads.run("same", lambda: "again") == "again"


async def test_a_caller_who_leaves_does_not_end_the_work_of_others() -> None:
    gate, threads = Gate(), PlanningThreads(PlanningSettings())
    first, second = (asyncio.create_task(threads.run("same", gate.work)) for _ in range(2))
    await gate.has_begun.wait()
    first.cancel()
    gate.open()
    assert await second == "done"


async def test_more_than_may_wait_are_refused_at_once() -> None:
    gate, threads = Gate(), PlanningThreads(PlanningSettings(threads=1, max_waiting=1))
    waiting = [asyncio.create_task(threads.run(n, gate.work)) for n in range(2)]
    await gate.has_begun.wait()
    with pytest.raises(PlanningOverloaded):
        await threads.run("one more", gate.work)
    gate.open()
    assert await asyncio.gather(*waiting) == ["done", "done"]


async def test_who_waits_too_long_is_refused() -> None:
    gate, threads = Gate(), PlanningThreads(PlanningSettings(timeout_seconds=0.01))
    with pytest.raises(PlanningTimedOut, match=r"within 0\.01 seconds"):
        await threads.run("slow", gate.work)
    gate.open()


async def test_the_router_answers_others_while_it_plans() -> None:
    gate, planner = Gate(), counting_planner()
    planner.before = gate.work
    app = create_app(example_supergraph(), RouterSettings(), Shelf().clients(), planner=planner)
    planning = asyncio.create_task(post(app, {"query": "{ __typename }"}))
    await gate.has_begun.wait()
    assert (await ask(app, "GET", "/health")).status == 200
    assert not planning.done()
    gate.open()
    assert (await planning).json == {"data": {"__typename": "Query"}}


async def test_a_router_that_plans_too_much_says_so_with_503() -> None:
    gate, planner = Gate(), counting_planner()
    planner.before = gate.work
    settings = RouterSettings(planning=PlanningSettings(threads=1, max_waiting=1))
    app = create_app(example_supergraph(), settings, Shelf().clients(), planner=planner)
    planned = asyncio.create_task(post(app, {"query": "{ a: __typename }"}))
    await gate.has_begun.wait()
    waiting, refused = (asyncio.create_task(post(app, {"query": f"{{ {key}: __typename }}"})) for key in ("b", "c"))
    answer = await refused
    assert (answer.status, answer.codes) == (503, ["PLANNING_OVERLOADED"])
    gate.open()
    assert [(await answered).status for answered in (planned, waiting)] == [200, 200]
