import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp, Message

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.errors import SettingsError
from router.executor.subgraph_client import SubgraphClient, SubgraphRequest, SubgraphResponse
from router.language.names import SubgraphName
from router.server.app import create_app
from router.settings import ExplorerSettings, NodeSettings, RouterSettings, SubgraphSettings, SubgraphsSettings
from tests.router.executor.plans import ScriptedSubgraph
from tests.router.server.conftest import StartRouter, serving
from tests.router.server.example import BOOKS, Shelf, example_supergraph
from tests.router.server.raw_http import ask, post


async def test_health_answers(app: ASGIApp) -> None:
    answer = await ask(app, "GET", "/health")
    assert (answer.status, answer.json) == (200, {"status": "ok"})


async def test_an_unknown_path_is_refused_in_json(app: ASGIApp) -> None:
    answer = await ask(app, "GET", "/nothing")
    assert (answer.status, answer.codes) == (404, ["NOT_FOUND"])


async def test_a_wrong_method_elsewhere_is_refused_in_json(app: ASGIApp) -> None:
    answer = await ask(app, "POST", "/health")
    assert (answer.status, answer.codes) == (405, ["METHOD_NOT_ALLOWED"])


async def test_a_disabled_explorer_is_not_there(start_router: StartRouter) -> None:
    port = await start_router(RouterSettings(explorer=ExplorerSettings(enabled=False)))
    assert b"graphiql" not in (await ask(port, "GET", "/")).body.lower()
    assert (await ask(port, "GET", "/explorer/config.json")).status == 404


def test_settings_of_an_unknown_subgraph_are_refused() -> None:
    settings = RouterSettings(subgraphs=SubgraphsSettings(overrides={"boks": SubgraphSettings(timeout_seconds=1)}))
    with pytest.raises(SettingsError, match=r'no subgraph "boks"\. It has books, reviews'):
        create_app(example_supergraph(), settings)


def test_a_client_of_an_unknown_subgraph_is_refused(shelf: Shelf) -> None:
    client = shelf.clients()[BOOKS]
    with pytest.raises(SettingsError, match='no subgraph "boks"'):
        create_app(example_supergraph(), clients={SubgraphName("boks"): client})


NODES = """
interface Node {{ id: ID! }}
type Query {{ {field}: Int }}
type {name} implements Node @key(fields: "id") {{ id: ID! title: String }}
"""
LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])'


async def ask_for_a_node(settings: RouterSettings) -> tuple[Any, dict[str, ScriptedSubgraph]]:
    """Two subgraphs with a type each; `songs` knows of one record."""

    def answer(request: SubgraphRequest) -> SubgraphResponse:
        sent = request.variables["_representations"]
        known = [each if each == {"__typename": "Song", "id": "s1"} else None for each in sent]
        return SubgraphResponse({"_entities": [each and {**each, "title": "Ue o muite"} for each in known]})

    clients = {"books": ScriptedSubgraph(answer), "songs": ScriptedSubgraph(answer)}
    sdl = {"books": NODES.format(field="b", name="Book"), "songs": NODES.format(field="s", name="Song")}
    sources = [SubgraphSource(SubgraphName(name), f"http://{name}.test", LINK + text) for name, text in sdl.items()]
    result = compose(sources)
    assert result.supergraph is not None
    given: dict[SubgraphName, SubgraphClient] = {SubgraphName(name): client for name, client in clients.items()}
    app = create_app(result.supergraph, settings, given)
    query = '{ node(id: "s1") { __typename ... on Song { title } } }'
    return (await post(app, {"query": query})).json, clients


async def test_records_of_every_type_are_found_by_their_id_where_that_is_on() -> None:
    answer, clients = await ask_for_a_node(RouterSettings(node=NodeSettings(enabled=True)))
    assert answer == {"data": {"node": {"__typename": "Song", "title": "Ue o muite"}}}
    assert [len(client.requests) for client in clients.values()] == [1, 2]


async def test_a_schema_has_no_field_for_nodes_otherwise() -> None:
    answer, _ = await ask_for_a_node(RouterSettings())
    assert "Cannot query field 'node'" in answer["errors"][0]["message"]


async def test_the_routing_url_of_a_subgraph_can_be_set(start_router: StartRouter) -> None:
    backend = await start_router()
    url = f"http://127.0.0.1:{backend}/graphql"
    settings = RouterSettings(subgraphs=SubgraphsSettings(overrides={"books": SubgraphSettings(routing_url=url)}))
    port = await start_router(settings, clients={})
    answer = await post(port, {"query": '{ book(id: "1") { title } }'})
    assert answer.json == {"data": {"book": {"title": "Kokoro"}}}


async def test_the_lifespan_starts_and_ends(app: ASGIApp) -> None:
    received: asyncio.Queue[Message] = asyncio.Queue()
    sent: list[str] = []

    async def send(message: Message) -> None:
        sent.append(message["type"])

    received.put_nowait({"type": "lifespan.startup"})
    received.put_nowait({"type": "lifespan.shutdown"})
    await app({"type": "lifespan"}, received.get, send)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_the_example_of_the_documentation_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[3] / "docs" / "router.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    products = SubgraphSource(
        SubgraphName("products"), "http://127.0.0.1:1", "type Query { product: Product } type Product { name: String }"
    )
    (tmp_path / "supergraph.graphql").write_text(compose([products]).supergraph_sdl or "")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(example, names)
    answer = await post(names["app"], {"query": "{ product { name } }"})
    assert answer.json == {"data": {"product": {"name": "Table"}}}


async def test_a_request_under_way_is_finished_before_the_end(app: ASGIApp, shelf: Shelf) -> None:
    async with serving(app, RouterSettings()) as port:
        answer = asyncio.create_task(post(port, {"query": "{ hang }"}))
        await asyncio.wait_for(shelf.hanging.wait(), 5)
        # The server is told to stop first, when this block ends, and the subgraph answers after that.
        asyncio.get_running_loop().call_later(0.3, shelf.let_go.set)
    assert (await answer).json == {"data": {"hang": "let go"}}
