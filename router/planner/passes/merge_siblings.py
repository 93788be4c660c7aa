"""Fetches to one subgraph for the same objects that can run at the same time become one."""

from router.planner.fetch_graph import FetchGraph, FetchGroup


def merge_siblings(graph: FetchGraph) -> None:
    kept: list[FetchGroup] = []
    for group in list(graph.groups):
        # Equal depth: neither waits for the other, and the one that both become waits no longer than they did.
        depth = group.depth()
        sibling = next((other for other in kept if other.depth() == depth and other.can_absorb(group)), None)
        if sibling is None:
            kept.append(group)
        else:
            graph.absorb(sibling, group)
