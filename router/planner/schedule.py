"""Fetch graph -> sequence and parallel nodes.

Each fetch is followed, in its own branch, by the fetches that wait for it alone; a fetch that waits for several
branches comes after all of the branches that run beside one another. Branches end where such a fetch could run, and go
on beside it, so that no more fetches run in sequence than must.
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
        self.levels: dict[FetchGroup, int] = {}
        for group in groups:
            self.levels[group] = 1 + max((self.levels.get(other, 0) for other in group.dependencies), default=0)

    def plan(self, done: frozenset[FetchGroup] = frozenset()) -> PlanNode | None:
        return sequence(self._stages([group for group in self.groups if group not in done], done))

    def _stages(self, groups: Sequence[FetchGroup], done: frozenset[FetchGroup]) -> list[PlanNode]:
        """Those of the groups that can run once `done` is, and what follows them."""
        stages: list[PlanNode] = []
        while branches := self._branches(groups, done):
            nodes = (self._branch(first, rest, done) for first, rest in branches.items())
            stages.append(_parallel([node for node in nodes if node is not None]))
            done = done.union(branches, *branches.values())
            groups = [group for group in groups if group not in done]
        return stages

    def _branch(self, first: FetchGroup, rest: list[FetchGroup], done: frozenset[FetchGroup]) -> PlanNode | None:
        return sequence([plan_node(first, self.nodes), *self._stages(rest, done | {first})])

    def _branches(
        self, groups: Sequence[FetchGroup], done: frozenset[FetchGroup]
    ) -> dict[FetchGroup, list[FetchGroup]]:
        """What can run now, each with what follows it alone and keeps nobody waiting who waits for several."""
        first_of: dict[FetchGroup, FetchGroup | None] = {}
        for group in groups:
            firsts = {first_of.get(other) for other in group.dependencies if other not in done}
            first_of[group] = (firsts.pop() if len(firsts) == 1 else None) if firsts else group
        joint = min((self.levels[group] for group in groups if first_of[group] is None), default=len(self.levels) + 1)
        branches: dict[FetchGroup, list[FetchGroup]] = {}
        for group, first in first_of.items():
            if first is group:
                branches[group] = []
            elif first is not None and self.levels[group] < joint:
                branches[first].append(group)
        return branches


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
