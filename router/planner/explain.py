"""Print the value between any two steps of planning."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import DocumentNode

from router.language.response_path import print_response_path
from router.language.selection_set import Field, SelectionSet, print_selection_set
from router.planner.fetch_graph import print_fetch_graph
from router.planner.graph_path import Candidate, Choice, Entry, Goal, GraphPath
from router.planner.operation import Operation
from router.planner.plan_document import Planner
from router.planner.plan_operation import Planning, plan_operation
from router.query_plan import print_query_plan
from router.supergraph.model import Supergraph


def explain(
    step: str,
    document: DocumentNode,
    operation_name: str | None,
    variables: Mapping[str, Any],
    supergraph: Supergraph,
    active_labels: frozenset[str] = frozenset(),
) -> str:
    """The text of one step of STEPS. Raises `KeyError` for a step that does not exist, and what the planner raises."""
    planner = Planner(supergraph)
    operation = planner.operation(document, operation_name, variables, defers=True)
    return _PRINTERS[step](planner, operation, active_labels)


def _operation(planner: Planner, operation: Operation, labels: frozenset[str]) -> str:
    return f"{operation.kind.value} {print_selection_set(operation.selection_set)}\n"


def _paths(planner: Planner, operation: Operation, labels: frozenset[str]) -> str:
    return "".join(_print_goal(goal) for goal in Planning(operation, planner.query_graph, labels).goals())


def _choices(planner: Planner, operation: Operation, labels: frozenset[str]) -> str:
    return "".join(_print_choice(choice) for choice in Planning(operation, planner.query_graph, labels).choices())


def _groups(planner: Planner, operation: Operation, labels: frozenset[str]) -> str:
    return print_fetch_graph(Planning(operation, planner.query_graph, labels).groups())


def _fetch_graph(planner: Planner, operation: Operation, labels: frozenset[str]) -> str:
    return print_fetch_graph(Planning(operation, planner.query_graph, labels).fetch_graph())


def _plan(planner: Planner, operation: Operation, labels: frozenset[str]) -> str:
    return print_query_plan(plan_operation(operation, planner.query_graph, labels))


_PRINTERS: dict[str, Callable[[Planner, Operation, frozenset[str]], str]] = {
    "operation": _operation,
    "paths": _paths,
    "choices": _choices,
    "groups": _groups,
    "fetch-graph": _fetch_graph,
    "plan": _plan,
}

STEPS: tuple[str, ...] = tuple(_PRINTERS)
"""Normalized operation; every way to each goal; the chosen ways; fetches before and after the passes; the plan."""


def _print_goal(goal: Goal) -> str:
    ways = "".join(f"  {_print_candidate(candidate)}\n" for candidate in goal.candidates)
    return f"{_print_place(goal)}\n{ways}"


def _print_choice(choice: Choice) -> str:
    return f"{_print_place(choice.goal)}\n  {_print_candidate(choice.candidate)}\n"


def _print_place(goal: Goal) -> str:
    place = print_response_path(goal.position.path)
    return f"{place or '(root)'} {print_selection_set(SelectionSet((goal.field,)))}"


def _print_candidate(candidate: Candidate) -> str:
    return f"{_print_path(candidate.path)} {print_selection_set(SelectionSet((candidate.selection,)))}"


def _print_path(path: GraphPath) -> str:
    if path.parent is None:
        return _print_entry(path.entry)
    step = f".{path.step.response_key}" if isinstance(path.step, Field) else f"|{path.step}"
    return _print_path(path.parent) + step


def _print_entry(entry: Entry) -> str:
    sources = sorted({_print_entry(source) for source in entry.sources})
    before = f"({', '.join(sources)})>" if sources else ""
    sent = print_selection_set(entry.representation.selection_set) if entry.representation is not None else ""
    return f"{before}{entry.subgraph}:{entry.node.type_name}{sent}"
