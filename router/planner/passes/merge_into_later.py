"""A fetch that nothing waits for joins a later one to the same subgraph for the same objects.

It is answered later than it could be, but the operation as a whole is not, and it takes one request less.
"""

from router.planner.fetch_graph import FetchGraph


def merge_into_later(graph: FetchGraph) -> None:
    for group in list(graph.groups):
        if graph.dependents(group):
            continue
        depth = group.depth()
        later = next((g for g in graph.groups if g is not group and g.depth() > depth and g.can_absorb(group)), None)
        if later is not None:
            graph.absorb(later, group)
