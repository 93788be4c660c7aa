import pytest
from graphql import parse

from router.planner.operation import OperationNotFound
from router.planner.plan_document import find_operation
from router.query_plan import print_query_plan
from tests.router.planner.supergraphs import compose_planner, learning_planner, plan, planner_for

TWO = parse("query A {viewer{name}} query B {viewer{zone}}")


def test_an_operation_is_found_by_its_name() -> None:
    assert str(learning_planner().plan(TWO, "B").selection_set) == "{viewer{zone}}"


def test_the_only_operation_needs_no_name() -> None:
    operation = find_operation(parse("query Only {viewer{name}}"), None)
    assert operation.name is not None
    assert operation.name.value == "Only"


def test_several_operations_need_a_name() -> None:
    with pytest.raises(OperationNotFound, match="operationName"):
        find_operation(TWO, None)


def test_an_unknown_name_is_named() -> None:
    with pytest.raises(OperationNotFound, match='"C"'):
        find_operation(TWO, "C")


def test_a_document_of_fragments_has_no_operation() -> None:
    with pytest.raises(OperationNotFound, match="no operation"):
        find_operation(parse("fragment F on User {name}"), None)


def test_a_kind_that_the_schema_lacks_is_named() -> None:
    with pytest.raises(OperationNotFound, match="no subscription type"):
        plan(planner_for(a="type Query { one: Int }"), "subscription {one}")


def test_conditions_take_default_values_where_the_request_gives_none() -> None:
    operation = "query($short: Boolean = true) {viewer{name zone @skip(if: $short)}}"
    assert str(plan(learning_planner(), operation).selection_set) == "{viewer{name}}"
    assert str(plan(learning_planner(), operation, {"short": False}).selection_set) == "{viewer{name zone}}"


def test_named_fragments_are_spread() -> None:
    planned = plan(learning_planner(), "{viewer{...Who}} fragment Who on User {name}")
    assert str(planned.selection_set) == "{viewer{name}}"


@pytest.mark.parametrize(
    "fragment",
    [
        "... on Item @defer { ... on Size { amount } }",
        "... on Item { ... on Size @defer { amount } }",
        "... @defer { ... on Item { ... on Size { amount } } }",
    ],
)
def test_a_fragment_on_a_union_that_holds_the_type_around_it_always_applies(fragment: str) -> None:
    # Objects of a type that is known say no type of their own, so nothing may wait for it.
    sizes = "type Query { root: [Size] item: Item } type Size { amount: Int, depth: Int } type Word { w: Int }"
    planner = compose_planner(a=f"{sizes} union Item = Size | Word")
    planned = planner.plan(parse(f"{{ root {{ depth {fragment} }} }}"), defers=True)
    assert 'Deferred(depends: [], path: "root.@") {\n        {amount}' in print_query_plan(planned)
