import pytest
from graphql import parse

from router.language.operation_kind import OperationKind
from router.planner.operation import OperationNotPlannable
from router.query_plan import FetchNode, SequenceNode, SubscriptionNode, fetches_in
from tests.router.planner.supergraphs import (
    ACCOUNTS,
    CARDS,
    PROGRESS,
    compose_planner,
    learning_planner,
    plan,
    plan_text,
    planner_for,
)


def subgraphs_of(operation: str) -> list[str]:
    return [fetch.subgraph for fetch in fetches_in(plan(learning_planner(), operation).node)]


def test_what_one_subgraph_can_answer_takes_one_fetch() -> None:
    assert subgraphs_of("{viewer{name zone}}") == ["accounts"]


def test_an_operation_that_needs_no_subgraph_has_no_node() -> None:
    planned = plan(learning_planner(), "{__typename}")
    assert planned.node is None
    assert str(planned.selection_set) == "{__typename}"


def test_skipping_everything_needs_no_subgraph() -> None:
    assert plan(learning_planner(), "{viewer @skip(if: true) {name}}").node is None


def test_an_excluded_requirement_is_not_fetched() -> None:
    operation = "query($deep: Boolean = false) {viewer{name streak @include(if: $deep)}}"
    assert subgraphs_of(operation) == ["accounts"]


def test_introspection_is_split_from_what_subgraphs_answer() -> None:
    planned = plan(learning_planner(), "query($n: String!) {viewer{name} __type(name: $n) {name}}")
    assert planned.introspection == "query($n:String!){__type(name: $n){name}}"
    assert [fetch.operation for fetch in fetches_in(planned.node)] == ["{viewer{name}}"]


def test_an_entity_fetch_sends_its_representation_and_the_used_variables() -> None:
    planned = plan(learning_planner(), "query Home($n: Int, $unused: Int) {viewer{cards(first: $n){front}}}")
    first, second = fetches_in(planned.node)
    assert first.operation == "query Home__accounts__0{viewer{__typename id}}"
    assert second.operation == (
        "query Home__cards__1($_representations:[_Any!]!,$n:Int)"
        "{_entities(representations: $_representations){...on User{cards(first: $n){front}}}}"
    )
    assert second.variable_names == ("n",)


def test_default_values_travel_with_their_variables() -> None:
    planned = plan(learning_planner(), "query($n: Int = 3) {viewer{cards(first: $n){front}}}")
    assert "$n:Int=3" in list(fetches_in(planned.node))[1].operation


def test_mutation_fields_of_different_subgraphs_run_one_after_another() -> None:
    planned = plan(learning_planner(), 'mutation {rename(name: "x"){name} review(id: 1){front} forget}')
    assert isinstance(planned.node, SequenceNode)
    fetches = list(fetches_in(planned.node))
    assert [fetch.subgraph for fetch in fetches] == ["accounts", "cards", "accounts"]
    assert {fetch.operation_kind for fetch in fetches} == {OperationKind.MUTATION}


def test_neighbouring_mutation_fields_of_one_subgraph_share_a_request() -> None:
    planned = plan(learning_planner(), 'mutation {a: rename(name: "x"){name} forget b: rename(name: "y"){streak}}')
    first, second = fetches_in(planned.node)
    assert str(first.selection_set) == ('{a:rename(name: "x"){name} forget b:rename(name: "y"){__typename id zone}}')
    assert second.subgraph == "progress"


def test_what_is_fetched_for_a_mutation_field_is_fetched_before_the_next_one_runs() -> None:
    planned = plan(learning_planner(), 'mutation {a: rename(name: "x"){streak} b: rename(name: "y"){name}}')
    assert [fetch.subgraph for fetch in fetches_in(planned.node)] == ["accounts", "progress", "accounts"]


def test_a_subscription_has_a_primary_fetch_and_the_rest() -> None:
    planned = plan(learning_planner(), "subscription {signedIn{name streak}}")
    assert isinstance(planned.node, SubscriptionNode)
    assert planned.node.primary.operation == "subscription{signedIn{name __typename id zone}}"
    assert [fetch.subgraph for fetch in fetches_in(planned.node.rest)] == ["progress"]


