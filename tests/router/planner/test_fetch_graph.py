from router.language.field_set import parse_field_set
from router.language.names import FieldName, ResponseKey, SubgraphName, TypeName
from router.language.response_path import KeyElement, ResponsePath
from router.language.selection_set import EMPTY, Field, SelectionSet
from router.planner.fetch_graph import FetchGraph, FetchGroup, GroupRequirement
from router.planner.passes.drop_implied_dependencies import drop_implied_dependencies
from router.planner.passes.share_requests import share_requests
from router.planner.selection_tree import SelectionTree

USER: ResponsePath = (KeyElement(ResponseKey("user")),)


def requirement(key: str, type_name: str = "User", required: str = "") -> GroupRequirement:
    names = frozenset(FieldName(name) for name in required.split())
    return GroupRequirement(frozenset((TypeName(type_name),)), parse_field_set(f"{key} {required}"), None, names)


def group(
    subgraph: str, *after: FetchGroup, asks: str = "x", key: str = "id", type_name: str = "User", required: str = ""
) -> FetchGroup:
    made = FetchGroup(SubgraphName(subgraph), USER if after else (), None if after else TypeName("Query"))
    made.dependencies = dict.fromkeys(after)
    if after:
        made.require(requirement(key, type_name, required))
    for selection in parse_field_set(asks):
        made.tree.add(selection)
    return made


def test_siblings_to_one_subgraph_become_one() -> None:
    root = group("a")
    graph = FetchGraph([root, group("b", root, asks="x"), group("b", root, asks="y")])
    share_requests(graph)
    assert [str(g.tree.freeze()) for g in graph.groups] == ["{x}", "{x y}"]


def test_siblings_for_different_types_become_one_with_a_requirement_each() -> None:
    root = group("a")
    graph = FetchGraph([root, group("b", root, type_name="User"), group("b", root, type_name="Team", key="name")])
    share_requests(graph)
    assert [str(r.selection_set) for r in graph.groups[1].requirements] == ["{id}", "{name}"]


def test_the_same_representation_of_some_types_and_of_more_is_sent_once() -> None:
    root = group("a")
    wide = group("b", root, asks="... on Media {x}")
    wide.requirements = [
        GroupRequirement(frozenset((TypeName("A"), TypeName("B"))), parse_field_set("id"), None, frozenset())
    ]
    narrow = group("b", root, asks="... on A {y}", type_name="A")
    graph = FetchGraph([root, wide, narrow])
    share_requests(graph)
    assert [sorted(r.type_names) for r in graph.groups[1].requirements] == [["A", "B"]]


def test_requirements_of_one_fetch_have_no_type_in_common() -> None:
    root = group("a")
    graph = FetchGraph(
        [
            root,
            group("b", root, type_name="Word"),
            group("b", root, type_name="User", required="title"),
            group("b", root, type_name="User"),
        ]
    )
    share_requests(graph)
    sent = {",".join(sorted(r.type_names)): str(r.selection_set) for r in graph.groups[1].requirements}
    assert sent == {"Word": "{id}", "User": "{id title}"}


def test_one_field_with_two_sets_of_arguments_takes_two_representations() -> None:
    root = group("a")
    one = group("b", root, key="id price(in: EUR)")
    other = group("b", root, key="id other: price(in: JPY)")
    graph = FetchGraph([root, one, other])
    share_requests(graph)
    assert [len(g.companions) for g in graph.groups] == [0, 1]


def test_arguments_also_matter_below_a_field() -> None:
    root = group("a")
    graph = FetchGraph([root, group("b", root, key="o {p(n: 1)}"), group("b", root, key="o {q: p(n: 2)}")])
    share_requests(graph)
    assert [len(g.companions) for g in graph.groups] == [0, 1]


def test_a_required_field_that_another_key_names_is_not_nullable_any_more() -> None:
    joined = requirement("id", required="zone").join(requirement("zone"))
    assert joined.required_only == frozenset()
    assert str(joined.selection_set) == "{id zone}"


def test_a_fetch_that_waits_for_more_stays_apart() -> None:
    root = group("a")
    between = group("c", root)
    graph = FetchGraph([root, group("b", root, asks="x"), between, group("b", root, between, asks="y")])
    share_requests(graph)
    assert len(graph.groups) == 4


def test_waiting_for_the_same_by_way_of_others_is_waiting_for_the_same() -> None:
    root = group("a")
    between = group("c", root)
    graph = FetchGraph([root, between, group("b", between, asks="x"), group("b", root, between, asks="y")])
    share_requests(graph)
    assert [str(g.tree.freeze()) for g in graph.groups] == ["{x}", "{x}", "{x y}"]


def test_waiting_for_a_fetch_implies_what_that_one_waits_for() -> None:
    root = group("a")
    middle = group("b", root)
    last = group("c", root, middle)
    drop_implied_dependencies(FetchGraph([root, middle, last]))
    assert list(last.dependencies) == [middle]


def tree(text: str) -> SelectionTree:
    made = SelectionTree()
    for selection in parse_field_set(text):
        made.add(selection)
    return made


def test_paths_share_what_they_have_in_common() -> None:
    made = tree("a {b}")
    made.follow(Field(FieldName("a"), selection_set=EMPTY)).add(Field(FieldName("c")))
    assert str(made.freeze()) == "{a{b c}}"


def test_a_leaf_that_the_type_around_selects_is_left_out_of_fragments() -> None:
    assert str(tree("__typename ... on A {__typename id} ... on B {__typename}").freeze()) == "{__typename ...on A{id}}"


def test_merging_trees_keeps_both() -> None:
    left = tree("a {b} ... on A {x}")
    left.merge(tree("a {c} ... on A {y} ... on B {z}"))
    assert left.freeze() == SelectionSet(parse_field_set("a {b c} ... on A {x y} ... on B {z}").selections)


def test_many_ways_between_fetches_are_walked_once() -> None:
    groups = [group("a")]
    for number in range(60):  # each waits for the two before it: about 10^12 ways from the last to the first
        groups.append(group(f"s{number}", *groups[-2:]))
    assert groups[-1].ancestors() == set(groups[:-1])
