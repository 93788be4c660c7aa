from typing import Any

from router.executor.context_values import ContextGroup, group_by_context, prepare_context
from router.language.names import TypeName
from router.query_plan import ContextSource, ContextVariable
from tests.router.executor.plans import path_to, select, supergraph_of

SUPERGRAPH = supergraph_of("""
    type Query { shops: [Shop] }
    interface Place { item: Item }
    type Shop implements Place { id: ID! currency: String item: Item places: [Place] owner: Owner tags: [Tag] }
    type Stall implements Place { fee: String item: Item }
    type Owner { name: String }
    type Tag { name: String }
    type Item { id: ID! }
""")


def source(path: str, selection: str, *types: str) -> ContextSource:
    return ContextSource(path_to(path), frozenset(map(TypeName, types)), select(selection))


def grouped(
    tree: dict[str, Any], path: str, *sources: ContextSource, type_text: str = "String", lost: bool = False
) -> list[ContextGroup]:
    reader = prepare_context(ContextVariable("v", type_text, "c", sources), SUPERGRAPH.schema)
    return group_by_context(tree, path_to(path), frozenset(("Item",)), [reader], lambda *_: lost)


def values_of(groups: list[ContextGroup]) -> list[Any]:
    return [group.values.get("v", "lacking") for group in groups]


def shop(**more: Any) -> dict[str, Any]:
    return {"__typename": "Shop", "item": {"id": "1"}, **more}


def test_objects_are_grouped_by_what_those_above_them_hold() -> None:
    tree = {"shops": [shop(currency="EUR"), shop(currency="JPY"), None, shop(currency="EUR")]}
    groups = grouped(tree, "shops.@.item", source("shops.@", "currency"))
    assert [(group.values, len(group.objects)) for group in groups] == [({"v": "EUR"}, 2), ({"v": "JPY"}, 1)]


def test_objects_of_other_types_take_nothing() -> None:
    tree = {"shops": [shop(currency="EUR", item={"__typename": "Book"}), shop(currency="JPY")]}
    assert values_of(grouped(tree, "shops.@.item", source("shops.@", "currency"))) == ["JPY"]


def test_a_value_may_be_deep_and_in_lists() -> None:
    tree = {"shops": [shop(owner={"name": "Ada"}, tags=[{"name": "a"}, None, {"name": "b"}])]}
    assert values_of(grouped(tree, "shops.@.item", source("shops.@", "owner { name }"))) == ["Ada"]
    assert values_of(grouped(tree, "shops.@.item", source("shops.@", "tags { name }"))) == [["a", None, "b"]]


def test_the_root_may_give_the_value() -> None:
    tree = {"locale": "fr", "shops": [shop()]}
    assert values_of(grouped(tree, "shops.@.item", source("", "locale"))) == ["fr"]


def test_the_nearest_object_of_a_right_type_gives_the_value() -> None:
    places = [{"__typename": "Stall", "fee": "5", "item": {}}, shop(currency="SEK")]
    tree = {"shops": [shop(currency="EUR", places=places)]}
    sources = source("shops.@.places.@", "... on Stall { fee }", "Stall"), source("shops.@", "currency")
    assert values_of(grouped(tree, "shops.@.places.@.item", *sources)) == ["5", "EUR"]
    assert values_of(grouped(tree, "shops.@.places.@.item", sources[0])) == ["5", None]


def test_fragments_on_interfaces_hold_for_their_types() -> None:
    tree = {"shops": [{"__typename": "Stall", "fee": "5", "item": {}}, {"item": {}}]}
    by_interface = source("shops.@", "__typename ... on Place { fee }")
    assert values_of(grouped(tree, "shops.@.item", by_interface)) == ["5", None]


def test_null_is_sent_where_it_may_be_and_lacking_where_it_may_not() -> None:
    tree = {"shops": [shop(currency=None), shop(owner=None), shop(owner=3)]}
    assert values_of(grouped(tree, "shops.@.item", source("shops.@", "currency"))) == [None]
    assert values_of(grouped(tree, "shops.@.item", source("shops.@", "owner { name }"))) == [None]
    assert values_of(grouped(tree, "shops.@.item", source("shops.@", "currency"), type_text="String!")) == ["lacking"]


def test_what_a_failure_took_is_lacking_and_what_nobody_brought_is_null() -> None:
    tree = {"shops": [shop(owner={}, tags=[{}])]}
    for selection in ("currency", "owner { name }", "tags { name }"):
        given = source("shops.@", selection)
        assert values_of(grouped(tree, "shops.@.item", given, lost=True)) == ["lacking"]
        assert values_of(grouped(tree, "shops.@.item", given)) == [None]
