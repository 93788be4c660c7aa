from graphql import validate

from router.language.field_set import parse_field_set
from router.language.names import FieldName, SubgraphName, TypeName
from router.language.selection_set import SelectionSet, print_selection_set
from router.planner.fetch_graph import FetchGraph, FetchGroup, GroupRequirement
from router.planner.passes.drop_sent_leaves import drop_sent_leaves
from router.query_plan import FetchNode, FlattenNode, PlanNode, SequenceNode
from tests.router.executor.plans import path_to
from tests.support.fetched_leaves import FetchedLeaves, print_leaf
from tests.support.router_run import planner_of
from tests.support.scenario import Case, read_scenarios


def asked(asks: str, *sends: str, required_only: str = "") -> str:
    group = FetchGroup(SubgraphName("b"), (), None)
    for number, each in enumerate(sends):
        types = frozenset((TypeName(f"T{number}"),))
        group.requirements.append(
            GroupRequirement(types, parse_field_set(each), None, frozenset(map(FieldName, required_only.split())))
        )
    for selection in parse_field_set(asks):
        group.tree.add(selection)
    drop_sent_leaves(FetchGraph([group]))
    return print_selection_set(group.tree.freeze())


def test_a_key_that_is_sent_is_not_asked_for() -> None:
    assert asked("id name ... on Film { id length } ... on Book { id }", "id") == "{name ...on Film{length}}"


def test_a_key_that_only_some_objects_send_is_asked_for() -> None:
    assert asked("id name", "id", "isbn") == "{id name}"


def test_a_required_field_may_be_null_and_is_asked_for() -> None:
    assert asked("id name rank", "id rank", required_only="rank") == "{name rank}"


def test_a_field_with_other_arguments_is_asked_for() -> None:
    assert asked("id other: id name", "id") == "{other:id name}"


def test_what_asks_for_nothing_but_its_key_still_asks() -> None:
    assert asked("... on Film { id }", "id") == "{...on Film{id}}"


def brought_twice(case: Case) -> list[str]:
    planner = planner_of(case.supergraph_sdl, "$node" in case.data)
    if validate(planner.supergraph.api_schema, case.document):
        return []
    labels = frozenset(case.data.get("$labels", ()))
    plan = planner.plan(case.document, case.operation_name, case.variables_with_defaults, labels)
    leaves = FetchedLeaves(planner.query_graph.possible_types)
    return [print_leaf(leaf) for leaf in leaves.brought_twice(plan.node)]


def test_no_plan_of_a_scenario_fetches_a_leaf_that_it_has() -> None:
    twice = {
        (scenario.name, case.operation_name): found
        for scenario in read_scenarios()
        for case in scenario.cases
        if (found := brought_twice(case))
    }
    assert not twice


def fetch(asks: str) -> FetchNode:
    return FetchNode(SubgraphName("a"), "", selection_set=SelectionSet(tuple(parse_field_set(asks))))


def leaves_of(*nodes: PlanNode) -> list[str]:
    types = {TypeName("Media"): frozenset((TypeName("Book"), TypeName("Film")))}
    return [print_leaf(leaf) for leaf in FetchedLeaves(types).brought_twice(SequenceNode(nodes))]


def test_a_leaf_under_a_narrower_type_is_the_same_leaf() -> None:
    first = fetch("media { ... on Media { id } name }")
    assert leaves_of(first, FlattenNode(path_to("media"), fetch("... on Film { id length }"))) == ["media.id"]


def test_a_leaf_of_another_type_is_another_leaf() -> None:
    first = fetch("media { ... on Book { id } }")
    assert leaves_of(first, FlattenNode(path_to("media.|[Film]"), fetch("id"))) == []
