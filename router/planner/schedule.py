"""Fetch graph -> sequence and parallel nodes.

Each fetch is followed, in its own branch, by the fetches that wait for it alone; a fetch that waits for several
branches comes after all of the branches that run beside one another.
"""

from collections.abc import Sequence
from dataclasses import replace

from router.planner.deferred_parts import PRIMARY
from router.planner.fetch_graph import FetchGraph, FetchGroup
from router.planner.fetch_node import FetchNodes
from router.query_plan import (
    BatchNode,
    ContextNode,
    FetchNode,
    FlattenNode,
    ParallelNode,
    PlanNode,
    SequenceNode,
)


def schedule(graph: FetchGraph, nodes: FetchNodes) -> PlanNode | None:
    """What is answered first."""
    return _Schedule(_primary(graph), nodes).plan()


def schedule_part(groups: Sequence[FetchGroup], nodes: FetchNodes) -> PlanNode | None:
    """The groups of one part, once the others that they wait for are done."""
    others = frozenset(other for group in groups for other in group.dependencies if other.part != group.part)
    return _Schedule(groups, nodes).plan(done=others)


def schedule_rest(graph: FetchGraph, first: FetchGroup, nodes: FetchNodes) -> PlanNode | None:
    """What follows a subscription's primary fetch."""
    return _Schedule(_primary(graph), nodes).plan(done=frozenset((first,)))


def _primary(graph: FetchGraph) -> list[FetchGroup]:
    return [group for group in graph.groups if group.part == PRIMARY]


class _Schedule:
    def __init__(self, groups: Sequence[FetchGroup], nodes: FetchNodes) -> None:
        self.groups = groups
        self.nodes = nodes
        self.placed: set[FetchGroup] = set()

    def plan(self, done: frozenset[FetchGroup] = frozenset()) -> PlanNode | None:
        self.placed |= done
        return sequence(self._stages(done))

    def _stages(self, done: frozenset[FetchGroup]) -> list[PlanNode]:
        """Everything that can run once `done` is, and that waits for nothing outside of it."""
        stages: list[PlanNode] = []
        while ready := [g for g in self.groups if g not in self.placed and done.issuperset(g.dependencies)]:
            before = self.placed.copy()
            self.placed.update(ready)
            branches = [sequence([plan_node(group, self.nodes), *self._stages(frozenset((group,)))]) for group in ready]
            stages.append(_parallel([branch for branch in branches if branch is not None]))
            done |= self.placed - before
        return stages


def plan_node(group: FetchGroup, nodes: FetchNodes) -> PlanNode:
    return _with_id(nodes.plan_node(group), group.id)


def _with_id(node: PlanNode, number: int | None) -> PlanNode:
    """The plan node of one group, its requests named."""
    if number is None:
        return node
    match node:
        case FetchNode():
            return replace(node, id=number)
        case FlattenNode(node=fetch):
            return replace(node, node=replace(fetch, id=number))
        case BatchNode(request=request):
            return replace(node, request=replace(request, id=number))
        case ContextNode(node=flatten):
            return replace(node, node=replace(flatten, node=replace(flatten.node, id=number)))
        case ParallelNode(nodes=nodes):
            return ParallelNode(tuple(_with_id(inner, number) for inner in nodes))
        case _:
            raise TypeError(f"The requests of one group are no {type(node).__name__}.")


def sequence(nodes: list[PlanNode]) -> PlanNode | None:
    flat = [inner for node in nodes for inner in (node.nodes if isinstance(node, SequenceNode) else (node,))]
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else SequenceNode(tuple(flat))


def _parallel(nodes: list[PlanNode]) -> PlanNode:
    return nodes[0] if len(nodes) == 1 else ParallelNode(tuple(nodes))
