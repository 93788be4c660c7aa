"""The parts of an operation that come later, each with its fetches in order and the fetches that it waits for."""

from collections.abc import Iterable, Sequence

from router.planner.deferred_parts import PRIMARY, DeferredPart
from router.planner.fetch_graph import FetchGraph, FetchGroup
from router.planner.fetch_node import FetchNodes
from router.planner.schedule import schedule_part
from router.query_plan import DeferredNode


def number_awaited_fetches(graphs: Iterable[FetchGraph]) -> None:
    """Give each fetch that another part waits for the name by which it does so."""
    awaited = [dependency for graph in graphs for group in graph.groups for dependency in _outside(group)]
    for number, group in enumerate(dict.fromkeys(awaited)):
        group.id = number


def schedule_deferred(
    parts: Sequence[DeferredPart], graphs: Sequence[FetchGraph], nodes: FetchNodes, around: int = PRIMARY
) -> tuple[DeferredNode, ...]:
    """The parts within the part `around`, in document order."""
    return tuple(_deferred(part, parts, graphs, nodes) for part in parts if part.parent == around)


def _deferred(
    part: DeferredPart, parts: Sequence[DeferredPart], graphs: Sequence[FetchGraph], nodes: FetchNodes
) -> DeferredNode:
    groups = [group for graph in graphs for group in graph.groups if group.part == part.number]
    awaited = {group.id for group in groups for group in _outside(group) if group.id is not None}
    return DeferredNode(
        depends=tuple(sorted(awaited)),
        label=part.label,
        path=part.path,
        type_name=part.type_name,
        selection_set=part.selection_set,
        node=schedule_part(groups, nodes),
        deferred=schedule_deferred(parts, graphs, nodes, part.number),
    )


def _outside(group: FetchGroup) -> list[FetchGroup]:
    members = (group, *group.companions)
    return [other for member in members for other in member.dependencies if other.part != group.part]
