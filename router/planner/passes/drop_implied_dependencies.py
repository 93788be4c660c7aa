"""A fetch that waits for another need not wait for what that one waits for."""

from router.planner.fetch_graph import FetchGraph, FetchGroup


def drop_implied_dependencies(graph: FetchGraph) -> None:
    for group in graph.groups:
        implied: set[FetchGroup] = set()
        for dependency in group.dependencies:
            implied |= dependency.ancestors()
        group.dependencies = {dependency: None for dependency in group.dependencies if dependency not in implied}
