"""Plans of operations that are answered in parts."""

import pytest
from graphql import parse

from router.planner.explain import explain
from router.planner.plan_document import Planner
from router.query_plan import DeferNode, QueryPlan, fetches_in, print_query_plan
from router.query_plan_json import query_plan_to_json
from tests.router.planner.supergraphs import learning_planner, planner_for


def plan(planner: Planner, operation: str, variables: dict[str, object] | None = None) -> QueryPlan:
    return planner.plan(parse(operation), None, variables, defers=True)


def deferring(planner: Planner, operation: str, variables: dict[str, object] | None = None) -> DeferNode:
    node = plan(planner, operation, variables).node
    assert isinstance(node, DeferNode)
    return node


def test_the_text_form_shows_what_comes_first_and_what_each_part_waits_for() -> None:
    text = print_query_plan(plan(learning_planner(), '{ viewer { name ...@defer(label: "week") { streak } } }'))
    assert text == (
        "QueryPlan {\n"
        "  Defer {\n"
        "    Primary {\n"
        "      {viewer{name}}:\n"
        '      Fetch(service: "accounts", id: 0) {\n'
        "        {viewer{name __typename id zone}}\n"
        "      }\n"
        "    }, [\n"
        '      Deferred(depends: [0], path: "viewer", label: "week") {\n'
        "        {streak}:\n"
        '        Flatten(path: "viewer") {\n'
        '          Fetch(service: "progress") {\n'
        "            User {id zone} =>\n"
        "            {...on User{streak}}\n"
        "          }\n"
        "        }\n"
        "      },\n"
        "    ]\n"
        "  }\n"
        "}\n"
    )


def test_the_json_form_is_the_published_one() -> None:
    operation = '{ viewer { name ...@defer(label: "week") { streak ...@defer { zone } } } }'
    shown = query_plan_to_json(plan(learning_planner(), operation))["node"]
    assert shown["kind"] == "Defer"
    assert shown["primary"]["subselection"] == "{viewer{name}}"
    assert shown["primary"]["node"]["id"] == "0"
    (deferred,) = shown["deferred"]
    assert {key: deferred[key] for key in ("depends", "label", "queryPath", "subselection")} == {
        "depends": [{"id": "0"}],
        "label": "week",
        "queryPath": ["viewer"],
        "subselection": None,
    }
    assert deferred["node"]["kind"] == "Defer"
    assert deferred["node"]["primary"]["subselection"] == "{streak}"
    assert deferred["node"]["deferred"][0]["subselection"] == "{zone}"


def test_a_plan_for_a_client_that_takes_no_parts_is_that_without_the_directive() -> None:
    planner = learning_planner()
    with_directive = planner.plan(parse('{ viewer { name ...@defer(label: "week") { streak } } }'))
    assert with_directive == planner.plan(parse("{ viewer { name ... { streak } } }"))


def test_a_field_of_the_same_subgraph_is_fetched_again_by_its_key() -> None:
    node = deferring(learning_planner(), "{ viewer { name ...@defer { zone } } }")
    first, second = fetches_in(node)
    assert (first.subgraph, str(first.selection_set)) == ("accounts", "{viewer{name __typename id}}")
    assert (second.subgraph, str(second.selection_set)) == ("accounts", "{...on User{zone}}")


def test_a_value_without_a_key_is_fetched_with_the_first_part_and_told_later() -> None:
    planner = planner_for(a="type Query { box: Box } type Box { size: Int weight: Int }")
    node = deferring(planner, "{ box { size ...@defer { weight } } }")
    (part,) = node.deferred
    assert [str(fetch.selection_set) for fetch in fetches_in(node)] == ["{box{size weight}}"]
    assert (part.node, part.depends) == (None, ())


def test_what_was_fetched_before_is_not_fetched_again() -> None:
    node = deferring(learning_planner(), "{ viewer { id name ...@defer { id name streak } } }")
    assert [str(fetch.selection_set) for fetch in fetches_in(node)] == [
        "{viewer{id name __typename zone}}",
        "{...on User{streak}}",
    ]


