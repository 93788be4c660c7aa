"""Access and progressive overrides through the whole server: who calls and which share of requests decides the plan."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import build_schema, graphql
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse
from router.language.names import SubgraphName
from router.server.app import RouterApp, create_app
from router.server.authentication import Caller
from router.server.choose_labels import ChosenByShare
from router.settings import AccessSettings, OverrideSettings, PolicySettings, RouterSettings
from router.supergraph.model import Supergraph
from router.supergraph.override_labels import index_override_labels
from tests.router.server.conftest import serving
from tests.router.server.raw_http import Answer, post

LINK = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.7",
  import: ["@key", "@authenticated", "@requiresScopes", "@policy", "@override", "@shareable"])
"""
OLD = """
type Query { open: Int closed: Int @authenticated audited: Int @policy(policies: [["audit"]]) moving: Int }
type Mutation { erase: Int @requiresScopes(scopes: [["erase"]]) }
type Subscription { ticked: Int @authenticated }
"""
NEW = """
type Query { moving: Int @override(from: "old", label: "percent(25)") }
"""
ROOT = {"open": 1, "closed": 2, "audited": 3, "erase": 4}


@dataclass
class Answers:
    """A subgraph that remembers what it was asked."""

    sdl: str
    values: Mapping[str, int]
    asked: list[str] = field(default_factory=list)

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        self.asked.append(request.operation)
        result = await graphql(build_schema(self.sdl), request.operation, dict(self.values))
        assert result.errors is None, result.errors
        return SubgraphResponse(result.data)

    async def subscribe(self, request: SubgraphRequest) -> AsyncIterator[SubgraphResponse]:
        self.asked.append(request.operation)
        yield SubgraphResponse({"ticked": 1})

    async def aclose(self) -> None:
        """There is nothing to give back."""


class ByHeader:
    """Takes the caller from headers, as no authenticator in production may."""

    async def authenticate(self, headers: Mapping[str, str]) -> Caller | None:
        if "x-user" not in headers and "authorization" not in headers:
            return None
        scopes = tuple(headers.get("x-scopes", "").split())
        return Caller(headers.get("x-user", "1"), tuple(headers.get("x-roles", "").split()), scopes)


def supergraph() -> Supergraph:
    subgraphs = (("old", LINK + OLD), ("new", LINK + NEW))
    result = compose([SubgraphSource(SubgraphName(name), f"http://{name}", sdl) for name, sdl in subgraphs])
    assert result.supergraph is not None, result.errors
    return result.supergraph


class Platform:
    """The router over two subgraphs."""

    def __init__(self, settings: RouterSettings | None = None) -> None:
        self.settings = settings or RouterSettings()
        plain = OLD.replace("@authenticated", "")
        for directive in ('@policy(policies: [["audit"]])', '@requiresScopes(scopes: [["erase"]])'):
            plain = plain.replace(directive, "")
        self.old = Answers(plain, ROOT | {"moving": 1})
        self.new = Answers("type Query { moving: Int }", {"moving": 2})
        clients = {SubgraphName("old"): self.old, SubgraphName("new"): self.new}
        self.app: RouterApp = create_app(supergraph(), self.settings, clients, authenticator=ByHeader())

    async def ask(self, query: str, **headers: str) -> Answer:
        return await post(self.app, {"query": query}, **{f"x-{name}": value for name, value in headers.items()})


def refusing() -> Platform:
    return Platform(RouterSettings(access=AccessSettings(when_denied="refuse")))


async def test_callers_share_documents_but_not_what_they_may_read() -> None:
    platform = Platform()
    for _ in range(2):
        anonymous = await platform.ask("{ open closed }")
        assert anonymous.json["data"] == {"open": 1, "closed": None}
        assert anonymous.json["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert (await platform.ask("{ open closed }", user="1")).json == {"data": {"open": 1, "closed": 2}}
    assert platform.old.asked == ["{open}", "{open closed}"] * 2


async def test_a_mutation_that_the_caller_may_not_run_has_no_effect() -> None:
    platform = Platform()
    answer = await platform.ask("mutation { erase }", user="1", scopes="read")
    assert (answer.json["data"], answer.codes) == ({"erase": None}, ["FORBIDDEN"])
    assert platform.old.asked == []
    assert (await platform.ask("mutation { erase }", user="1", scopes="read erase")).json == {"data": {"erase": 4}}


async def test_an_operation_is_refused_whole_where_the_settings_say_so() -> None:
    platform = refusing()
    answer = await platform.ask("{ open closed }")
    assert ("data" in answer.json, answer.codes) == (False, ["UNAUTHENTICATED"])
    assert (await platform.ask("mutation { erase }", user="1")).codes == ["FORBIDDEN"]
    assert platform.old.asked == []
    assert (await platform.ask("{ open }")).json == {"data": {"open": 1}}


async def test_what_is_skipped_refuses_nothing() -> None:
    answer = await refusing().ask("{ open closed @skip(if: true) }")
    assert answer.json == {"data": {"open": 1}}


async def test_a_policy_holds_for_the_roles_of_the_settings() -> None:
    platform = Platform(RouterSettings(access=AccessSettings(policies={"audit": PolicySettings(roles=("AUDITOR",))})))
    assert (await platform.ask("{ audited }", user="1", roles="TUTOR")).codes == ["FORBIDDEN"]
    assert (await platform.ask("{ audited }", user="1", roles="TUTOR AUDITOR")).json == {"data": {"audited": 3}}


async def test_a_subscription_that_the_caller_may_not_have_is_refused() -> None:
    platform = Platform()
    async with serving(platform.app, platform.settings) as port:
        for parameters, kind in (({}, "error"), ({"authorization": "Bearer x"}, "next")):
            protocol = Subprotocol("graphql-transport-ws")
            async with connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=[protocol]) as socket:
                await socket.send(json.dumps({"type": "connection_init", "payload": parameters}))
                await socket.recv()
                payload = {"query": "subscription { ticked }"}
                await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
                message: dict[str, Any] = json.loads(await socket.recv())
                assert message["type"] == kind
    assert platform.old.asked == ["subscription{ticked}"]


async def test_a_label_moves_its_share_of_requests() -> None:
    platform = Platform(RouterSettings(override=OverrideSettings(labels={"percent(25)": 100})))
    assert (await platform.ask("{ moving }")).json == {"data": {"moving": 2}}
    platform = Platform(RouterSettings(override=OverrideSettings(labels={"percent(25)": 0})))
    assert (await platform.ask("{ moving }")).json == {"data": {"moving": 1}}


async def test_requests_of_one_document_may_take_different_overrides() -> None:
    draws = iter([0.1, 0.9, 0.24, 0.26])
    platform = Platform()
    clients = {SubgraphName("old"): platform.old, SubgraphName("new"): platform.new}
    app = create_app(supergraph(), clients=clients, labels=ChosenByShare({}, draws.__next__))
    answers = [(await post(app, {"query": "{ moving }"})).json["data"]["moving"] for _ in range(4)]
    assert answers == [2, 1, 2, 1]


def test_only_labels_that_can_matter_keep_plans_apart() -> None:
    labels = index_override_labels(supergraph())
    assert labels.of_fields({"open"}) == frozenset()
    assert labels.of_fields({"moving"}) == {"percent(25)"}


def test_a_label_without_a_share_is_not_taken() -> None:
    labels = frozenset(("beta", "percent(100)", "percent(0)"))
    assert ChosenByShare({}).active(labels) == {"percent(100)"}
    assert ChosenByShare({"beta": 100.0}).active(labels) == {"percent(100)", "beta"}
