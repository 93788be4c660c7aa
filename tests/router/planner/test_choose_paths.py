import random
from itertools import product

import pytest

from router.language.names import FieldName, SubgraphName, TypeName
from router.language.selection_set import Field
from router.planner.choose_paths import choose_paths, cost_of
from router.planner.graph_path import Candidate, Choice, Entry, Goal, GraphPath
from router.planner.places import Place, Position
from router.query_graph.model import Node
from router.supergraph.model import TypeKind

ROOT = Position(Place(), (), TypeName("Query"), frozenset((TypeName("Query"),)), None)


def entry(subgraph: str, *sources: Entry, position: Position = ROOT) -> Entry:
    node = Node(SubgraphName(subgraph), TypeName("Query"), TypeKind.OBJECT, False, frozenset(), {})
    return Entry(node, position, None, tuple(choice_of(source) for source in sources))


def choice_of(source: Entry) -> Choice:
    found = goal(source)
    return Choice(found, found.candidates[0])


def goal(*entries: Entry) -> Goal:
    field = Field(FieldName("f"))
    return Goal(ROOT, field, tuple(Candidate(GraphPath(e, e.node), field) for e in entries))


def chosen(*goals: Goal) -> list[str]:
    return [choice.candidate.path.entry.subgraph for choice in choose_paths(goals)]


def test_a_goal_with_one_candidate_takes_it() -> None:
    assert chosen(goal(entry("a"))) == ["a"]


def test_a_goal_joins_a_fetch_that_is_needed_anyway() -> None:
    a, b = entry("a"), entry("b")
    assert chosen(goal(b), goal(a, b)) == ["b", "b"]


def test_ties_go_to_the_subgraph_that_is_declared_first() -> None:
    assert chosen(goal(entry("a"), entry("b"))) == ["a"]


def test_goals_settle_on_the_one_subgraph_that_can_answer_all() -> None:
    a, b, c = entry("a"), entry("b"), entry("c")
    assert chosen(goal(a, c), goal(b, c), goal(a, b, c)) == ["c", "c", "c"]


def test_fewer_fetches_in_sequence_win_over_fewer_fetches() -> None:
    a, b, c = entry("a"), entry("b"), entry("c")
    after_a = entry("d", a)
    assert chosen(goal(a), goal(after_a, b), goal(after_a, c)) == ["a", "b", "c"]


def test_what_an_entry_needs_counts_as_much_as_the_entry() -> None:
    a, b, c = entry("a"), entry("b"), entry("c")
    far, near = entry("d", b, c), entry("d", a)
    assert chosen(goal(a), goal(far, near)) == ["a", "d"]
    assert [choice.candidate.path.entry for choice in choose_paths([goal(a), goal(far, near)])] == [a, near]


def test_a_search_too_wide_to_finish_still_gives_every_goal_a_candidate() -> None:
    entries = [entry(f"s{number}") for number in range(40)]
    goals = [goal(entries[i], entries[(i * 7 + 1) % 40], entries[(i * 11 + 5) % 40]) for i in range(40)]
    choices = choose_paths(goals)
    assert all(choice.candidate in choice.goal.candidates for choice in choices)
    assert cost_of(frozenset(choice.candidate.path.entry for choice in choices))[1] <= 20


def test_nothing_to_choose_is_chosen() -> None:
    assert choose_paths([]) == ()


@pytest.mark.parametrize("seed", range(60))
def test_no_other_choice_is_cheaper(seed: int) -> None:
    chance = random.Random(seed)
    entries: list[Entry] = []
    for number in range(chance.randint(3, 7)):
        sources = chance.sample(entries, k=min(len(entries), chance.choice([0, 0, 1, 1, 2])))
        entries.append(entry(f"s{number}", *sources))
    goals = [goal(*chance.sample(entries, k=chance.randint(1, 3))) for _ in range(chance.randint(2, 6))]
    chosen_entries = [choice.candidate.path.entry for choice in choose_paths(goals)]
    every_choice = product(*([candidate.path.entry for candidate in g.candidates] for g in goals))
    assert total_cost(chosen_entries) == min(total_cost(entries) for entries in every_choice)


def total_cost(entries: "list[Entry] | tuple[Entry, ...]") -> tuple[int, int, int]:
    return cost_of(frozenset().union(*(e.closure for e in entries)))
