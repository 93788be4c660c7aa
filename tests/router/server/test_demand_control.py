import json
from collections.abc import Mapping
from typing import Any

import pytest
from graphql import parse

from router.composer.compose import compose
from router.composer.result import SubgraphSource
from router.executor.prepare import prepare
from router.executor.subgraph_client import SubgraphClient, SubgraphRequest, SubgraphResponse
from router.language.names import SubgraphName
from router.planner.plan_document import Planner
from router.server.app import create_app
from router.server.demand_control import DemandControl, OperationCost
from router.settings import DemandControlSettings, RouterSettings
from router.supergraph.load import load_supergraph
from router.supergraph.model import Supergraph
from tests.router.server.raw_http import Answer, ask, post

LINK = """
extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@cost", "@listSize"]
)
"""
SHOP = """
type Query {
  product(id: ID!): Product
  products(first: Int, last: Int): [Product!]! @listSize(slicingArguments: ["first", "last"])
  some(first: Int = 3): [Product!]! @listSize(slicingArguments: ["first"])
  any(first: Int, last: Int): [Product!]!
    @listSize(assumedSize: 7, slicingArguments: ["first", "last"], requireOneSlicingArgument: false)
  page(first: Int!, input: PageInput): ProductPage! @listSize(slicingArguments: ["first"], sizedFields: ["items"])
  all: [Product!]!
  things: [Thing!]! @listSize(assumedSize: 2)
  report: Report
  search(filter: Filter, text: String @cost(weight: 3)): Product
}
type Mutation { touch(id: ID!): Product }
interface Thing { id: ID! }
type Product implements Thing @key(fields: "id") { id: ID! name: String price: Int @cost(weight: 4) }
type Bundle implements Thing { id: ID! parts: [Product!]! @listSize(assumedSize: 5) }
type ProductPage { items: [Product!]! total: Int }
type Report @cost(weight: 50) { text: String }
input PageInput { after: ID }
input Filter { names: [String!] @cost(weight: 2) and: [Filter!] }
"""
REVIEWS = """
type Product @key(fields: "id") { id: ID! reviews: [Review!]! @listSize(assumedSize: 20) }
type Review { text: String }
"""


def cost_supergraph() -> Supergraph:
    sources = [
        SubgraphSource(SubgraphName(name), "http://127.0.0.1:1", LINK + sdl)
        for name, sdl in (("shop", SHOP), ("reviews", REVIEWS))
    ]
    result = compose(sources)
    assert result.supergraph_sdl is not None, result.errors
    return load_supergraph(result.supergraph_sdl)


SUPERGRAPH = cost_supergraph()


def weighed(query: str, supergraph: Supergraph = SUPERGRAPH, **variables: Any) -> OperationCost:
    plan = prepare(Planner(supergraph).plan(parse(query), None, variables), supergraph)
    demand = DemandControl(supergraph, DemandControlSettings(mode="enforce", max_cost=10**9))
    return demand.weigh(demand.compile(plan), variables)


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ __typename }", 0),
        ("{ product(id: 1) { id name } }", 1),
        ("{ product(id: 1) { id } product(id: 1) { name } }", 1),
        ("{ a: product(id: 1) { id } b: product(id: 1) { id } }", 2),
        ("{ product(id: 1) { price } }", 5),
        ("{ report { text } }", 50),
        ("{ all { id } }", 10),
        ("{ products(first: 3) { id } }", 3),
        ("{ products(last: 4) { price } }", 20),
        ("{ products(first: -3) { id } }", 0),
        ("{ some { id } }", 3),
        ("{ some(first: 5) { id } }", 5),
        ("{ any { id } }", 7),
        ("{ any(first: 2, last: 9) { id } }", 9),
        ("{ page(first: 6, input: {}) { total items { id } } }", 1 + 6 + 1),
        ("{ things { id } }", 2),
        ("{ things { ... on Product { price } ... on Bundle { parts { id } } } }", 2 * (1 + 5)),
        ("{ things { ... on Product { name } ... on Bundle { parts { price } } } }", 2 * (1 + 5 * 5)),
        ("{ product(id: 1) { reviews { text } } }", 21),
        ("{ all { reviews { text } } }", 10 * 21),
        ("{ ...F } fragment F on Query { all { ...G } } fragment G on Product { reviews { text } }", 210),
        ("{ all { id reviews @skip(if: true) { text } } }", 10),
        ("mutation { touch(id: 1) { id } }", 10 + 1),
        ('{ search(text: "x") { id } }', 1 + 3),
        ('{ search(filter: {names: ["a", "b"]}) { id } }', 1 + 1 + 2 * 2),
        ('{ search(filter: {and: [{names: ["a"]}, {}]}) { id } }', 1 + 1 + 2 + 1 + 1),
        ("{ search(filter: null) { id } }", 1),
    ],
)
def test_an_operation_costs_what_it_may_read(query: str, cost: int) -> None:
    assert weighed(query).estimated == cost


def test_variables_say_how_much_is_read() -> None:
    query = """query Q($first: Int, $input: PageInput) {
      products(first: $first) { id } page(first: $first, input: $input) { items { id } }
    }"""
    assert weighed(query, first=30, input={"after": 9}).estimated == 30 + 1 + 30 + 1


@pytest.mark.parametrize("arguments", ["", "(first: 1, last: 1)", "(first: null)"])
def test_a_list_that_must_be_sliced_by_one_argument_is_refused_otherwise(arguments: str) -> None:
    with pytest.raises(Exception, match=r"Query\.products must be given exactly one of the arguments first, last"):
        weighed(f"{{ products{arguments} {{ id }} }}")


