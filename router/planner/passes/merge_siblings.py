"""Fetches to one subgraph for the same objects that wait for the same fetches become one.

Only those: a fetch that waited for one more would be answered later than it could be, and lost when that one fails,
and a subgraph that is down is to cost its own fields only.
"""

from router.planner.fetch_graph import FetchGraph, FetchGroup


def merge_siblings(graph: FetchGraph) -> None:
    kept: list[FetchGroup] = []
    for group in list(graph.groups):
        sibling = next((other for other in kept if _are_siblings(other, group)), None)
        if sibling is None:
            kept.append(group)
        else:
            graph.absorb(sibling, group)


def _are_siblings(left: FetchGroup, right: FetchGroup) -> bool:
    return left.can_absorb(right) and left.ancestors() == right.ancestors()
