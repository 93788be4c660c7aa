"""The fakes must notice what a careless server would let pass: each test is one bad request."""

from typing import Any

import pytest

from router.errors import SubgraphError
from router.executor.subgraph_client import SubgraphRequest, SubgraphResponse
from router.language.names import SubgraphName
from tests.support.fake_subgraph import FakeSubgraph, fake_subgraphs
from tests.support.federation_sdl import SubgraphFacts
from tests.support.records import Records

LINK = """extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external",
  "@requires", "@provides", "@shareable", "@override", "@interfaceObject"]) """

SDLS = {
    "shop": """type Query { product(id: ID): Product  featured: Product @provides(fields: "name") }
      type Product @key(fields: "id") @key(fields: "code", resolvable: false) {
        id: ID!  code: String  name: String @external  stock(unit: String = "box"): Int  weight: Int }""",
    "names": """type Product @key(fields: "id") { id: ID!  name: String @shareable
        weight: Int @override(from: "shop") }
      interface Media @key(fields: "id") { id: ID! }  type Book implements Media @key(fields: "id") { id: ID! }""",
    "shipping": """type Product @key(fields: "id") { id: ID!  weight: Int @external
      cost: String @requires(fields: "weight") }""",
    "scores": 'type Media @interfaceObject @key(fields: "id") { id: ID!  score: Int }',
}
DATA: dict[str, Any] = {
    "Query": {"product": {"$ref": "Product:1"}, "featured": {"$ref": "Product:1"}},
    "Product": {
        "1": {"id": "p1", "code": "c1", "name": "Chair", "stock": 3, "weight": 7},
        "2": {"id": "p2", "code": "c2", "name": "Desk", "stock": 4, "weight": 9, "$absentFrom": ["names"]},
    },
    "Book": {"1": {"id": "b1", "score": 5}},
}
ENTITIES = "query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename %s } }"


def fake(name: str, data: dict[str, Any] | None = None) -> FakeSubgraph:
    subgraphs = {each: SubgraphFacts(each, LINK + sdl) for each, sdl in SDLS.items()}
    return fake_subgraphs(Records(data or DATA, subgraphs))[SubgraphName(name)]


async def ask(subgraph: FakeSubgraph, operation: str, *representations: dict[str, Any]) -> SubgraphResponse:
    variables = {"representations": list(representations)} if representations else {}
    request = SubgraphRequest(SubgraphName(subgraph.facts.name), operation, variables=variables)
    return await subgraph.execute(request)


async def entities(subgraph: FakeSubgraph, selection: str, *representations: dict[str, Any]) -> Any:
    response = await ask(subgraph, ENTITIES % selection, *representations)
    return response.data["_entities"] if response.data else None


async def test_a_root_field_and_a_changed_value_are_answered() -> None:
    shop = fake("shop")
    response = await ask(shop, '{ product { id a: stock b: stock(unit: "box") c: stock(unit: "each") } }')
    assert response.data is not None
    product = response.data["product"]
    assert (product["id"], product["a"], product["b"]) == ("p1", 3, 3)
    assert product["c"] != 3
    assert not shop.violations


async def test_entities_are_found_by_key_and_unknown_ones_are_null() -> None:
    names = fake("names")
    asked = [{"__typename": "Product", "id": name} for name in ("p1", "p2", "p9")]
    answer = await entities(names, "... on Product { name }", *asked)
    assert answer == [{"__typename": "Product", "name": "Chair"}, None, None]
    assert not names.violations


async def test_a_computed_field_tells_what_it_received() -> None:
    representation = {"__typename": "Product", "id": "p1", "weight": 7}
    answer = await entities(fake("shipping"), "... on Product { cost }", representation)
    assert answer == [{"__typename": "Product", "cost": "cost(weight: 7)"}]


async def test_an_interface_object_answers_with_the_name_of_the_interface() -> None:
    answer = await entities(fake("scores"), "... on Media { score }", {"__typename": "Media", "id": "b1"})
    assert answer == [{"__typename": "Media", "score": 5}]


async def test_an_interface_is_entered_by_its_name_and_answers_with_the_concrete_type() -> None:
    answer = await entities(fake("names"), "... on Media { id }", {"__typename": "Media", "id": "b1"})
    assert answer == [{"__typename": "Book", "id": "b1"}]


async def test_a_provided_field_is_local_only_beneath_the_providing_field() -> None:
    shop = fake("shop")
    response = await ask(shop, "{ featured { name } }")
    assert response.data == {"featured": {"name": "Chair"}}
    assert not shop.violations
    await ask(shop, "{ product { name } }")
    assert shop.violations == ["shop: does not own Product.name"]


@pytest.mark.parametrize(
    ("name", "selection", "representation"),
    [
        ("shop", "... on Product { weight }", {"__typename": "Product", "id": "p1"}),
        ("shop", "... on Product { name }", {"__typename": "Product", "id": "p1"}),
        ("shop", "... on Product { stock }", {"__typename": "Product", "code": "c1"}),
        ("shop", "... on Product { stock }", {"__typename": "Product", "id": None}),
        ("shop", "... on Product { stock }", {"id": "p1"}),
        ("shop", "... on Product { missing }", {"__typename": "Product", "id": "p1"}),
        ("shipping", "... on Product { cost }", {"__typename": "Product", "id": "p1"}),
        ("shipping", "... on Product { cost }", {"__typename": "Product", "id": "p1", "weight": 8}),
        ("shipping", "... on Product { cost }", {"__typename": "Product", "id": "p1", "weight": None}),
        ("scores", "... on Media { score }", {"__typename": "Book", "id": "b1"}),
    ],
)
async def test_a_bad_entity_request_is_a_violation(name: str, selection: str, representation: dict[str, Any]) -> None:
    subgraph = fake(name)
    await entities(subgraph, selection, representation)
    assert len(subgraph.violations) == 1


async def test_equal_representations_are_a_violation() -> None:
    names = fake("names")
    representation = {"__typename": "Product", "id": "p1"}
    await entities(names, "... on Product { name }", representation, representation)
    assert len(names.violations) == 1


async def test_a_computed_field_without_a_representation_is_a_violation() -> None:
    data = {**DATA, "Query": {"any": {"$ref": "Product:1"}}}
    sdl = LINK + SDLS["shipping"] + " type Query { any: Product }"
    subgraphs = {name: SubgraphFacts(name, LINK + text) for name, text in SDLS.items()}
    subgraphs["shipping"] = SubgraphFacts("shipping", sdl)
    shipping = fake_subgraphs(Records(data, subgraphs))[SubgraphName("shipping")]
    await ask(shipping, "{ any { cost } }")
    assert len(shipping.violations) == 1


async def test_a_mutation_sent_as_a_query_is_a_violation() -> None:
    shop = fake("shop")
    await ask(shop, "mutation { anything }")
    assert len(shop.violations) == 1


async def test_a_subgraph_that_is_down_raises() -> None:
    with pytest.raises(SubgraphError):
        await ask(fake("shop", {**DATA, "$down": ["shop"]}), "{ product { id } }")


async def test_a_value_that_the_data_lacks_is_reported_by_name() -> None:
    data = {"Query": {"product": {"$ref": "Product:1"}}, "Product": {"1": {}}}
    response = await ask(fake("shop", data), "{ product { id } }")
    assert response.errors[0]["message"] == "data.json has no Product:1.id."
