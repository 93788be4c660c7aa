from router.language.names import FieldName, ResponseKey, SubgraphName, TypeName
from router.language.operation_kind import OperationKind
from router.language.response_path import KeyElement
from router.language.selection_set import EMPTY, Field
from router.planner.fetch_graph import FetchGraph, FetchGroup
from router.planner.fetch_node import FetchNodes
from router.planner.operation import Operation
from router.planner.schedule import schedule
from router.query_graph.model import QueryGraph
from router.query_plan import FetchNode, FlattenNode, ParallelNode, PlanNode, SequenceNode
from tests.router.planner.supergraphs import learning_planner


def group(name: str, *after: FetchGroup) -> FetchGroup:
    made = FetchGroup(SubgraphName(name), (KeyElement(ResponseKey("x")),), None, dependencies=dict.fromkeys(after))
    made.tree.add(Field(FieldName("f")))
    return made


def graph() -> QueryGraph:
    return learning_planner().query_graph


def shape(node: PlanNode | None) -> str:
    """`a;(b|c)`: one after another, beside one another."""
    match node:
        case FlattenNode(node=FetchNode(subgraph=name)):
            return name
        case SequenceNode(nodes=nodes):
            return ";".join(map(shape, nodes))
        case ParallelNode(nodes=nodes):
            return "(" + "|".join(map(shape, nodes)) + ")"
        case _:
            raise AssertionError(node)


def scheduled(*groups: FetchGroup) -> str:
    operation = Operation(OperationKind.QUERY, None, TypeName("Query"), EMPTY)
    return shape(schedule(FetchGraph(list(groups)), FetchNodes(operation, graph())))


def test_what_waits_for_one_fetch_follows_it_in_its_branch() -> None:
    a, b = group("a"), group("b")
    assert scheduled(a, b, group("c", a), group("d", b)) == "(a;c|b;d)"


def test_what_waits_for_several_branches_follows_them_all() -> None:
    a, b = group("a"), group("b")
    assert scheduled(a, b, group("c", a, b)) == "(a|b);c"


def test_branches_meet_where_they_are_needed_and_not_before() -> None:
    a = group("a")
    b, c, d = group("b", a), group("c", a), group("d", a)
    assert scheduled(a, b, c, d, group("e", b, c), group("f", d)) == "a;(b|c|d);(e|f)"


def test_a_branch_goes_on_beside_what_waits_for_several() -> None:
    a, b = group("a"), group("b")
    c, d = group("c", a), group("d", b)
    e = group("e", c, d)
    f = group("f", d)
    assert scheduled(a, b, c, d, e, f, group("g", f), group("h", e)) == "(a;c|b;d);(e;h|f;g)"


def test_branches_that_nobody_waits_for_together_go_to_their_ends() -> None:
    a = group("a")
    b, c = group("b", a), group("c", a)
    d = group("d", b)
    assert scheduled(a, b, c, d, group("e", d), group("f", c)) == "a;(b;d;e|c;f)"


def test_no_more_fetches_run_in_sequence_than_wait_for_one_another() -> None:
    a, b = group("a"), group("b")
    c = group("c", a)
    long = group("d", c)
    assert scheduled(a, b, c, long, group("e", long), group("f", a, b)) == "(a|b);(c;d;e|f)"


def test_a_chain_is_flat() -> None:
    a = group("a")
    b = group("b", a)
    assert scheduled(a, b, group("c", b)) == "a;b;c"


def test_no_groups_are_no_node() -> None:
    operation = Operation(OperationKind.QUERY, None, TypeName("Query"), EMPTY)
    assert schedule(FetchGraph([]), FetchNodes(operation, graph())) is None
