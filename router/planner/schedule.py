"""Fetch graph -> sequence and parallel nodes.

Each fetch is followed, in its own branch, by the fetches that wait for it alone; a fetch that waits for several
branches comes after all of the branches that run beside one another.
"""

from collections.abc import Sequence

from router.planner.fetch_graph import FetchGraph, FetchGroup
from router.planner.fetch_node import FetchNodes
from router.query_plan import ParallelNode, PlanNode, SequenceNode


def schedule(graph: FetchGraph, nodes: FetchNodes) -> PlanNode | None:
    return _Schedule(graph.groups, nodes).plan()


def schedule_rest(graph: FetchGraph, first: FetchGroup, nodes: FetchNodes) -> PlanNode | None:
    """What follows a subscription's primary fetch."""
    return _Schedule(graph.groups, nodes).plan(done=frozenset((first,)))


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
            branches = [sequence([self.nodes.plan_node(group), *self._stages(frozenset((group,)))]) for group in ready]
            stages.append(_parallel([branch for branch in branches if branch is not None]))
            done |= self.placed - before
        return stages


def sequence(nodes: list[PlanNode]) -> PlanNode | None:
    flat = [inner for node in nodes for inner in (node.nodes if isinstance(node, SequenceNode) else (node,))]
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else SequenceNode(tuple(flat))


def _parallel(nodes: list[PlanNode]) -> PlanNode:
    return nodes[0] if len(nodes) == 1 else ParallelNode(tuple(nodes))
