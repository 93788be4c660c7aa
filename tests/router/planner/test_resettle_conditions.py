from router.language.names import FieldName, SubgraphName, TypeName
from router.language.selection_set import EMPTY, Field
from router.planner.graph_path import Candidate, Choice, Entry, Goal, GraphPath, Representation
from router.planner.places import Place, Position
from router.planner.resettle_conditions import resettle_conditions
from router.query_graph.model import Node
from router.supergraph.model import TypeKind
from tests.support.counted_calls import calls_during

THING = Position(Place(), (), TypeName("Thing"), frozenset((TypeName("Thing"),)), None)
BY_KEY = Representation(EMPTY, None, frozenset())


def entry(subgraph: str, *conditions: Choice, is_root: bool = False) -> Entry:
    node = Node(SubgraphName(subgraph), TypeName("Thing"), TypeKind.OBJECT, False, frozenset(), {})
    return Entry(node, THING, None if is_root else BY_KEY, conditions)


def choice(*entries: Entry) -> Choice:
    """Of the first; the others would do as well."""
    field = Field(FieldName("f"))
    goal = Goal(THING, field, tuple(Candidate(GraphPath(each, each.node), field) for each in entries))
    return Choice(goal, goal.candidates[0])


def subgraphs(choices: tuple[Choice, ...]) -> list[str]:
    entries = frozenset[Entry]().union(*(each.candidate.path.entry.closure for each in choices))
    return sorted(each.subgraph for each in entries)


def test_a_condition_comes_from_where_something_is_fetched_anyway() -> None:
    root = entry("a", is_root=True)
    b, c = entry("b", choice(root)), entry("c", choice(root))
    last = entry("d", choice(b, c))
    assert subgraphs(resettle_conditions((choice(last), choice(c)))) == ["a", "c", "d"]


def test_what_has_another_way_for_only_a_part_of_its_conditions_stays() -> None:
    root = entry("a", is_root=True)
    b, c = entry("b", choice(root)), entry("c", choice(root))
    choices = (choice(entry("d", choice(b, c), choice(b))), choice(c))
    assert resettle_conditions(choices) == choices


def test_a_condition_does_not_wait_for_what_waits_for_it() -> None:
    root = entry("a", is_root=True)
    b = entry("b", choice(root))
    first = choice(b)
    last = entry("d", first)
    circular = Choice(Goal(THING, first.goal.field, (first.candidate, choice(last).candidate)), first.candidate)
    last.conditions = (circular,)
    choices = (choice(last),)
    assert resettle_conditions(choices) == choices


def test_conditions_of_one_request_move_together() -> None:
    root = entry("a", is_root=True)
    left, right, c = entry("b", choice(root)), entry("b", choice(root)), entry("c", choice(root))
    choices = (choice(entry("d", choice(left, c))), choice(entry("e", choice(right, c))), choice(c))
    assert subgraphs(resettle_conditions(choices)) == ["a", "c", "d", "e"]


def test_trying_stops_after_a_fixed_amount_of_work() -> None:
    def calls(width: int) -> int:
        root = entry("a", is_root=True)
        ways = [[entry(f"{name}{number}", choice(root)) for name in "bcd"] for number in range(width)]
        choices = tuple(choice(entry(f"e{number}", choice(*each))) for number, each in enumerate(ways))
        return calls_during(lambda: resettle_conditions(choices))

    assert calls(800) < 4 * calls(200)
