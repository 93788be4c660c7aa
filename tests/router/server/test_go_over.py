"""A router goes over to another supergraph or other settings while clients use it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from router.errors import SettingsError
from router.planner.plan_document import Planner
from router.query_plan import QueryPlan
from router.server.app import RouterApp, create_app
from router.server.reload import Reloader, restart_only
from router.settings import (
    LimitsSettings,
    PlanningSettings,
    RouterSettings,
    ServerSettings,
    SubgraphSettings,
    SubgraphsSettings,
)
from router.supergraph.load import load_supergraph
from router.supergraph.model import Supergraph
from tests.router.server.conftest import serving
from tests.router.server.example import SUPERGRAPH_SDL, Shelf, example_supergraph
from tests.router.server.raw_http import post
from tests.router.server.test_pipeline import CountingPlanner
from tests.router.server.test_planning_threads import Gate
from tests.router.server.test_websocket import Client, connected

RENAMED = {"query": "subscription { renamed { title stars } }"}


def rename(title: str) -> dict[str, str]:
    return {"query": f'mutation {{ rename(id: "1", title: "{title}") {{ title }} }}'}


def changed(*replacements: tuple[str, str]) -> Supergraph:
    sdl = SUPERGRAPH_SDL
    for old, new in replacements:
        assert old in sdl
        sdl = sdl.replace(old, new)
    return load_supergraph(sdl)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - what is waited for happens in code under test
            await asyncio.sleep(0.01)


WITH_ISBN = ("  sequel: Book", "  isbn: String @join__field(graph: BOOKS)\n  sequel: Book")
WITHOUT_STARS = ("  stars: Int @join__field(graph: REVIEWS)\n", "")
STARS_OF_BOOKS = ("stars: Int @join__field(graph: REVIEWS)", "stars: Int @join__field(graph: BOOKS)")
WITHOUT_RENAMED = ("  renamed: Book @join__field(graph: BOOKS)\n", "  other: Book @join__field(graph: BOOKS)\n")


@pytest.fixture
def router(shelf: Shelf) -> RouterApp:
    return create_app(example_supergraph(), clients=shelf.clients())


@pytest.fixture
async def listener(router: RouterApp, shelf: Shelf) -> AsyncIterator[Client]:
    """A client that has subscribed to renamings."""
    async with serving(router, RouterSettings()) as port, connected(port) as client:
        await client.send(type="connection_init")
        await client.receive()
        await client.subscribe("1", RENAMED)
        await asyncio.wait_for(shelf.subscribed.wait(), 5)
        yield client


async def test_new_fields_are_served_and_removed_ones_refused(router: RouterApp) -> None:
    query = {"query": '{ book(id: "1") { stars } }'}
    assert (await post(router, query)).json == {"data": {"book": {"stars": 5}}}
    await router.go_over(changed(WITH_ISBN, WITHOUT_STARS), RouterSettings())
    assert (await post(router, query)).codes == ["GRAPHQL_VALIDATION_FAILED"]
    schema = (await post(router, {"query": '{ __type(name: "Book") { fields { name } } }'})).json
    assert {"name": "isbn"} in schema["data"]["__type"]["fields"]


async def test_other_settings_hold_at_once(router: RouterApp) -> None:
    query = {"query": '{ book(id: "1") { sequel { id } } }'}
    assert (await post(router, query)).status == 200
    await router.go_over(example_supergraph(), RouterSettings(limits=LimitsSettings(depth=2)))
    assert (await post(router, query)).codes == ["MAX_DEPTH_LIMIT"]


async def test_settings_that_cannot_be_leave_everything_as_it_was(router: RouterApp) -> None:
    unknown = SubgraphsSettings(overrides={"nobody": SubgraphSettings()})
    with pytest.raises(SettingsError, match="nobody"):
        await router.go_over(example_supergraph(), RouterSettings(subgraphs=unknown))
    assert (await post(router, {"query": '{ book(id: "1") { title } }'})).json["data"] == {"book": {"title": "Kokoro"}}


async def test_a_request_under_way_ends_as_it_began(router: RouterApp, shelf: Shelf) -> None:
    slow = {"query": 'mutation { slowRename(id: "1", title: "Slow") { title stars } }'}
    running = asyncio.create_task(post(router, slow))
    await until(lambda: bool(shelf.requests))
    await router.go_over(changed(WITHOUT_STARS), RouterSettings())
    shelf.let_go.set()
    assert (await asyncio.wait_for(running, 5)).json == {"data": {"slowRename": {"title": "Slow", "stars": 5}}}


class GatedPlanner(CountingPlanner):
    """Plans when the gate is open."""

    def __init__(self, gate: Gate) -> None:
        super().__init__(Planner(example_supergraph()))
        self._gate = gate

    def plan(self, *arguments: Any, **named: Any) -> QueryPlan:
        self._gate.work()
        return super().plan(*arguments, **named)


async def test_requests_that_are_being_planned_are_answered(shelf: Shelf) -> None:
    gate, settings = Gate(), RouterSettings(planning=PlanningSettings(threads=1))
    router = create_app(example_supergraph(), settings, shelf.clients(), planner=GatedPlanner(gate))
    queries = [f'query Q{number} {{ book(id: "1") {{ title }} }}' for number in range(4)]
    asked = [asyncio.create_task(post(router, {"query": query})) for query in queries]
    await gate.has_begun.wait()
    await router.go_over(example_supergraph(), settings)
    gate.open()
    answers = await asyncio.gather(*asked)
    assert [answer.json for answer in answers] == [{"data": {"book": {"title": "Kokoro"}}}] * 4


async def test_what_is_asked_most_is_planned_before(router: RouterApp, shelf: Shelf) -> None:
    query = {"query": "query ($more: Boolean!) { book(id: 1) { id title @include(if: $more) } }"}
    await post(router, {**query, "variables": {"more": True}})
    await router.go_over(changed(WITH_ISBN), RouterSettings())
    pipeline = router.generation.pipeline
    assert [key.conditions for key in pipeline.recent(10)] == [(True,)]
    assert (await post(router, {**query, "variables": {"more": True}})).json["data"]["book"]["title"] == "Kokoro"
    assert len(pipeline.recent(10)) == 1


async def test_a_subscription_is_begun_anew_where_its_subgraph_is_asked_something_else(
    router: RouterApp, listener: Client, shelf: Shelf
) -> None:
    shelf.subscribed.clear()
    await router.go_over(changed(STARS_OF_BOOKS), RouterSettings())
    await asyncio.wait_for(shelf.unsubscribed.wait(), 5)
    await asyncio.wait_for(shelf.subscribed.wait(), 5)
    assert "stars" in shelf.requests[-1].operation


async def test_a_subscription_whose_fields_are_still_there_goes_on(
    router: RouterApp, listener: Client, shelf: Shelf
) -> None:
    await router.go_over(changed(WITH_ISBN), RouterSettings())
    await post(router, rename("Sanshiro"))
    assert (await listener.receive())["payload"] == {"data": {"renamed": {"title": "Sanshiro", "stars": 5}}}
    assert not shelf.unsubscribed.is_set()
    assert len([request for request in shelf.requests if "subscription" in request.operation]) == 1


async def test_a_subscription_whose_fields_are_gone_ends_with_the_reason(
    router: RouterApp, listener: Client, shelf: Shelf
) -> None:
    await router.go_over(changed(WITHOUT_STARS), RouterSettings())
    message: dict[str, Any] = await listener.receive()
    assert message["payload"]["errors"][0]["message"] == "Cannot query field 'stars' on type 'Book'."
    assert (await listener.receive())["type"] == "complete"
    await asyncio.wait_for(shelf.unsubscribed.wait(), 5)


async def test_a_socket_that_was_open_sees_the_new_schema(router: RouterApp, listener: Client) -> None:
    await router.go_over(changed(WITHOUT_RENAMED, WITH_ISBN), RouterSettings())
    assert (await listener.receive())["payload"]["errors"]
    await listener.receive()
    await listener.subscribe("2", {"query": '{ __type(name: "Book") { fields { name } } }'})
    answer = await listener.receive()
    assert {"name": "isbn"} in answer["payload"]["data"]["__type"]["fields"]


class Files:
    """A supergraph and settings as a reloader reads them."""

    def __init__(self, folder: Path) -> None:
        self.supergraph = folder / "supergraph.graphql"
        self.supergraph.write_text(SUPERGRAPH_SDL)
        self.reads = 0

    def read(self) -> tuple[Supergraph, RouterSettings]:
        self.reads += 1
        return load_supergraph(self.supergraph.read_text()), settings_that_look_often()

    def watched(self, _: RouterSettings) -> tuple[Path, ...]:
        return (self.supergraph,)


def settings_that_look_often() -> RouterSettings:
    return RouterSettings(server=ServerSettings(reload_seconds=0.01))


async def until_stars_are_gone(router: RouterApp, gone: bool) -> None:
    async with asyncio.timeout(30):
        while True:
            answer = await post(router, {"query": '{ book(id: "1") { stars } }'})
            if ("errors" in answer.json) is gone:
                return
            await asyncio.sleep(0.01)


async def test_a_changed_file_is_served_and_a_broken_one_is_not(router: RouterApp, tmp_path: Path) -> None:
    files = Files(tmp_path)
    reloader = Reloader(router, files.read, files.watched, settings_that_look_often())
    running = asyncio.create_task(reloader.run())
    try:
        await asyncio.sleep(0.05)
        assert files.reads == 0
        files.supergraph.write_text(SUPERGRAPH_SDL.replace(*WITHOUT_STARS))
        await until_stars_are_gone(router, True)
        files.supergraph.write_text("type Query {")
        await until(lambda: files.reads == 2)
        await until_stars_are_gone(router, True)
        other = tmp_path / "other.graphql"
        other.write_text(SUPERGRAPH_SDL)
        other.replace(files.supergraph)
        await until_stars_are_gone(router, False)
    finally:
        running.cancel()


async def test_a_signal_reloads_without_a_change(router: RouterApp, tmp_path: Path) -> None:
    files = Files(tmp_path)
    settings = RouterSettings(server=ServerSettings(reload_seconds=0))
    running = asyncio.create_task(Reloader(router, files.read, files.watched, settings).run())
    try:
        await asyncio.sleep(0)
        signal.raise_signal(signal.SIGHUP)
        await until(lambda: files.reads == 1)
    finally:
        running.cancel()


def test_what_only_a_restart_applies_is_named() -> None:
    before = RouterSettings()
    after = RouterSettings(
        server=ServerSettings(port=5000, reload_seconds=2), limits=LimitsSettings(depth=3, write_seconds=9)
    )
    assert restart_only(before, after) == ["server.port", "limits.write_seconds"]