def test_each_subgraph_costs_what_is_asked_of_it() -> None:
    cost = weighed("{ products(first: 4) { name reviews { text } } report { text } }")
    assert cost.by_subgraph == {"shop": 4 + 50, "reviews": 4 * (1 + 20)}


def test_nested_fragments_cost_no_more_than_they_select() -> None:
    fragments = " ".join(f"fragment F{n} on Product {{ ...F{n + 1} ...F{n + 1} }}" for n in range(12))
    assert weighed(f"{{ all {{ ...F0 }} }} {fragments} fragment F12 on Product {{ price }}").estimated == 50


def test_costs_are_read_under_the_names_that_the_supergraph_gives_them() -> None:
    sdl = compose(
        [
            SubgraphSource(
                SubgraphName("shop"),
                "http://127.0.0.1:1",
                LINK.replace('"@cost"', '{name: "@cost", as: "@weighs"}').replace('"@listSize"', '"@listSize"')
                + "type Query { a: A @weighs(weight: 9) all: [A] @listSize(assumedSize: 4) } type A { b: Int }",
            )
        ]
    ).supergraph_sdl
    assert sdl is not None
    assert "@weighs(weight: 9)" in sdl
    assert weighed("{ a { b } all { b } }", load_supergraph(sdl)).estimated == 9 + 4


class Shop:
    """Answers what it is told to."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.asked = 0

    async def execute(self, request: SubgraphRequest) -> SubgraphResponse:
        self.asked += 1
        return SubgraphResponse(data=json.loads(json.dumps(self.data)))

    def subscribe(self, request: SubgraphRequest) -> Any:
        raise NotImplementedError

    async def aclose(self) -> None:
        pass


async def asked(
    query: str, data: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None, **demand: Any
) -> tuple[Answer, Shop]:
    shop = Shop(data or {})
    clients: dict[SubgraphName, SubgraphClient] = {SubgraphName("shop"): shop, SubgraphName("reviews"): shop}
    mode = demand.pop("router_mode", "development")
    settings = RouterSettings.model_validate({"mode": mode, "demand_control": {"mode": "enforce", **demand}})
    return await post(create_app(SUPERGRAPH, settings, clients), {"query": query}, **(headers or {})), shop


async def test_what_costs_too_much_is_refused_before_a_subgraph_is_asked() -> None:
    answer, shop = await asked("{ products(first: 101) { id } }", max_cost=100)
    assert answer.codes == ["COST_ESTIMATED_TOO_EXPENSIVE"]
    assert "would cost 101, and 100 are allowed" in answer.json["errors"][0]["message"]
    assert shop.asked == 0


async def test_what_costs_just_enough_is_answered() -> None:
    answer, _ = await asked("{ products(first: 100) { id } }", {"products": [{"id": "1"}]}, max_cost=100)
    assert answer.json == {"data": {"products": [{"id": "1"}]}}


async def test_where_costs_are_only_measured_nothing_is_refused() -> None:
    answer, shop = await asked(
        "{ products { id } all { id } }", {"products": [], "all": []}, mode="measure", max_cost=1
    )
    assert answer.json == {"data": {"products": [], "all": []}}
    assert shop.asked == 1


async def test_a_subgraph_can_have_a_budget_of_its_own() -> None:
    query = "{ all { reviews { text } } }"
    answer, shop = await asked(query, max_cost=1_000, subgraphs={"reviews": 100})
    assert answer.codes == ["COST_SUBGRAPH_TOO_EXPENSIVE"]
    assert 'cost 210 in subgraph "reviews"' in answer.json["errors"][0]["message"]
    assert shop.asked == 0


async def test_a_client_that_asks_is_told_what_it_cost() -> None:
    query = "{ some(first: 5) { price } report { text } }"
    data = {"some": [{"price": 1}, {"price": None}], "report": None}
    answer, _ = await asked(query, data, {"kumiki_cost": "1"})
    told = {"estimated": 5 * 5 + 50, "actual": 5 + 1, "max": 1_000, "subgraphs": {"shop": 75}}
    assert answer.json["extensions"] == {"kumikiCost": told}


@pytest.mark.parametrize(
    ("headers", "demand"),
    [({}, {}), ({"kumiki_cost": "1"}, {"exposed": False}), ({"kumiki_cost": "1"}, {"router_mode": "production"})],
    ids=["not asked for", "not exposed", "production"],
)
async def test_otherwise_nobody_is_told(headers: dict[str, str], demand: dict[str, Any]) -> None:
    answer, _ = await asked("{ report { text } }", {"report": None}, headers, **demand)
    assert answer.json == {"data": {"report": None}}


async def test_a_budget_of_an_unknown_subgraph_is_refused() -> None:
    with pytest.raises(Exception, match='no subgraph "shp"'):
        await asked("{ __typename }", subgraphs={"shp": 5})


async def test_costs_are_among_the_metrics() -> None:
    shop = Shop({"some": [{"id": "1"}]})
    settings = RouterSettings.model_validate(
        {"demand_control": {"mode": "measure"}, "telemetry": {"metrics": {"enabled": True}}}
    )
    clients: dict[SubgraphName, SubgraphClient] = {SubgraphName("shop"): shop, SubgraphName("reviews"): shop}
    app = create_app(SUPERGRAPH, settings, clients)
    await post(app, {"query": "{ some(first: 5) { id } }"})
    shown = (await ask(app, "GET", "/metrics")).body.decode()
    assert 'kumiki_router_operation_cost_sum{counted="estimated"} 5.0' in shown
    assert 'kumiki_router_operation_cost_sum{counted="actual"} 1.0' in shown
