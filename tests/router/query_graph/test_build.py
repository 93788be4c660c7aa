from router.language.names import SubgraphName, TypeName
from router.language.operation_kind import OperationKind
from router.query_graph.build import named_type
from router.query_graph.model import Node, QueryGraph
from tests.router.planner.supergraphs import compose_planner, learning_planner, planner_for


def node(graph: QueryGraph, subgraph: str, type_name: str) -> Node:
    return graph.nodes[SubgraphName(subgraph), TypeName(type_name)]


def entered(graph: QueryGraph, type_name: str) -> list[tuple[str, str, str, str | None]]:
    return [(*move.target, str(move.key), move.representation_type) for move in graph.key_moves[TypeName(type_name)]]


MEDIA = planner_for(
    shop="""
      type Query { media: [Media!]! }
      interface Media @key(fields: "id") { id: ID! }
      type Book implements Media @key(fields: "id") { id: ID! }
      type Film implements Media @key(fields: "id") @key(fields: "code", resolvable: false) { id: ID!, code: ID! }
    """,
    votes='type Media @interfaceObject @key(fields: "id") { id: ID!, votes: Int }',
).query_graph


def test_a_node_is_a_type_as_one_subgraph_knows_it() -> None:
    graph = learning_planner().query_graph
    assert set(node(graph, "cards", "User").moves) == {"id", "cards"}
    assert set(node(graph, "progress", "User").moves) == {"id", "zone", "streak"}


def test_a_move_knows_what_it_needs() -> None:
    moves = node(learning_planner().query_graph, "progress", "User").moves
    assert moves["zone"].is_external  # type: ignore[index]
    assert str(moves["streak"].requires) == "{zone}"  # type: ignore[index]


def test_a_move_to_a_leaf_has_no_target() -> None:
    moves = node(learning_planner().query_graph, "cards", "Card").moves
    assert moves["front"].target is None  # type: ignore[index]
    assert moves["owner"].target == ("cards", "User")  # type: ignore[index]


def test_roots_are_the_nodes_of_the_root_types() -> None:
    graph = learning_planner().query_graph
    assert {"accounts", "cards"} <= {root.subgraph for root in graph.roots[OperationKind.QUERY]}
    assert [root.subgraph for root in graph.roots[OperationKind.SUBSCRIPTION]] == ["accounts"]


def test_a_key_that_is_not_resolvable_is_no_way_in() -> None:
    assert ("shop", "Film", "{code}", None) not in entered(MEDIA, "Film")


def test_an_object_enters_an_interface_object_by_the_interfaces_name() -> None:
    assert ("votes", "Media", "{id}", "Media") in entered(MEDIA, "Book")


def test_an_interface_is_entered_as_itself() -> None:
    assert ("shop", "Media", "{id}", None) in entered(MEDIA, "Media")


def test_an_interface_object_may_be_any_implementation() -> None:
    assert node(MEDIA, "votes", "Media").runtime_types == {"Book", "Film"}
    assert node(MEDIA, "votes", "Media").is_interface_object


def test_an_abstract_type_with_other_members_elsewhere_is_uneven() -> None:
    graph = compose_planner(
        a="type Query { any: Any @shareable } union Any = One | Two type One { x: Int } type Two { y: Int }",
        b="type Query { any: Any @shareable } union Any = One type One @shareable { z: Int }",
        c="type Query { even: Even } union Even = Three type Three { x: Int }",
    ).query_graph
    assert graph.uneven_types == {"Any"}


def test_the_name_of_a_type_is_what_its_wrappings_hold() -> None:
    assert named_type("[[Word!]!]") == "Word"
