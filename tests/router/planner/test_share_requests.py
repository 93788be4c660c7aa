from router.language.field_set import parse_field_set
from router.language.names import ResponseKey, SubgraphName, TypeName
from router.language.response_path import KeyElement
from router.planner.fetch_graph import FetchGraph, FetchGroup, GroupRequirement, print_fetch_graph
from router.planner.passes.share_requests import share_requests


def entities(subgraph: str, path: str, *after: FetchGroup, asks: str = "x") -> FetchGroup:
    made = FetchGroup(SubgraphName(subgraph), tuple(KeyElement(ResponseKey(key)) for key in path.split(".")), None)
    made.dependencies = dict.fromkeys(after)
    made.require(GroupRequirement(frozenset((TypeName("User"),)), parse_field_set("id"), None, frozenset()))
    for selection in parse_field_set(asks):
        made.tree.add(selection)
    return made


def root(subgraph: str, path: str = "", *after: FetchGroup) -> FetchGroup:
    keys = tuple(KeyElement(ResponseKey(key)) for key in path.split(".") if key)
    made = FetchGroup(SubgraphName(subgraph), keys, TypeName("Query"), dependencies=dict.fromkeys(after))
    for selection in parse_field_set("x"):
        made.tree.add(selection)
    return made


def shared(*groups: FetchGroup) -> list[list[str]]:
    """The requests, each as the subgraph and path of its fetches."""
    graph = FetchGraph(list(groups))
    share_requests(graph)
    return [[_place(group), *map(_place, group.companions)] for group in graph.groups]


def _place(group: FetchGroup) -> str:
    keys = [element.response_key for element in group.path if isinstance(element, KeyElement)]
    return ":".join((group.subgraph, ".".join(keys)))


def test_entities_at_two_places_that_wait_for_the_same_share_a_request() -> None:
    a = root("a")
    assert shared(a, entities("b", "author", a), entities("b", "reviewer", a)) == [["a:"], ["b:author", "b:reviewer"]]


def test_fetches_of_two_subgraphs_do_not_share_a_request() -> None:
    a = root("a")
    assert shared(a, entities("b", "author", a), entities("c", "reviewer", a)) == [["a:"], ["b:author"], ["c:reviewer"]]


def test_a_fetch_that_waits_for_more_keeps_its_request() -> None:
    a = root("a")
    between = entities("c", "author", a)
    later = entities("b", "author.friend", between)
    assert shared(a, between, entities("b", "author", a), later) == [
        ["a:"],
        ["c:author"],
        ["b:author"],
        ["b:author.friend"],
    ]


def test_as_many_waits_are_not_the_same_waits() -> None:
    a, b = root("a"), root("b")
    assert len(shared(a, b, entities("c", "x", a), entities("c", "y", b))) == 4


def test_what_waits_for_one_request_shared_before_it_shares_too() -> None:
    a = root("a")
    left, right = entities("b", "left", a), entities("b", "right", a)
    assert shared(a, left, right, entities("c", "left", left), entities("c", "right", right)) == [
        ["a:"],
        ["b:left", "b:right"],
        ["c:left", "c:right"],
    ]


def test_fetches_at_one_place_that_come_to_wait_for_the_same_become_one() -> None:
    a = root("a")
    left, right = entities("b", "left", a), entities("b", "right", a)
    first, second = entities("c", "x", left, asks="one"), entities("c", "x", right, asks="two")
    assert shared(a, left, right, first, second) == [["a:"], ["b:left", "b:right"], ["c:x"]]
    assert str(first.tree.freeze()) == "{one two}"


def test_a_fetch_at_a_place_joins_the_companion_there() -> None:
    a = root("a")
    at_y = entities("b", "y", a, asks="one")
    groups = (a, entities("b", "x", a), at_y, entities("b", "y", a, asks="two"))
    assert shared(*groups) == [["a:"], ["b:x", "b:y"]]
    assert str(at_y.tree.freeze()) == "{one two}"


def test_a_root_type_below_a_field_keeps_its_request() -> None:
    a = root("a")
    assert len(shared(a, root("b", "left.query", a), root("b", "right.query", a), entities("b", "x", a))) == 4


def test_what_waits_for_a_companion_waits_for_its_request() -> None:
    a = root("a")
    first, second = entities("b", "x", a), entities("b", "y", a)
    last = entities("a", "y", second)
    shared(a, first, second, last)
    assert list(last.dependencies) == [first]


def test_the_printed_fetch_graph_says_where_each_fetch_of_a_request_is() -> None:
    a = root("a")
    graph = FetchGraph([a, entities("b", "x", a), entities("b", "y", a, asks="z")])
    share_requests(graph)
    assert print_fetch_graph(graph) == (
        "0 a\n  asks {x}\n1 b after 0\n  at x\n  sends {id}\n  asks {x}\n  at y\n  sends {id}\n  asks {z}\n"
    )