def test_a_subscription_that_one_subgraph_answers_has_no_rest() -> None:
    planned = plan(learning_planner(), "subscription {signedIn{name}}")
    assert isinstance(planned.node, SubscriptionNode)
    assert planned.node.rest is None


def test_a_requirement_waits_for_what_it_requires() -> None:
    assert plan_text(learning_planner(), "{card(id: 1){owner{streak}}}") == (
        """QueryPlan {
  Sequence {
    Fetch(service: "cards") {
      {card(id: 1){owner{__typename id}}}
    }
    Flatten(path: "card.owner") {
      Fetch(service: "accounts") {
        User {id} =>
        {...on User{zone}}
      }
    }
    Flatten(path: "card.owner") {
      Fetch(service: "progress") {
        User {id zone} =>
        {...on User{streak}}
      }
    }
  }
}
"""
    )


def test_required_fields_that_are_not_of_the_key_may_be_null() -> None:
    fetch = list(fetches_in(plan(learning_planner(), "{viewer{streak}}").node))[-1]
    assert fetch.requires[0].nullable == {"zone"}


def test_a_client_may_call_a_field_typename() -> None:
    planned = plan(learning_planner(), "{viewer{__typename: name streak}}")
    assert planned.aliases == (("_kumiki_alias_typename", "__typename"),)


def test_a_root_type_inside_an_answer_leads_to_every_subgraph() -> None:
    planner = planner_for(
        a="type Query { one: Int, back: Query @shareable }  type Mutation { act: Result } type Result { query: Query }",
        b="type Query { two: Int }",
    )
    text = plan_text(planner, "mutation {act{query{two}}}")
    assert 'Flatten(path: "act.query")' in text
    assert [(f.subgraph, f.operation) for f in fetches_in(plan(planner, "mutation {act{query{two}}}").node)] == [
        ("a", "mutation{act{query{__typename}}}"),
        ("b", "{two}"),
    ]


def test_a_progressive_override_takes_the_new_owner_only_with_its_label() -> None:
    planner = planner_for(
        old='type Query { item: Item } type Item @key(fields: "id") { id: ID!, price: Int }',
        new='type Item @key(fields: "id") { id: ID!, price: Int @override(from: "old", label: "percent(5)") }',
    )
    document = parse("{item{price}}")
    without = planner.plan(document)
    with_label = planner.plan(document, active_labels=frozenset({"percent(5)"}))
    assert [fetch.subgraph for fetch in fetches_in(without.node)] == ["old"]
    assert [fetch.subgraph for fetch in fetches_in(with_label.node)] == ["old", "new"]


def test_an_operation_without_a_way_is_refused_as_a_whole() -> None:
    planner = learning_planner()
    with pytest.raises(OperationNotPlannable, match="Card"):
        # What validation would refuse has no way either, and says so instead of failing inside.
        plan(planner, "{viewer{cards{back}}}")


def test_plans_are_the_same_from_run_to_run() -> None:
    operation = "{viewer{name streak cards(first: 1){front owner{streak}}}}"
    planners = [compose_planner(accounts=ACCOUNTS, cards=CARDS, progress=PROGRESS) for _ in range(3)]
    assert len({plan_text(planner, operation) for planner in planners}) == 1


def test_a_single_fetch_is_the_plan_itself() -> None:
    assert isinstance(plan(learning_planner(), "{viewer{name}}").node, FetchNode)


def test_a_fetch_knows_whether_it_selects_scalars_of_the_schemas_own() -> None:
    planner = planner_for(a="scalar Count enum Size { BIG } type Query { plain: Int, size: Size, count: Count }")
    assert not any(f.has_custom_scalars for f in fetches_in(plan(planner, "{plain size}").node))
    assert all(f.has_custom_scalars for f in fetches_in(plan(planner, "{plain count}").node))