def test_a_list_that_was_fetched_before_is_not_fetched_again() -> None:
    node = deferring(learning_planner(), "{ viewer { cards { id } ...@defer { cards { id front } } } }")
    (part,) = node.deferred
    assert [str(fetch.selection_set) for fetch in fetches_in(part.node)] == ["{...on Card{front}}"]


def test_a_part_waits_only_for_what_it_needs() -> None:
    node = deferring(learning_planner(), "{ viewer { cards { front } ...@defer { streak } } }")
    (part,) = node.deferred
    (awaited,) = [fetch for fetch in fetches_in(node) if fetch.id is not None]
    assert part.depends == (awaited.id,)
    assert awaited.subgraph == "accounts"


def test_parts_share_no_fetch_with_one_another() -> None:
    node = deferring(learning_planner(), "{ viewer { id ...@defer { zone } ...@defer { name } } }")
    assert [str(fetch.selection_set) for part in node.deferred for fetch in fetches_in(part.node)] == [
        "{...on User{zone}}",
        "{...on User{name}}",
    ]


def test_root_fields_are_asked_in_a_request_of_their_own() -> None:
    node = deferring(learning_planner(), '{ viewer { name } ...@defer { card(id: "1") { front } } }')
    (part,) = node.deferred
    assert (part.path, part.depends) == ((), ())
    assert [fetch.subgraph for fetch in fetches_in(part.node)] == ["cards"]


def test_root_fields_of_one_part_share_a_request() -> None:
    node = deferring(
        learning_planner(), '{ __typename ...@defer { a: card(id: "1") { front } b: card(id: "2") { front } } }'
    )
    (part,) = node.deferred
    assert [str(fetch.selection_set) for fetch in fetches_in(part.node)] == [
        '{a:card(id: "1"){front} b:card(id: "2"){front}}'
    ]


def test_a_fragment_that_is_spread_twice_in_one_place_is_one_part() -> None:
    operation = "{ viewer { id ...Zone @defer ...Zone @defer } } fragment Zone on User { zone }"
    assert len(deferring(learning_planner(), operation).deferred) == 1


@pytest.mark.parametrize(
    ("condition", "variables", "is_deferred"),
    [
        ("true", {}, True),
        ("false", {}, False),
        ("$on", {"on": True}, True),
        ("$on", {"on": False}, False),
        ("$unset", {}, True),
        ("$default", {}, False),
    ],
)
def test_its_condition_decides(condition: str, variables: dict[str, object], is_deferred: bool) -> None:
    declared = "$on: Boolean! = false, $unset: Boolean = true, $default: Boolean = false"
    operation = f"query ({declared}) {{ viewer {{ id ...@defer(if: {condition}) {{ zone }} }} }}"
    assert isinstance(plan(learning_planner(), operation, variables).node, DeferNode) is is_deferred


def test_no_more_fragments_are_deferred_than_are_allowed() -> None:
    planner = Planner(learning_planner().supergraph, most_deferred=2)
    operation = "{ viewer { id ...@defer { zone ...@defer { name } } ...@defer { streak } } }"
    node = deferring(planner, operation)
    assert str(node.selection_set) == "{viewer{id streak}}"
    (outer,) = node.deferred
    assert [str(inner.selection_set) for inner in outer.deferred] == ["{name}"]


def test_a_subscription_defers_nothing() -> None:
    operation = "subscription ($later: Boolean!) { signedIn { id ...@defer(if: $later) { zone } } }"
    planned = plan(learning_planner(), operation, {"later": True})
    assert [str(fetch.selection_set) for fetch in fetches_in(planned.node)] == ["{signedIn{id zone}}"]


def test_plans_are_the_same_from_run_to_run() -> None:
    operation = "{ viewer { name ...@defer { cards { front owner { streak } } ...@defer { streak zone } } } }"
    assert len({print_query_plan(plan(learning_planner(), operation)) for _ in range(5)}) == 1


def test_the_fetch_graph_shows_the_parts_too() -> None:
    document = parse("{ viewer { name ...@defer { streak } } }")
    text = explain("fetch-graph", document, None, {}, learning_planner().supergraph)
    assert [line for line in text.splitlines() if not line.startswith(" ")] == ["0 accounts", "1 progress after 0"]
